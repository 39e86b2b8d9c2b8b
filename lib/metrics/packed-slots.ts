import { blockBytes, blockValues, readColumn, writeColumn } from './packed-column.ts';

/**
 * Columns over the slots of one stretch of time, as the store keeps them and the SQL function `unpack_samples` reads them:
 * first slot and number of slots (2 bytes each), 1 where a bitmap of them follows and 0 where all are there, then the columns' blocks.
 */
const header = 5;

let scratch = new Uint8Array(16 * 1024);

function room(bytes: number): Uint8Array {
  if (scratch.length < bytes) scratch = new Uint8Array(2 * bytes);
  return scratch;
}

/** Packs columns of stored values, NaN where a slot is empty; all columns have the same slots. null of nothing. */
export function packColumns(columns: readonly Float64Array[]): Uint8Array | null {
  const [lead] = columns;
  if (!lead) return null;
  const first = lead.findIndex((value) => !Number.isNaN(value));
  if (first < 0) return null;
  const slots = lead.findLastIndex((value) => !Number.isNaN(value)) + 1 - first;
  const used = lead.subarray(first, first + slots);
  let count = 0;
  for (let slot = 0; slot < slots; slot += 1) if (!Number.isNaN(used[slot])) count += 1;
  const blocks = Math.ceil(count / blockValues);
  const into = room(header + slots + columns.length * blocks * blockBytes);
  new DataView(into.buffer).setUint16(0, first);
  new DataView(into.buffer).setUint16(2, slots);
  into[4] = count === slots ? 0 : 1;
  let next = count === slots ? header : writeBitmap(into, used);
  for (const column of columns) {
    const stretch = column.subarray(first, first + slots);
    next = writeColumn(into, next, count === slots ? stretch : stretch.filter((_, slot) => !Number.isNaN(used[slot])));
  }
  return into.slice(0, next);
}

function writeBitmap(into: Uint8Array, used: Float64Array): number {
  const bytes = Math.ceil(used.length / 8);
  into.fill(0, header, header + bytes);
  used.forEach((value, slot) => {
    const byte = header + (slot >> 3);
    if (!Number.isNaN(value)) into[byte] = (into[byte] as number) | (128 >> (slot & 7));
  });
  return header + bytes;
}

/** Unpacks what `packSlots` made into as many columns of `slots` slots; NaN where there is nothing. */
export function unpackSlots(packed: Uint8Array, { slots, columns }: { slots: number; columns: number }): Float64Array[] {
  const from = room(packed.length + 8);
  from.set(packed);
  from.fill(0, packed.length, packed.length + 8);
  const first = (packed[0] as number) * 256 + (packed[1] as number);
  const length = (packed[2] as number) * 256 + (packed[3] as number);
  const places = packed[4] === 1 ? placesOf(from, length) : null;
  let next = header + (places ? Math.ceil(length / 8) : 0);
  return Array.from({ length: columns }, () => {
    const column = new Float64Array(slots).fill(Number.NaN);
    const values = places ? new Float64Array(places.length) : column.subarray(first, first + length);
    next = readColumn(from, next, values);
    places?.forEach((place, index) => {
      column[first + place] = values[index] as number;
    });
    return column;
  });
}

function placesOf(from: Uint8Array, slots: number): Uint16Array {
  const places = new Uint16Array(slots);
  let count = 0;
  for (let slot = 0; slot < slots; slot += 1) {
    if ((from[header + (slot >> 3)] as number) & (128 >> (slot & 7))) places[count++] = slot;
  }
  return places.subarray(0, count);
}
