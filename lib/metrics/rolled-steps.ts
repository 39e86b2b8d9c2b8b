import { minuteMs } from '#lib/time.ts';
import type { RollupColumns } from './rollup.ts';

/** A UTC day of roll-ups of one series from `day` (epoch ms): computed from minutes, or what CloudWatch answered for the period. */
export type RolledDay = { day: number; computed: RollupColumns } | { day: number; asked: Float64Array };

type Parts = { sum: number; count: number; min: number; max: number };

/** What a statistic of a longer step is, of the steps it holds. */
const ofParts: Readonly<Record<string, (parts: Parts) => number>> = {
  Sum: ({ sum }) => sum,
  SampleCount: ({ sum }) => sum,
  Minimum: ({ min }) => min,
  Maximum: ({ max }) => max,
  Average: ({ sum, count }) => sum / count,
  Sample: ({ sum, count }) => sum / count,
};

type Grid = { from: number; to: number; stepMs: number; periodSeconds: number };

const additive: ReadonlySet<string> = new Set(['Sum', 'SampleCount']);

/** What CloudWatch answered for a slot, as if it were made of minutes: of means each minute has the mean. */
function partsOfAsked(value: number, statistic: string, { periodSeconds }: Grid): Parts {
  const count = periodSeconds / 60;
  return { sum: additive.has(statistic) ? value : value * count, count, min: value, max: value };
}

const partsOfComputed = ({ sum, count, min, max }: RollupColumns, slot: number): Parts =>
  ({ sum: sum[slot], count: count[slot], min: min[slot], max: max[slot] }) as Parts;

/** What each slot holds, by its index from the first day: where minutes are there in part alone, what CloudWatch answered for it wins. */
function partsBySlot(days: readonly RolledDay[], grid: Grid, statistic: string): Map<number, Parts> {
  const parts = new Map<number, Parts>();
  // Of a percentile nothing true can be computed: there are no parts but what was asked for.
  const usable = days.filter((one) => 'asked' in one || statistic in ofParts);
  for (const one of usable.toSorted((a, b) => Number('asked' in a) - Number('asked' in b))) {
    const lead = 'asked' in one ? one.asked : one.computed.count;
    for (let slot = 0; slot < lead.length; slot += 1) {
      const value = lead[slot] as number;
      if (Number.isNaN(value)) continue;
      const at = one.day / (grid.periodSeconds * 1000) + slot;
      parts.set(at, 'asked' in one ? partsOfAsked(value, statistic, grid) : partsOfComputed(one.computed, slot));
    }
  }
  return parts;
}

/**
 * One value per step of `stepMs`, a multiple of the roll-ups' period; null where no roll-up lies. Means are weighed by the minutes they were
 * made of; of what was asked, steps combine as minutes do: sums of sums, of percentiles the greatest.
 */
export function rolledSteps(days: readonly RolledDay[], grid: Grid, statistic: string): (number | null)[] {
  const steps = new Array<number | null>(Math.max(0, Math.ceil((grid.to - grid.from) / grid.stepMs))).fill(null);
  const byStep = new Map<number, Parts>();
  for (const [slot, part] of partsBySlot(days, grid, statistic)) {
    const step = Math.floor((slot * grid.periodSeconds * 1000 - grid.from) / grid.stepMs);
    if (step >= 0 && step < steps.length) byStep.set(step, added(byStep.get(step), part));
  }
  const of = ofParts[statistic] ?? (({ max }: Parts) => max);
  for (const [step, part] of byStep) steps[step] = of(part);
  return steps;
}

function added(known: Parts | undefined, one: Parts): Parts {
  if (!known) return one;
  return {
    sum: known.sum + one.sum,
    count: known.count + one.count,
    min: Math.min(known.min, one.min),
    max: Math.max(known.max, one.max),
  };
}

/** The minutes of steps that have a value. */
export const minutesUnder = (steps: readonly (number | null)[], stepMs: number) => {
  const size = stepMs / minuteMs;
  return (minute: number): boolean => (steps[Math.floor(minute / size)] ?? null) !== null;
};
