import type { Datum } from '../../scenario/types.ts';
import { eachValue, sampleCount } from './distribution.ts';

/**
 * Statistics as "CloudWatch statistics definitions" (CloudWatch user guide) gives them, over weighted observations.
 * Percent boundaries cut whole observations: TM(10%:90%) drops the lowest tenth and the highest tenth, rounded down,
 * so that a single observation is never trimmed away. Value boundaries keep what lies above the lower and up to the upper.
 * @returns undefined when the observations that are left hold no answer
 */
export type Statistic = (sample: Datum) => number | undefined;

/** @returns undefined when CloudWatch has no such statistic */
export function parseStatistic(text: string): Statistic | undefined {
  const simple = simpleStatistics.get(text);
  if (simple) return simple;
  if (/^iqm$/i.test(text)) return trimmedMean({ low: 25, high: 75, isPercent: true });
  const short = /^(p|tm|wm|tc|ts)(\d{1,3}(?:\.\d{1,10})?)$/i.exec(text);
  if (short?.[1] && Number(short[2]) <= 100) return shortForm(short[1].toLowerCase(), Number(short[2]));
  const long = /^(tm|wm|tc|ts|pr)\(([^:()]*):([^:()]*)\)$/i.exec(text);
  const range = long ? parseRange(long[2] ?? '', long[3] ?? '') : undefined;
  const family = long?.[1]?.toLowerCase() ?? '';
  if (!range || (family === 'pr' && range.isPercent)) return undefined;
  return families[family]?.(range);
}

const sum = (sample: Datum): number => {
  let total = 0;
  eachValue(sample, (value, count) => {
    total += value * count;
  });
  return total;
};

const simpleStatistics: ReadonlyMap<string, Statistic> = new Map(
  Object.entries({
    SampleCount: sampleCount,
    Sum: sum,
    Average: (sample: Datum) => sum(sample) / sampleCount(sample),
    Minimum: (sample: Datum) => sample.values[0],
    Maximum: (sample: Datum) => sample.values[sample.values.length - 1],
  }),
);

const shortForm = (family: string, percent: number): Statistic | undefined =>
  family === 'p' ? percentile(percent) : families[family]?.({ low: 0, high: percent, isPercent: true });

/** Guards ranks against binary fractions: 0.07 × 100 must be 7, not the next whole number. */
const epsilon = 1e-9;

/** The smallest observation that at least `percent` of all do not exceed. */
const percentile =
  (percent: number): Statistic =>
  (sample) =>
    valueAtRank(sample, Math.max(1, Math.ceil((percent / 100) * sampleCount(sample) - epsilon)));

function valueAtRank(sample: Datum, rank: number): number | undefined {
  let seen = 0;
  for (let index = 0; index < sample.values.length; index++) {
    seen += sample.counts[index] ?? 0;
    if (seen >= rank) return sample.values[index];
  }
  return sample.values[sample.values.length - 1];
}

type Range = { low: number; high: number; isPercent: boolean };

/** Either boundary may be left out; one in percent makes both so. */
function parseRange(low: string, high: string): Range | undefined {
  const number = /^(-?\d+(?:\.\d{1,10})?)?(%)?$/;
  const from = number.exec(low.trim());
  const to = number.exec(high.trim());
  if (!from || !to || (from[1] === undefined && to[1] === undefined)) return undefined;
  const given = [from, to].filter((side) => side[1] !== undefined);
  const isPercent = given.some((side) => side[2] !== undefined);
  if (given.some((side) => (side[2] !== undefined) !== isPercent)) return undefined;
  const range = {
    low: Number(from[1] ?? (isPercent ? 0 : Number.NEGATIVE_INFINITY)),
    high: Number(to[1] ?? (isPercent ? 100 : Number.POSITIVE_INFINITY)),
    isPercent,
  };
  if (isPercent && (range.low < 0 || range.high > 100)) return undefined;
  return range.low < range.high ? range : undefined;
}

/** The part of the sample within the range, and the total it was cut from. */
function within(sample: Datum, range: Range): Datum {
  const total = sampleCount(sample);
  const first = range.isPercent ? Math.floor((range.low / 100) * total + epsilon) : 0;
  const last = range.isPercent ? total - Math.floor((1 - range.high / 100) * total + epsilon) : total;
  const values: number[] = [];
  const counts: number[] = [];
  let seen = 0;
  eachValue(sample, (value, count) => {
    const kept = range.isPercent
      ? Math.min(seen + count, last) - Math.max(seen, first)
      : value > range.low && value <= range.high
        ? count
        : 0;
    seen += count;
    if (kept <= 0) return;
    values.push(value);
    counts.push(kept);
  });
  return { values, counts };
}

const trimmedMean =
  (range: Range): Statistic =>
  (sample) => {
    const kept = within(sample, range);
    return kept.values.length === 0 ? undefined : sum(kept) / sampleCount(kept);
  };

/** What lies outside counts as the boundary's own value instead of being dropped. */
const winsorizedMean =
  (range: Range): Statistic =>
  (sample) => {
    const kept = range.isPercent ? within(sample, range) : undefined;
    const low = kept ? kept.values[0] : range.low;
    const high = kept ? kept.values[kept.values.length - 1] : range.high;
    if (low === undefined || high === undefined) return undefined;
    let total = 0;
    eachValue(sample, (value, count) => {
      total += Math.min(Math.max(value, low), high) * count;
    });
    return total / sampleCount(sample);
  };

const families: Readonly<Record<string, (range: Range) => Statistic>> = {
  tm: trimmedMean,
  wm: winsorizedMean,
  tc: (range) => (sample) => sampleCount(within(sample, range)),
  ts: (range) => (sample) => sum(within(sample, range)),
  pr: (range) => (sample) => (100 * sampleCount(within(sample, range))) / sampleCount(sample),
};
