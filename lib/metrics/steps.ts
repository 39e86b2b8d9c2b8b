import { minuteMs } from '#lib/time.ts';

type Combine = { word: string; of: (values: readonly number[]) => number };

const sum: Combine = { word: 'sum', of: (values) => values.reduce((a, b) => a + b, 0) };
const least: Combine = { word: 'least', of: (values) => values.reduce((a, b) => Math.min(a, b)) };
const greatest: Combine = { word: 'greatest', of: (values) => values.reduce((a, b) => Math.max(a, b)) };
const mean: Combine = { word: 'mean of minutes', of: (values) => sum.of(values) / values.length };

const combines: Readonly<Record<string, Combine>> = { Sum: sum, SampleCount: sum, Minimum: least, Average: mean, Sample: mean };

/** How minutes of a statistic become a longer step: of a percentile the greatest, for the mean of percentiles is nothing. */
export const combineOf = (statistic: string): Combine => combines[statistic] ?? greatest;

/** One value per step of `stepMs`, whole minutes; null where no minute of it has one. */
export function inSteps(minutes: readonly (number | null)[], stepMs: number, { of }: Combine): (number | null)[] {
  const size = stepMs / minuteMs;
  return Array.from({ length: Math.ceil(minutes.length / size) }, (_, index) => {
    const values = minutes.slice(index * size, (index + 1) * size).filter((value) => value !== null);
    return values.length === 0 ? null : of(values);
  });
}
