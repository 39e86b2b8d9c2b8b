import { dayMs, floorTo, hourMs, minuteMs } from '#lib/time.ts';
import { joinWindows, uncovered, type Window, windowRules, within } from './windows.ts';

/** Lengths of points in which CloudWatch keeps what it has, in seconds, finest first. */
export const historyPeriods = [60, 300, 3600] as const;
export type HistoryPeriod = (typeof historyPeriods)[number];

/** One series as the ledger tells of it. Times are epoch ms, Infinity where there is no bound. */
export type HistorySeries = {
  id: number;
  /** The same for all statistics of one metric of one resource: they are billed together. */
  metric: string;
  /** Its roll-ups can be computed from minutes; of percentiles they cannot, and are asked for. */
  isComputed: boolean;
  /** Its minutes are another's to fill: whole lives of jobs are owed anyway. */
  isOwed: boolean;
  activeFrom: number;
  activeTo: number;
  /** What was answered, by the length of the points it was asked in. */
  asked: Readonly<Record<HistoryPeriod, readonly Window[]>>;
};

type KeptDays = Readonly<Record<'1m' | '5m' | '1h', number>>;

/** `approvedAt`: where the past begins to be asked for in longer points; `horizon`: what came later is live collection's to fill. Epoch ms. */
export type HistoryClock = { now: number; approvedAt: number; horizon: number; keptDays: KeptDays };

/** How long CloudWatch keeps points of each length ("GetMetricData"), and what retention.metrics calls them. */
const kept = {
  60: { days: 15, as: '1m' },
  300: { days: 63, as: '5m' },
  3600: { days: 455, as: '1h' },
} as const satisfies Record<HistoryPeriod, { days: number; as: keyof KeptDays }>;

/** Percentiles are asked for in longer points once their minutes are so old: a day is left before CloudWatch drops the minutes. */
const againAfterMs = 14 * dayMs;

export const ceilTo = (at: number, periodMs: number): number => Math.ceil(at / periodMs) * periodMs;

/** Since when points of a length are had and kept: an hour later than CloudWatch's word, so that a slow call still finds them. */
const floorOf = (period: HistoryPeriod, at: number, keptDays: KeptDays): number =>
  ceilTo(at - Math.min(kept[period].days, keptDays[kept[period].as]) * dayMs + hourMs, hourMs);

/**
 * The past that points of a length are asked for in: minutes as long as there are any, before that both longer lengths, so that what is
 * charted by the hour is there when the finer points have gone.
 */
export function rangeOf(period: HistoryPeriod, { now, approvedAt, horizon, keptDays }: HistoryClock): Window {
  const from = floorOf(period, now, keptDays);
  return { from, to: Math.max(from, period === 60 ? floorTo(horizon, minuteMs) : floorOf(60, approvedAt, keptDays)) };
}

/** Whole points: beyond 15 days a request must begin with one, and a roll-up holds no half. */
const aligned = (windows: readonly Window[], period: HistoryPeriod): Window[] =>
  joinWindows(windows.map(({ from, to }) => ({ from: floorTo(from, period * 1000), to: ceilTo(to, period * 1000) })));

const lifeIn = ({ activeFrom, activeTo }: HistorySeries, { from, to }: Window): Window => ({
  from: Math.max(activeFrom - windowRules.overlapMs, from),
  to: Math.min(activeTo, to),
});

/** What one series misses of the past in points of a length, oldest first. */
export function missingPast(series: HistorySeries, period: HistoryPeriod, clock: HistoryClock): Window[] {
  const { asked, isComputed, isOwed } = series;
  if (period === 60) return isOwed ? [] : uncovered(lifeIn(series, rangeOf(60, clock)), asked[60]);
  const range = rangeOf(period, clock);
  const past = uncovered(lifeIn(series, range), isComputed ? [...asked[60], ...asked[period]] : asked[period]);
  // Minutes that grew too old since it was approved, before anybody came to them.
  const overtaken = { from: range.to, to: floorOf(60, clock.now, clock.keptDays) };
  return aligned([...past, ...uncovered(lifeIn(series, overtaken), [...asked[60], ...asked[period]])], period);
}

/** Longer points of percentiles whose minutes are there and about to age out, by the day. */
export function missingAgain(series: HistorySeries, period: 300 | 3600, { now, keptDays }: HistoryClock): Window[] {
  if (series.isComputed) return [];
  const due = { from: floorOf(period, now, keptDays), to: floorTo(now - againAfterMs, dayMs) };
  return aligned(
    within(due, series.asked[60]).flatMap((window) => uncovered(window, series.asked[period])),
    period,
  );
}
