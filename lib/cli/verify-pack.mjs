// Verifies an evidence pack of Trailwatch: node verify.mjs PACK.zip|FOLDER [--key FILE|FINGERPRINT]. Needs Node alone, 16 or newer.
// Exit status: 0 every byte is as it was signed, 1 it is not, 2 wrong usage.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inflateRawSync } from 'node:zlib';

const manifestName = 'manifest.json';
const signatureName = 'signature.json';

/** @typedef {{ name: string, method: number, crc: number, size: number, offset: number, packed: Buffer }} Entry */
/** @typedef {{ name: string, bytes: number, sha256: string, packed: { bytes: number, sha256: string } }} Listed */
/** @typedef {{ format: string, contentSha256: string, files: Listed[] }} Manifest */
/** @typedef {{ fingerprint: string, contentSha256: string, files: number, problems: string[] }} Report */

const sha256 = (/** @type {Buffer | string} */ bytes) => createHash('sha256').update(bytes).digest('hex');

const crcTable = Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc >>> 0;
});
const crc32 = (/** @type {Buffer} */ bytes) => {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (crcTable[(crc ^ byte) & 255] ?? 0);
  return (crc ^ 0xffffffff) >>> 0;
};

/** The one way in which a pack's headers are written. @param {Entry} entry */
function headersOf({ name, method, crc, size, offset, packed }) {
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(0x0800, 2);
  common.writeUInt16LE(method, 4);
  common.writeUInt16LE(0x0021, 8);
  common.writeUInt32LE(crc, 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(size, 18);
  common.writeUInt16LE(Buffer.byteLength(name), 22);
  const place = Buffer.alloc(14);
  place.writeUInt32LE(offset, 10);
  return {
    local: Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name)]),
    central: Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, place, Buffer.from(name)]),
  };
}

/** The entries as the central directory tells of them. @param {Buffer} zip @returns {Entry[]} */
function entriesOf(zip) {
  const end = zip.length - 22;
  const [count, start] = [zip.readUInt16LE(end + 10), zip.readUInt32LE(end + 16)];
  const entries = [];
  for (let at = start; entries.length < count; at += 46 + zip.readUInt16LE(at + 28)) {
    const offset = zip.readUInt32LE(at + 42);
    const nameLength = zip.readUInt16LE(at + 28);
    const from = offset + 30 + nameLength;
    entries.push({
      name: zip.toString('utf8', at + 46, at + 46 + nameLength),
      method: zip.readUInt16LE(at + 10),
      crc: zip.readUInt32LE(at + 16),
      size: zip.readUInt32LE(at + 24),
      offset,
      packed: zip.subarray(from, from + zip.readUInt32LE(at + 20)),
    });
  }
  return entries;
}

/** Writes the ZIP anew from its entries: any byte that is not as Trailwatch writes it makes the two differ. @param {Buffer} zip @param {Entry[]} entries */
function isAsWritten(zip, entries) {
  let at = 0;
  const agrees = (/** @type {Buffer} */ bytes) => {
    at += bytes.length;
    return bytes.equals(zip.subarray(at - bytes.length, at));
  };
  for (const entry of entries) {
    if (entry.offset !== at || !agrees(headersOf(entry).local)) return false;
    at += entry.packed.length;
  }
  const start = at;
  if (!entries.every((entry) => agrees(headersOf(entry).central))) return false;
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(at - start, 12);
  end.writeUInt32LE(start, 16);
  return agrees(end) && at === zip.length;
}

/** What a pack is read from: its names in order, and each file. @param {string} path */
function openPack(path) {
  if (statSync(path).isDirectory()) {
    const names = readdirSync(path).sort();
    return {
      names,
      isZip: false,
      packed: () => Buffer.alloc(0),
      file: (/** @type {string} */ name) => readFileSync(join(path, name)),
    };
  }
  const zip = readFileSync(path);
  const entries = entriesOf(zip);
  if (!isAsWritten(zip, entries))
    throw new Error('it is not laid out as Trailwatch writes a ZIP: bytes were changed, added or removed');
  const entryOf = (/** @type {string} */ name) => entries.find((entry) => entry.name === name) ?? fail(`${name} is missing`);
  return {
    names: entries.map(({ name }) => name),
    isZip: true,
    packed: (/** @type {string} */ name) => entryOf(name).packed,
    file: (/** @type {string} */ name) => {
      const { method, packed, size, crc } = entryOf(name);
      const isPlain = name === manifestName || name === signatureName;
      if (method !== (isPlain ? 0 : 8)) fail(`${name} is packed in another way than it was`);
      const bytes = isPlain ? packed : inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
      return bytes.length === size && crc32(bytes) === crc ? bytes : fail(`${name} was changed`);
    },
  };
}

