import { inflateRawSync } from 'node:zlib';

/** What each file of a pack holds, found by its central directory. */
export function unpacked(zip: Buffer): Map<string, string> {
  const files = new Map<string, string>();
  let at = zip.readUInt32LE(zip.length - 6);
  while (zip.readUInt32LE(at) === 0x02014b50) {
    const name = zip.toString('utf8', at + 46, at + 46 + zip.readUInt16LE(at + 28));
    const offset = zip.readUInt32LE(at + 42) + 30 + Buffer.byteLength(name);
    const packed = zip.subarray(offset, offset + zip.readUInt32LE(at + 20));
    files.set(name, (zip.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed)).toString());
    at += 46 + Buffer.byteLength(name);
  }
  return files;
}

/** The text of an answer; of a ZIP, that of its files. */
export async function textOf(answer: Response): Promise<string> {
  if (answer.headers.get('content-type') !== 'application/zip') return answer.text();
  return [...unpacked(Buffer.from(await answer.arrayBuffer()))].flat().join('\n');
}
