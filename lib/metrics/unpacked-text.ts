import { unpackSlots } from './packed-slots.ts';

/** What `packText` packed, as long as it was. */
export function unpackText(text: string, length: number): (number | null)[] {
  if (text === '') return new Array<null>(length).fill(null);
  const bytes = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  const [column = new Float64Array()] = unpackSlots(bytes, { slots: length, columns: 1 });
  return Array.from(column, (value) => (Number.isNaN(value) ? null : value));
}
