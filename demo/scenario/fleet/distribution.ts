import { normal, normalQuantile, uniform } from '../random.ts';
import type { Datum } from '../types.ts';

/** `count` requests that each published the same value. */
export const each = (value: number, count: number): Datum | undefined =>
  count > 0 ? { values: [value], counts: [count] } : undefined;

/** 1 for each of `ones` requests, 0 for the others. */
export function zeroOrOne(total: number, ones: number): Datum | undefined {
  if (total <= 0) return undefined;
  if (ones <= 0) return { values: [0], counts: [total] };
  if (ones >= total) return { values: [1], counts: [total] };
  return { values: [0, 1], counts: [total - ones, ones] };
}

/** Gauges: each publisher's value once, in ascending order. */
export function gauges(values: readonly number[]): Datum | undefined {
  if (values.length === 0) return undefined;
  const ascending = [...values].sort((a, b) => a - b);
  return { values: ascending, counts: ascending.map(() => 1) };
}

/** Upper ends of the classes into which many observations are put: fine where p90, p99 and the maximum lie. */
const ends = [
  ...Array.from({ length: 24 }, (_, i) => ((i + 1) * 0.9) / 24),
  0.92,
  0.94,
  0.955,
  0.97,
  0.98,
  0.985,
  0.9885,
  0.9915,
  0.995,
  0.998,
  0.9995,
  1,
] as const;
const middles = ends.map((end, i) => normalQuantile((end + (ends[i - 1] ?? 0)) / 2));

export type Lognormal = { median: number; sigma: number; stream: number; minute: number };

const stretch = (z: number): number => (z > 2 ? z + 0.25 * (z - 2) ** 2 : z);

/**
 * `count` observations of a lognormal with a heavy tail, at most 36 different values, ascending.
 * Every statistic of the minute follows from these values, percentiles too.
 */
export function lognormal(count: number, { median, sigma, stream, minute }: Lognormal): Datum | undefined {
  if (count <= 0) return undefined;
  const centre = median * (1 + 0.02 * normal(stream, minute));
  const spread = sigma * (1 + 0.03 * normal(stream ^ 0x5bd1e995, minute));
  return count <= ends.length
    ? few(count, centre, spread, stream + minute * 31)
    : many(count, centre, spread, uniform(stream ^ 0x1b873593, minute));
}

function few(count: number, centre: number, spread: number, stream: number): Datum {
  const values: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const z = normalQuantile((i + uniform(stream >>> 0, i)) / count);
    values.push(Math.round(centre * Math.exp(spread * stretch(z))));
  }
  return { values, counts: values.map(() => 1) };
}

function many(count: number, centre: number, spread: number, shift: number): Datum {
  const values: number[] = [];
  const counts: number[] = [];
  let below = 0;
  for (let i = 0; i < ends.length; i += 1) {
    const upTo = Math.floor((ends[i] as number) * count + shift);
    const here = Math.min(upTo, count) - below;
    if (here <= 0) continue;
    below += here;
    values.push(Math.round(centre * Math.exp(spread * stretch(middles[i] as number))));
    counts.push(here);
  }
  return { values, counts };
}
