import { combineOf, inSteps } from '#lib/metrics/steps.ts';
import type { Window } from '#lib/metrics/windows.ts';
import { floorTo, hourMs, minuteMs } from '#lib/time.ts';
import { changeStepMs, type Weeks, windowFigure } from './change.ts';
import { weekMs } from './own-past.ts';
import type { OwnTest } from './own-rule.ts';

type Change = Extract<OwnTest, { kind: 'change' }>;
type Values = readonly (number | null)[];

/** Steps of former weeks from `from` (epoch ms, as of this week), the latest week first; NaN where not all of one was read. */
export type WeekBlock = { from: number; to: number; weeks: readonly Values[] };

/** What a window reaches back at most, and a series may be read later than others. */
const leadMs = 2 * hourMs;

/** A block that windows which end at `endsAt` and some hours later can be read from. */
export function blockAt(endsAt: number, lengthMs: number): { from: number; to: number } {
  const end = floorTo(endsAt, changeStepMs);
  return { from: end - leadMs, to: end + lengthMs };
}

export const covers = ({ from, to, weeks }: WeekBlock, endsAt: number, least: number): boolean => {
  const end = floorTo(endsAt, changeStepMs);
  return from <= end - leadMs && end <= to && weeks.length >= least;
};

/** Steps with NaN for those of which a minute was not read. */
export function withUnread(steps: Values, { from, settled }: { from: number; settled: readonly Window[] }): (number | null)[] {
  return steps.map((value, step) => {
    const at = from + step * changeStepMs;
    return settled.some((one) => one.from <= at && at + changeStepMs <= one.to) ? value : Number.NaN;
  });
}

/** Steps of minutes. */
export const stepsOf = (minutes: Values, statistic: string): (number | null)[] =>
  inSteps(minutes, changeStepMs, combineOf(statistic));

/** The last window, which ends with a whole step, and the same of former weeks. `stepsIn`: steps between two moments, NaN for what was not read. */
export function weeksOf(
  { statistic, of, weeks }: Pick<Change, 'statistic' | 'of' | 'weeks'>,
  { endsAt, stepsIn }: { endsAt: number; stepsIn: (from: number, to: number, week: number) => Values },
): Weeks {
  const end = floorTo(endsAt, changeStepMs);
  const figureOf = (week: number) => windowFigure(stepsIn(end - of * minuteMs, end, week), statistic);
  return { endsAt: end, last: figureOf(0), former: Array.from({ length: weeks }, (_, week) => figureOf(week + 1)) };
}

/** Steps of a former week (1: the last one) out of a block; both moments as of this week. */
export function blockSteps({ from: first, weeks }: WeekBlock, { from, to }: Window, week: number): Values {
  const [begin, end] = [(from - first) / changeStepMs, (to - first) / changeStepMs];
  const steps = begin < 0 ? [] : (weeks[week - 1]?.slice(begin, end) ?? []);
  return steps.length === end - begin ? steps : [Number.NaN];
}

/** The same window so many weeks ago. */
export const weeksBefore = ({ from, to }: Window, weeks: number): Window => ({
  from: from - weeks * weekMs,
  to: to - weeks * weekMs,
});
