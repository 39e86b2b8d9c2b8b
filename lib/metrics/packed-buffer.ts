import { packColumns } from './packed-slots.ts';

/** What `packColumns` packs, as PostgreSQL's client takes it. Apart from it, because browsers, which have no Buffer, pack and unpack charts. */
export function packSlots(columns: readonly Float64Array[]): Buffer | null {
  const packed = packColumns(columns);
  return packed && Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength);
}
