import { execFileSync, spawnSync } from 'node:child_process';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fromBufferPromise } from 'yauzl';
import { signPack } from '#lib/audit/evidence/manifest.ts';
import { type FinishedFile, packedText } from '#lib/audit/evidence/packed-file.ts';
import { signedZip } from '#lib/audit/evidence/signed-zip.ts';
import { keyId } from '#lib/journal/checkpoint.ts';
import { unpacked } from '#lib/testing/unpacked.ts';
import { verifyPack } from './verify-pack.mjs';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const stranger = generateKeyPairSync('ed25519').privateKey;
const folder = mkdtempSync(join(tmpdir(), 'trailwatch pack '));
afterAll(() => rmSync(folder, { recursive: true }));

const texts = {
  'README.txt': 'Read me.\n',
  'population.csv': 'account,event_id\r\n1,a\r\n1,b\r\n1,c\r\n',
  'records-0001.jsonl': '{"eventID":"a"}\n{"eventID":"b"}\n{"eventID":"c"}\n',
  'empty.csv': '',
};

async function* files(of: Record<string, string>): AsyncGenerator<FinishedFile> {
  for (const [name, text] of Object.entries(of)) yield packedText(name, text);
}
async function zipOf(of: Record<string, string> = texts, key = privateKey): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of signedZip(files(of), async (sum) => signPack(sum, key))) chunks.push(chunk);
  return Buffer.concat(chunks);
}
let count = 0;
const kept = (bytes: Uint8Array): string => {
  count += 1;
  const file = join(folder, `${count}.zip`);
  writeFileSync(file, bytes);
  return file;
};
const problemsOf = (bytes: Uint8Array, key?: string): string[] => {
  const file = kept(bytes);
  const { problems } = verifyPack(file, { key });
  rmSync(file);
  return problems;
};

let zip: Buffer;
beforeAll(async () => {
  zip = await zipOf();
});

describe('a pack as a ZIP', () => {
  test('verifies, and says by whose key and of what content', () => {
    const report = verifyPack(kept(zip));
    expect(report).toMatchObject({ problems: [], files: 4 });
    expect(report.fingerprint.slice(0, 16)).toBe(keyId(privateKey));
    expect(report.contentSha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test('is the same bytes whenever it is made', async () => expect((await zipOf()).equals(zip)).toBe(true));

  test('is read by others, too', async () => {
    const opened = await fromBufferPromise(zip, { lazyEntries: true, validateEntrySizes: true });
    const names: string[] = [];
    for await (const entry of opened.eachEntry()) names.push(entry.fileName);
    expect(names).toEqual([...Object.keys(texts), 'manifest.json', 'signature.json']);
  });

  test('fails on each of its bytes changed', () => {
    const passed = [...zip.keys()].filter((at) => {
      const changed = Buffer.from(zip);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      return problemsOf(changed).length === 0;
    });
    expect(passed).toEqual([]);
  });

  test.each([
    ['a byte after its end', () => Buffer.concat([zip, Buffer.from([0])])],
    ['a byte before its begin', () => Buffer.concat([Buffer.from([0]), zip])],
    ['its end cut off', () => zip.subarray(0, -1)],
    ['nothing', () => Buffer.alloc(0)],
    ['another file', () => Buffer.from('not a ZIP, but long enough to look like one at its end')],
  ])('fails with %s', (_, changed) => expect(problemsOf(changed())).not.toEqual([]));

  test('fails where another key signed, once the key is named', async () => {
    const forged = await zipOf({ ...texts, 'population.csv': 'account,event_id\r\n' }, stranger);
    expect(problemsOf(forged)).toEqual([]);
    expect(problemsOf(forged, keyId(publicKey))).toEqual([expect.stringContaining('signed with another key')]);
    expect(problemsOf(zip, keyId(publicKey))).toEqual([]);
  });

  test('takes a file of keys, newest and older, and refuses what is no key', () => {
    const pem = (key = privateKey) => createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
    const file = join(folder, 'journal.pub');
    writeFileSync(file, pem(stranger) + pem());
    expect(problemsOf(zip, file)).toEqual([]);
    writeFileSync(file, pem(stranger));
    expect(problemsOf(zip, file)).not.toEqual([]);
    expect(problemsOf(zip, 'abc')).toEqual([expect.stringContaining('neither a file')]);
  });
});

describe('a pack unpacked', () => {
  const unpack = (): string => {
    count += 1;
    const place = join(folder, `unpacked ${count}`);
    mkdirSync(place);
    for (const [name, text] of unpacked(zip)) writeFileSync(join(place, name), text);
    return place;
  };

  test('verifies', () => expect(verifyPack(unpack()).problems).toEqual([]));

  test.each([
    ['a file is missing', (place: string) => rmSync(join(place, 'README.txt')), 'README.txt is missing'],
    ['there is one more', (place: string) => writeFileSync(join(place, 'more'), ''), 'more is not in the manifest'],
    ['a folder joined', (place: string) => mkdirSync(join(place, 'more')), 'more is not in the manifest'],
    ['a byte was added', (place: string) => writeFileSync(join(place, 'empty.csv'), ' '), 'empty.csv was changed'],
    [
      'the signature was written otherwise',
      (place: string) => {
        const file = join(place, 'signature.json');
        writeFileSync(file, `${readFileSync(file, 'utf8')}\n`);
      },
      'signature.json was changed',
    ],
  ])('fails where %s', (_, change, problem) => {
    const place = unpack();
    change(place);
    expect(verifyPack(place).problems).toEqual([problem]);
  });
});

describe('the verifier by itself', () => {
  const alone = (...args: string[]) => {
    const place = mkdtempSync(join(folder, 'alone '));
    copyFileSync(join(import.meta.dirname, 'verify-pack.mjs'), join(place, 'verify.mjs'));
    return spawnSync(process.execPath, ['verify.mjs', ...args], { cwd: place, encoding: 'utf8', env: { NODE_ENV: 'test' } });
  };

  test('runs where there is nothing but Node, and tells by its exit status', () => {
    const good = alone(kept(zip));
    expect([good.status, good.stderr]).toEqual([0, '']);
    expect(good.stdout).toContain('Verified: 4 files');
    const changed = Buffer.from(zip);
    changed[100] = (changed[100] ?? 0) ^ 1;
    expect(alone(kept(changed)).status).toBe(1);
    expect(alone(join(folder, 'none.zip')).status).toBe(1);
    expect(alone().status).toBe(2);
    expect(alone(kept(zip), '--key').status).toBe(2);
  });

  test('is short enough to be read', () => {
    const text = readFileSync(join(import.meta.dirname, 'verify-pack.mjs'), 'utf8');
    expect(text.split('\n').length).toBeLessThanOrEqual(201);
    expect([...text.matchAll(/from '([^']+)'/g)].filter(([, from]) => !from?.startsWith('node:'))).toEqual([]);
    execFileSync(process.execPath, ['--check', join(import.meta.dirname, 'verify-pack.mjs')]);
  });
});
