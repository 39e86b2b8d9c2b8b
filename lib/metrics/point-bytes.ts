/**
 * Points of series as bytes, everything little-endian: "TWP1", the length of the header (uint32), the header (UTF-8 JSON, filled up with
 * spaces so that what follows begins at a multiple of 8), `count` offsets from `from` in milliseconds (Float64), then for each series of the
 * header its `count` values (Float32 or Float64, as `values` says, 0 where there is none; filled up to a multiple of 8 bytes) and its presence (bit
 * `i & 7`, from the lowest, of byte `i >> 3` is 1 where value `i` is there; filled up to a multiple of 8 bytes).
 */
export type PointHeader = {
  /** Epoch ms. */
  from: number;
  count: number;
  values: 'float32' | 'float64';
  series: readonly { name: string; statistic: string; unit: string | null }[];
};

const magic = 'TWP1';
const lead = 8;
const padded = (bytes: number): number => Math.ceil(bytes / 8) * 8;

const isNarrow = (values: readonly (number | null)[]): boolean =>
  values.every((value) => value === null || Math.fround(value) === value);

type Points<More> = {
  header: Omit<PointHeader, 'count' | 'values'> & More;
  stepMs: number;
  columns: readonly (readonly (number | null)[])[];
};

/** Float32 where that loses nothing of any value, which the store's own values never do. */
export function pointBytes<More extends object>({ header, stepMs, columns }: Points<More>): Uint8Array<ArrayBuffer> {
  const count = columns[0]?.length ?? 0;
  const values = columns.every(isNarrow) ? 'float32' : 'float64';
  const text = new TextEncoder().encode(JSON.stringify({ ...header, count, values } satisfies PointHeader & More));
  const start = padded(lead + text.length);
  const [valueBytes, bitBytes] = [padded(count * (values === 'float32' ? 4 : 8)), padded(Math.ceil(count / 8))];
  const bytes = new Uint8Array(start + count * 8 + columns.length * (valueBytes + bitBytes));
  bytes.fill(0x20, lead, start);
  bytes.set(new TextEncoder().encode(magic));
  bytes.set(text, lead);
  const view = new DataView(bytes.buffer);
  view.setUint32(4, start - lead, true);
  for (let index = 0; index < count; index += 1) view.setFloat64(start + index * 8, index * stepMs, true);
  columns.forEach((column, series) => {
    const at = start + count * 8 + series * (valueBytes + bitBytes);
    column.forEach((value, index) => {
      if (value === null) return;
      if (values === 'float32') view.setFloat32(at + index * 4, value, true);
      else view.setFloat64(at + index * 8, value, true);
      const byte = at + valueBytes + (index >> 3);
      bytes[byte] = (bytes[byte] as number) | (1 << (index & 7));
    });
  });
  return bytes;
}
