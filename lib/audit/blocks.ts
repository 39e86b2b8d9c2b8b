import { zstdDecompressSync } from 'node:zlib';
import { zstd } from './zstd.ts';

/** Beyond this the ratio hardly grows, and reading one record unpacks them all. */
export const recordsPerBlock = 512;

/**
 * Records side by side, compressed with Zstandard: their number and the bytes of each as 32-bit little-endian numbers, then the bytes.
 * A record that is kept elsewhere is empty here.
 */
export async function packBlock(records: readonly string[]): Promise<Buffer> {
  const lengths = records.map((record) => Buffer.byteLength(record));
  const block = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + length, 4 * (1 + records.length)));
  block.writeUInt32LE(records.length, 0);
  let at = 4 * (1 + records.length);
  records.forEach((record, index) => {
    block.writeUInt32LE(lengths[index] as number, 4 * (1 + index));
    at += block.write(record, at);
  });
  return zstd(block);
}

/** The records of a block. @throws Error for bytes that {@link packBlock} did not make */
export function unpackBlock(block: Uint8Array): string[] {
  const data = zstdDecompressSync(block);
  const count = data.readUInt32LE(0);
  const records: string[] = [];
  let at = 4 * (1 + count);
  for (let index = 0; index < count; index += 1) {
    const length = data.readUInt32LE(4 * (1 + index));
    records.push(data.toString('utf8', at, at + length));
    at += length;
  }
  if (at !== data.length) throw new Error(`a block of ${count} records has ${data.length} bytes in place of ${at}`);
  return records;
}

/** One record of a block, by its position from 0. @throws RangeError where the block has none there */
export function recordOfBlock(block: Uint8Array, position: number): string {
  const data = zstdDecompressSync(block);
  const count = data.readUInt32LE(0);
  if (position < 0 || position >= count) throw new RangeError(`position ${position} of a block of ${count} records`);
  let at = 4 * (1 + count);
  for (let index = 0; index < position; index += 1) at += data.readUInt32LE(4 * (1 + index));
  return data.toString('utf8', at, at + data.readUInt32LE(4 * (1 + position)));
}
