/** What can be told of a packed day without unpacking it. */
export type Zone = { n: number; min: number; max: number; sum: number };

/** Number, least, greatest and sum of slots; NaN is an empty one. */
export function zoneOf(slots: Float64Array): Zone {
  const zone = { n: 0, min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY, sum: 0 };
  for (let slot = 0; slot < slots.length; slot += 1) {
    const value = slots[slot] as number;
    if (Number.isNaN(value)) continue;
    zone.n += 1;
    zone.sum += value;
    if (value < zone.min) zone.min = value;
    if (value > zone.max) zone.max = value;
  }
  return zone;
}
