import type { Window } from '#lib/metrics/windows.ts';
import { minuteMs } from '#lib/time.ts';
import { spansOf } from './burn-spans.ts';
import { changeStepMs } from './change.ts';
import { weeksBefore, weeksOf } from './change-weeks.ts';
import type { OwnTest } from './own-rule.ts';
import type { OwnSeries } from './own-verdict.ts';
import { countOf, type PastSum } from './sum-watch.ts';

/** Sums before the first minute of a series, and what was read of all series of its resource. */
export type PastSums = { sums: readonly PastSum[]; settled: readonly Window[] };
/** Steps from `from` (epoch ms), NaN for those that were not read. */
export type PastSteps = { from: number; values: readonly (number | null)[] };

type Past = { statistic: string; from: number; values: readonly (number | null)[]; before?: PastSums; weeks?: PastSteps };
type Seen<Key extends keyof OwnSeries> = (endsAt: number) => Pick<OwnSeries, Key>;

/** Sums of a series' minutes before each of them. */
export function sumsBefore(values: readonly (number | null)[]): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (let minute = 0; minute < values.length; minute += 1) {
    sums[minute + 1] = (sums[minute] ?? 0) + countOf(values[minute] ?? null);
  }
  return sums;
}

/** What a burn sees at the end of any minute. */
export function pastSpans({ from: first, values, before }: Past, test: OwnTest): Seen<'spans'> {
  if (test.kind !== 'burn' || before === undefined) return () => ({});
  const sums = sumsBefore(values);
  const upTo = (at: number): number => sums[Math.max(0, Math.min(values.length, (at - first) / minuteMs))] ?? 0;
  return (endsAt) => ({
    spans: spansOf(test, {
      endsAt,
      settled: before.settled,
      sumFrom: (from) => {
        const older = from < first ? before.sums.filter(({ at }) => at >= from) : [];
        return older.reduce((sum, { value }) => sum + value, 0) + upTo(endsAt) - upTo(from);
      },
    }),
  });
}

/** What a change sees at the end of any minute. */
export function pastWeeks({ weeks }: Past, test: OwnTest): Seen<'weeks'> {
  if (test.kind !== 'change' || weeks === undefined) return () => ({});
  const stepsIn = (from: number, to: number, week: number): readonly (number | null)[] => {
    const window = weeksBefore({ from, to }, week);
    const [begin, end] = [(window.from - weeks.from) / changeStepMs, (window.to - weeks.from) / changeStepMs];
    return begin < 0 || end > weeks.values.length ? [Number.NaN] : weeks.values.slice(begin, end);
  };
  return (endsAt) => ({ weeks: weeksOf(test, { endsAt, stepsIn }) });
}
