import { isUuid } from './event-key.ts';
import { bytesOf, type Raw } from './raw.ts';
import { unzstd, zstd } from './zstd.ts';

/** Beyond this the ratio hardly grows, and reading one record unpacks them all. */
export const recordsPerBlock = 512;

/** A record as it was delivered, and the ID of its event. */
export type BlockRecord = { record: Raw; eventId: string };

/** No JSON text holds this one. */
const idMark = 0;

/** Where the event's ID stands in its record, 36 letters that nothing packs and that the event's row has; -1: as it is written, nowhere. */
function idPlace(bytes: Buffer, eventId: string): number {
  if (bytes.includes(idMark)) throw new RangeError(`the record of event ${eventId} is no JSON: it holds a NUL`);
  return isUuid(eventId) ? bytes.indexOf(eventId, 0, 'latin1') : -1;
}

/**
 * Records side by side, compressed with Zstandard: their number and the bytes of each as 32-bit little-endian numbers, then the bytes, in which
 * a NUL stands for the event's own ID where that is a UUID. A record that is kept elsewhere is empty here.
 * @throws RangeError for a record with a NUL in it
 */
export async function packBlock(records: readonly BlockRecord[]): Promise<Buffer> {
  const all = records.map(({ record, eventId }) => {
    const bytes = bytesOf(record);
    const at = idPlace(bytes, eventId);
    return { bytes, at, rest: at + eventId.length, length: at < 0 ? bytes.length : bytes.length - eventId.length + 1 };
  });
  const block = Buffer.allocUnsafe(all.reduce((sum, { length }) => sum + length, 4 * (1 + all.length)));
  block.writeUInt32LE(all.length, 0);
  let end = 4 * (1 + all.length);
  for (const [index, { bytes, at, rest, length }] of all.entries()) {
    block.writeUInt32LE(length, 4 * (1 + index));
    const first = at < 0 ? bytes.length : at;
    bytes.copy(block, end, 0, first);
    if (at >= 0) {
      block[end + at] = idMark;
      bytes.copy(block, end + at + 1, rest);
    }
    end += length;
  }
  return zstd(block);
}

/** The record of an event at a position from 0. @throws RangeError where the block has none there */
export type OpenBlock = (position: number, eventId: string) => string;

/** Unpacks a block, of which records can then be cut out. @throws Error for bytes that {@link packBlock} did not make */
export function openBlock(block: Uint8Array): OpenBlock {
  const data = unzstd(block);
  const count = data.readUInt32LE(0);
  const ends = new Uint32Array(count + 1);
  ends[0] = 4 * (1 + count);
  for (let index = 0; index < count; index += 1) ends[index + 1] = (ends[index] as number) + data.readUInt32LE(4 * (1 + index));
  if (ends[count] !== data.length)
    throw new Error(`a block of ${count} records has ${data.length} bytes in place of ${ends[count]}`);
  return (position, eventId) => {
    if (position < 0 || position >= count) throw new RangeError(`position ${position} of a block of ${count} records`);
    return data.toString('utf8', ends[position], ends[position + 1]).replace('\0', () => eventId);
  };
}
