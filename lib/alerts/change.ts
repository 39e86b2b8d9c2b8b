import { combineOf } from '#lib/metrics/steps.ts';
import { minuteMs } from '#lib/time.ts';
import { figureOf, type OwnTest } from './own-rule.ts';
import type { Verdict } from './reading.ts';

type Change = Extract<OwnTest, { kind: 'change' }>;

/** In what steps windows are made of minutes, those of former weeks and the last alike. */
export const changeStepMs = 5 * minuteMs;

/** `value`: null where nothing was published. */
type WindowFigure = { value: number | null; isRead: boolean };

/** The last window of a series, which ends at `endsAt` (epoch ms), and the same of former weeks, the latest first. */
export type Weeks = { endsAt: number; last: WindowFigure; former: readonly WindowFigure[] };

export type ChangeSeen = {
  /** The metric with what tells the series from others. */
  named: string;
  weeks: Weeks;
  hadSome: boolean;
};

const isCount = (statistic: string): boolean => statistic === 'Sum' || statistic === 'SampleCount';

/** The figure of a window by its steps; NaN is one that nobody could read, null one without a value: of a count that is nothing. */
export function windowFigure(steps: readonly (number | null)[], statistic: string): WindowFigure {
  const isRead = !steps.some((value) => Number.isNaN(value));
  const there = steps.filter((value) => value !== null && Number.isFinite(value) && !(isCount(statistic) && value < 0));
  if (there.length === 0) return { value: isCount(statistic) ? 0 : null, isRead };
  return { value: combineOf(statistic).of(there as number[]), isRead };
}

const added = (figures: readonly WindowFigure[]): WindowFigure => ({
  value: figures.reduce((sum, { value }) => sum + (value ?? 0), 0),
  isRead: figures.every(({ isRead }) => isRead),
});

/** Calls move from variant to variant: what is counted is one count. */
function together(seen: readonly ChangeSeen[], metric: string): ChangeSeen {
  const length = Math.min(...seen.map(({ weeks }) => weeks.former.length));
  const former = Array.from({ length }, (_, week) =>
    added(seen.map(({ weeks }) => weeks.former[week] ?? { value: null, isRead: false })),
  );
  const last = added(seen.map(({ weeks }) => weeks.last));
  const endsAt = Math.min(...seen.map(({ weeks }) => weeks.endsAt));
  return { named: metric, hadSome: seen.some((one) => one.hadSome), weeks: { endsAt, last, former } };
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}

const leastRead = 2;

function oneVerdict(test: Change, { named, weeks: { endsAt, last, former }, hadSome }: ChangeSeen): Verdict {
  const { statistic, unit, side, times, floor, of } = test;
  const read = former.flatMap(({ value, isRead }) => (isRead && value !== null ? value : []));
  if (!last.isRead || read.length < leastRead) return { verdict: 'unknown' };
  // Metrics fall silent with the calls: what was broken may still be.
  if (last.value === null) return { verdict: hadSome ? 'unknown' : 'holds' };
  const median = medianOf(read);
  const isBeyond = side === 'above' ? last.value > times * median : last.value < times * median;
  if (!isBeyond || Math.max(last.value, median) < floor) return { verdict: 'holds' };
  const figure = figureOf(last.value, unit);
  const usual = figureOf(median, unit);
  const beside = median > 0 ? `${figureOf(last.value / median, '×')} the ${usual} of` : `where it was ${usual} at`;
  const sentence = `${statistic} ${named} of the last ${of} min is ${figure}, ${beside} the same time in former weeks (median of ${read.length})`;
  return { verdict: 'broken', since: endsAt - of * minuteMs, sentence, figure };
}

/** The last window against the same of former weeks, of each series that a test reads; counts of all of them together. */
export function changeVerdicts(test: Change, seen: readonly ChangeSeen[]): Verdict[] {
  if (isCount(test.statistic)) return [oneVerdict(test, together(seen, test.metric))];
  return seen.map((one) => oneVerdict(test, one));
}
