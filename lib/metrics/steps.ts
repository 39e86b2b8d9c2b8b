import { dayMs, hourMs, minuteMs } from '#lib/time.ts';

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

/** Days that values of each step are kept, as trailwatch.yaml says. */
export type KeptDays = Readonly<Record<'1m' | '5m' | '1h', number>>;

/** The finest step that is kept of a window which begins at `from`: minutes, 5 minutes or hours. Times in epoch ms. */
export function finestStepMs(from: number, now: number, kept: KeptDays): number {
  const days = (now - from) / dayMs;
  if (days <= kept['1m']) return minuteMs;
  return days <= kept['5m'] ? 5 * minuteMs : hourMs;
}

/** "5 min steps", as a chart says it; nothing of minutes. */
export const stepWords = (stepMs: number): string | undefined =>
  stepMs === minuteMs ? undefined : `${stepMs < hourMs ? `${stepMs / minuteMs} min` : `${stepMs / hourMs} h`} steps`;

/** A count of a step as so many a minute, which is what charts speak of at every range. */
export const perMinute = (steps: readonly (number | null)[], stepMs: number): (number | null)[] =>
  steps.map((value) => (value === null ? null : value / (stepMs / minuteMs)));
