import { packSlots } from './packed-buffer.ts';
import { unpackSlots } from './packed-slots.ts';
import { storedValue } from './stored-value.ts';

export const minutesOfDay = 1440;

/** Longer steps in which old samples are kept, in seconds. */
export const rollupPeriods = [300, 3600] as const;
export type RollupPeriod = (typeof rollupPeriods)[number];

export const slotsOf = (periodSeconds: number): number => 86_400 / periodSeconds;

/** Of every other statistic, a percentile above all, nothing true can be computed from minutes: a roll-up of it is asked for. */
export const computedStatistics = ['Sum', 'SampleCount', 'Minimum', 'Maximum', 'Average', 'Sample'] as const;

/** A day in steps, NaN where a step holds no minute: sum, number, least and greatest of its minutes. */
export type RollupColumns = { sum: Float64Array; count: Float64Array; min: Float64Array; max: Float64Array };

/** Rolls the minutes of a UTC day (NaN where there is none) up into steps. */
export function rollUp(minutes: Float64Array, periodSeconds: RollupPeriod): RollupColumns {
  const size = periodSeconds / 60;
  const slots = slotsOf(periodSeconds);
  const [sum, count, min, max] = Array.from({ length: 4 }, () => new Float64Array(slots).fill(Number.NaN)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let slot = 0; slot < slots; slot += 1) {
    let total = 0;
    let number = 0;
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let index = slot * size; index < (slot + 1) * size; index += 1) {
      const value = minutes[index] as number;
      if (Number.isNaN(value)) continue;
      total += value;
      number += 1;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (number === 0) continue;
    sum[slot] = storedValue(total) ?? Math.sign(total) * 3.4028234663852886e38;
    count[slot] = number;
    min[slot] = low;
    max[slot] = high;
  }
  return { sum, count, min, max };
}

export const packRollup = ({ sum, count, min, max }: RollupColumns): Buffer | null => packSlots([sum, count, min, max]);

export function unpackRollup(packed: Uint8Array, periodSeconds: number): RollupColumns {
  const [sum, count, min, max] = unpackSlots(packed, { slots: slotsOf(periodSeconds), columns: 4 });
  if (!sum || !count || !min || !max) throw new Error('a roll-up has four columns');
  return { sum, count, min, max };
}
