import type { HistoryClock, HistorySeries } from '#lib/metrics/history.ts';
import {
  costOfHistory,
  type HistoryCall,
  type HistoryCost,
  planAgain,
  planHistory,
  secondsOfHistory,
} from '#lib/metrics/history-calls.ts';
import { horizon, type Window, windowRules } from '#lib/metrics/windows.ts';
import { findReach } from '#lib/store/coverage.ts';
import { type HistoryFill, saveNeed } from '#lib/store/history-fills.ts';
import { listHistorySeries, listPastFailures } from '#lib/store/history-ledger.ts';
import { dayMs, minuteMs } from '#lib/time.ts';
import type { PlaceContext } from '../context.ts';
import { wholeLives } from '../metrics/missing.ts';

const placeOf = ({ account, region }: PlaceContext) => ({ account: account.id, region });

/** CloudWatch keeps nothing older. */
const oldestMs = 456 * dayMs;

/** When the past begins in a place; null before its first look. */
async function clockOf(context: PlaceContext, approvedAt: number): Promise<HistoryClock | null> {
  const now = context.clock.now();
  const { first } = await findReach(context.db, placeOf(context), new Date(now - windowRules.keptMs));
  if (first.length === 0) return null;
  return { now, approvedAt, horizon: horizon(now, first), keptDays: context.config.retention.metrics };
}

const seriesOf = (context: PlaceContext, lastSeries: number | null): Promise<HistorySeries[]> =>
  listHistorySeries(context.db, placeOf(context), {
    since: context.clock.now() - oldestMs,
    lastSeries,
    owedKinds: wholeLives,
  });

/** `lastSeries`: the newest series that was reckoned with. */
export type PlaceCost = HistoryCost & { account: string; region: string; seconds: number; lastSeries: number };

function priced(context: PlaceContext, calls: readonly HistoryCall[], series: readonly HistorySeries[]): PlaceCost {
  const cost = costOfHistory(calls);
  const lastSeries = series.reduce((last, { id }) => Math.max(last, id), 0);
  return {
    ...placeOf(context),
    ...cost,
    lastSeries,
    seconds: secondsOfHistory(cost.points, context.aws.shareOf('cloudwatch.GetMetricData')),
  };
}

/** What one place misses of the past now, and what it costs; null before its first look. Nothing is asked of AWS. */
export async function planPlace(context: PlaceContext): Promise<{ calls: HistoryCall[]; cost: PlaceCost } | null> {
  const clock = await clockOf(context, context.clock.now());
  if (clock === null) return null;
  const series = await seriesOf(context, null);
  const calls = planHistory({ series, clock });
  return { calls, cost: priced(context, calls, series) };
}

/** Reckons anew what a place misses, for the Collection page. */
export async function keepNeed(context: PlaceContext): Promise<void> {
  const planned = await planPlace(context);
  if (!planned) return;
  const { cost } = planned;
  await saveNeed(context.db, placeOf(context), { cost, ...cost, at: new Date(context.clock.now()) });
}

/** What met trouble is asked for again after so long. */
const tryAgainMs = 10 * minuteMs;

type Open = {
  calls: HistoryCall[];
  /** Nothing is missing, but for what is refused for good, or for now. */
  left: 'nothing' | 'refused' | 'troubled';
};

const refusedSince = (context: PlaceContext, since: Date, isForGood: boolean): Promise<Map<number, Window[]>> => {
  const now = context.clock.now();
  // Where the clock stands still nothing is ever ten minutes old: the worker waits between its tries.
  const isStill = isForGood || context.clock.speed === 0;
  return listPastFailures(context.db, placeOf(context), {
    since,
    troubleSince: new Date(isStill ? now + dayMs : now - tryAgainMs),
  });
};

/** What is left of a filling in one place. */
export async function planFill(context: PlaceContext, fill: HistoryFill): Promise<Open | null> {
  const clock = await clockOf(context, fill.approvedAt.getTime());
  if (clock === null) return null;
  const series = await seriesOf(context, fill.lastSeries);
  const failed = await refusedSince(context, fill.approvedAt, false);
  const calls = planHistory({ series, clock, failed });
  if (calls.length > 0) return { calls, left: 'nothing' };
  if (failed.size === 0 || planHistory({ series, clock }).length === 0) return { calls, left: 'nothing' };
  const forGood = await refusedSince(context, fill.approvedAt, true);
  return { calls, left: planHistory({ series, clock, failed: forGood }).length > 0 ? 'troubled' : 'refused' };
}

/** Longer points of percentiles that are about to lose their minutes. */
export async function planStanding(context: PlaceContext): Promise<HistoryCall[]> {
  const clock = await clockOf(context, context.clock.now());
  if (clock === null) return [];
  const failed = await refusedSince(context, new Date(clock.now - dayMs), false);
  return planAgain({ series: await seriesOf(context, null), clock, failed });
}
