import { minuteMs } from '#lib/time.ts';

/** A stored stretch of one series: a value a minute from `hour` (epoch ms, a whole hour), NaN where CloudWatch had none. */
export type SampleHourRow = { seriesId: number; hour: number; values: ArrayLike<number> };

/** Minutes from `from` (whole minute, epoch ms) until `to` out of stretches, the later over the earlier; null where none has one. */
export function minutesOf(rows: readonly SampleHourRow[], from: number, to: number): (number | null)[] {
  const count = Math.max(0, Math.ceil((to - from) / minuteMs));
  const minutes = new Array<number | null>(count).fill(null);
  for (const { hour, values } of rows) {
    const offset = (hour - from) / minuteMs;
    const first = Math.max(0, -offset);
    const last = Math.min(values.length, count - offset);
    for (let index = first; index < last; index += 1) {
      const value = values[index] as number;
      if (!Number.isNaN(value)) minutes[offset + index] = value;
    }
  }
  return minutes;
}

const nullLength = -1;
const header = 20;

/**
 * A one-dimensional real[] or float8[] as PostgreSQL sends it in binary: dimensions, null flag, element type, length and lower bound, then
 * each element's length (−1 is null) and bytes. A value stands at its subscript less one; nulls, and what is before the first, become NaN,
 * which no stored sample is.
 */
export function decodeFloatArray(bytes: Buffer): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getInt32(0) === 0) return new Float64Array();
  const lead = view.getInt32(16) - 1;
  const values = new Float64Array(lead + view.getInt32(12)).fill(Number.NaN);
  let offset = header;
  for (let index = lead; index < values.length; index += 1) {
    const length = view.getInt32(offset);
    offset += 4;
    if (length === nullLength) continue;
    values[index] = length === 4 ? view.getFloat32(offset) : view.getFloat64(offset);
    offset += length;
  }
  return values;
}
