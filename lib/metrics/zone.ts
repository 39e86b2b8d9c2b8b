/** What can be told of a packed day without unpacking it. */
export type Zone = { n: number; min: number; max: number; sum: number };

/** Number, least, greatest and sum of slots; NaN is an empty one. */
export function zoneOf(slots: Float64Array): Zone {
  let n = 0;
  let sum = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let slot = 0; slot < slots.length; slot += 1) {
    const value = slots[slot] as number;
    if (Number.isNaN(value)) continue;
    n += 1;
    sum += value;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { n, min, max, sum };
}