/** @param {string} why @returns {never} */
function fail(why) {
  throw new Error(why);
}

/** The signature, its own text held to the one way of writing it. @param {Buffer} text */
function readSignature(text) {
  const { key, publicKey, signature } = JSON.parse(text.toString());
  const [der, signed] = [Buffer.from(publicKey, 'base64'), Buffer.from(signature, 'base64')];
  const again = { key, publicKey: der.toString('base64'), signature: signed.toString('base64') };
  if (`${JSON.stringify(again)}\n` !== text.toString('latin1')) fail(`${signatureName} was changed`);
  const fingerprint = sha256(der);
  if (fingerprint.slice(0, 16) !== key) fail('the key is not the one that the signature names');
  return { fingerprint, signed, publicKey: createPublicKey({ key: der, format: 'der', type: 'spki' }) };
}

/** Fingerprints that `--key` allows: those of a file's keys, or the digits themselves. @param {string} key */
function allowedBy(key) {
  if (!existsSync(key))
    return /^[0-9a-f]{16,64}$/i.test(key)
      ? [key.toLowerCase()]
      : fail(`--key ${key} is neither a file nor 16 digits or more of a fingerprint`);
  const pems =
    readFileSync(key, 'utf8').match(/-----BEGIN PUBLIC KEY-----[^-]*-----END PUBLIC KEY-----/g) ??
    fail(`${key} holds no public key`);
  return pems.map((pem) => sha256(createPublicKey(pem).export({ type: 'spki', format: 'der' })));
}

/** @param {ReturnType<typeof openPack>} pack @param {Listed} listed */
function problemOf(pack, { name, bytes, sha256: sum, packed }) {
  if (!pack.names.includes(name)) return `${name} is missing`;
  if (pack.isZip && sha256(pack.packed(name)) !== packed.sha256) return `${name} was changed`;
  const file = pack.file(name);
  return file.length === bytes && sha256(file) === sum ? null : `${name} was changed`;
}

/** Holds a pack against its signature. @param {string} path @param {{ key?: string | undefined }} [asked] @returns {Report} */
export function verifyPack(path, { key } = {}) {
  try {
    const allowed = key === undefined ? null : allowedBy(key);
    const pack = openPack(path);
    const { fingerprint, signed, publicKey } = readSignature(pack.file(signatureName));
    const text = pack.file(manifestName);
    const message = Buffer.from(`trailwatch evidence pack v1\n${sha256(text)}`);
    if (publicKey.asymmetricKeyType !== 'ed25519' || !verify(null, message, publicKey, signed))
      fail('the signature does not fit the manifest');
    const { files, contentSha256 } = /** @type {Manifest} */ (JSON.parse(text.toString()));
    const names = [...files.map(({ name }) => name), manifestName, signatureName];
    const problems = files.map((listed) => problemOf(pack, listed)).filter((problem) => problem !== null);
    problems.push(...pack.names.filter((name) => !names.includes(name)).map((name) => `${name} is not in the manifest`));
    if (problems.length === 0 && pack.isZip && pack.names.join('\n') !== names.join('\n'))
      problems.push('the files stand in another order');
    if (allowed && !allowed.some((one) => fingerprint.startsWith(one)))
      problems.push(`it is signed with another key: ${fingerprint}`);
    return { fingerprint, contentSha256, files: files.length, problems };
  } catch (error) {
    return { fingerprint: '', contentSha256: '', files: 0, problems: [error instanceof Error ? error.message : String(error)] };
  }
}

/** In lines for a reader. @param {Report} report */
export const linesOf = ({ fingerprint, contentSha256, files, problems }) => [
  ...problems,
  ...(fingerprint === '' ? [] : [`Key          ${fingerprint}`, `Content sum  ${contentSha256}`]),
  problems.length === 0
    ? `Verified: ${files} files, every byte as it was signed. Hold the key against the installation’s own.`
    : 'NOT VERIFIED.',
];

if (process.argv[1] && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) {
  const [path, option, key, ...rest] = process.argv.slice(2);
  if (path === undefined || (option !== undefined && (option !== '--key' || key === undefined || rest.length > 0))) {
    console.error('Usage: node verify.mjs PACK.zip|FOLDER [--key FILE|FINGERPRINT]');
    process.exit(2);
  }
  const report = verifyPack(path, { key });
  for (const line of linesOf(report)) console.log(line.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '?'));
  process.exitCode = report.problems.length === 0 ? 0 : 1;
}
