import { hourMs } from '#lib/time.ts';

/** One stored row: sixty minutes of a series, NaN where CloudWatch had none. `hour` in epoch ms. */
export type SampleHourRow = { seriesId: number; hour: number; values: ArrayLike<number> };

/** Minutes from `from` (whole minute, epoch ms) until `to` out of hour rows in any order; null where no row has one. */
export function minutesOf(rows: readonly SampleHourRow[], from: number, to: number): (number | null)[] {
  const count = Math.max(0, Math.ceil((to - from) / 60_000));
  const minutes = new Array<number | null>(count).fill(null);
  for (const { hour, values } of rows) {
    const offset = (hour - from) / 60_000;
    const first = Math.max(0, -offset);
    const last = Math.min(hourMs / 60_000, values.length, count - offset);
    for (let index = first; index < last; index += 1) {
      const value = values[index] as number;
      if (!Number.isNaN(value)) minutes[offset + index] = value;
    }
  }
  return minutes;
}

const nullLength = -1;

/**
 * A float8[] as PostgreSQL sends it in binary: dimensions, null flag, element type, then for each dimension length and lower bound,
 * then each element's length (−1 is null) and bytes. Nulls become NaN, which no stored sample is.
 */
export function decodeFloatArray(bytes: Buffer): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getInt32(0) === 0) return new Float64Array();
  const values = new Float64Array(view.getInt32(12));
  let offset = 20;
  for (let index = 0; index < values.length; index += 1) {
    const isNull = view.getInt32(offset) === nullLength;
    values[index] = isNull ? Number.NaN : view.getFloat64(offset + 4);
    offset += isNull ? 4 : 12;
  }
  return values;
}
