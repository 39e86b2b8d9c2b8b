import { getMetricData, getMetricStatistics, listMetrics } from '#lib/aws/cloudwatch.ts';
import { type Pace, sizeOf, type Tier } from '#lib/catalog/tiers.ts';
import { neverMs } from '#lib/metrics/budget-steps.ts';
import { newestHoles } from '#lib/metrics/holes.ts';
import { type Plan, planAsks, tickOf } from '#lib/metrics/planner.ts';
import { firstLookAt, horizon, liveWindow, type OwedWindow, settledEnd, type Window, windowRules } from '#lib/metrics/windows.ts';
import { findReach, type Reach } from '#lib/store/coverage.ts';
import { findCursor } from '#lib/store/cursors.ts';
import { listOpenSeries } from '#lib/store/ledger.ts';
import { listOnScreen } from '#lib/store/on-screen.ts';
import { minuteMs } from '#lib/time.ts';
import type { Collector, PlaceContext, RunContext, RunReport } from '../context.ts';
import { firstLook } from '../inventory/inventory.ts';
import { standingPace } from '../pace.ts';
import { recordRun } from '../run.ts';
import { fetchWindow } from './fetch-window.ts';
import { openListing } from './listing.ts';
import { mend } from './mend.ts';
import { listMissing } from './missing.ts';
import { checkUnits, isUnitCheckDue } from './published-units.ts';
import { isSettleDue, settleSeries } from './settle.ts';
import { isSweepDue, listActive, sweep, sweptAt } from './sweep.ts';
import type { Settling } from './wanted.ts';

const placeOf = ({ account, region }: PlaceContext) => ({ account: account.id, region, collector: 'metrics' });
const keptSince = ({ clock }: PlaceContext): Date => new Date(clock.now() - windowRules.keptMs);
const reachOf = (context: PlaceContext): Promise<Reach> => findReach(context.db, placeOf(context), keptSince(context));

async function planOf(context: PlaceContext, pace: Pace, before?: Plan): Promise<Plan> {
  const now = context.clock.now();
  const [series, onScreen, heardAt] = await Promise.all([
    listOpenSeries(context.db, placeOf(context)),
    listOnScreen(context.db, placeOf(context), now),
    sweptAt(context),
  ]);
  const askedNow = new Set(before?.asks.flatMap(({ seriesIds }) => seriesIds));
  return planAsks(series, { now, pace, sweptAt: heardAt, onScreen, askedNow });
}

/** Whether every series of the usual pace is due with this pass: such runs alone tell up to when a place was read. */
const isWhole = (end: number, reach: Reach, pace: Pace): boolean =>
  reach.whole.every(({ to }) => tickOf(end, pace.normal, '') > tickOf(to, pace.normal, ''));

/** What a pass says it covers: since the last that was whole. Where nothing has settled since, what it reads again. */
const windowOf = (now: number, { whole }: Reach): Window =>
  liveWindow(now, whole) ?? { from: settledEnd(now) - windowRules.overlapMs, to: settledEnd(now) };

async function collectDue(run: RunContext, { signal }: PlaceContext, plan: Plan): Promise<void> {
  for (const { seriesIds, window } of plan.asks) if (!signal.aborted) await fetchWindow(run, seriesIds, window);
  for (const [tier, count] of Object.entries(plan.counts)) if (count > 0) run.count(tier, count);
}

/** ListMetrics takes as long as the numbers do, and its calls are counted apart: both are asked at once, and then what the list has shown. */
async function collectAndHear(run: RunContext, context: PlaceContext, { pace, known, settling, mustSweep }: Pass): Promise<Plan> {
  const listing = openListing(run);
  await Promise.all([collectDue(run, context, known), mustSweep ? listActive(listing) : null]);
  if (settling) await settleSeries(run, context, { ...settling, listing });
  const woken = mustSweep ? await sweep(run, context, listing) : 0;
  if (!settling && woken === 0) return known;
  const shown = await planOf(context, pace, known);
  await collectDue(run, context, shown);
  return shown;
}

/** `known`: what is due of the series that the ledger knows. `settling`: null where nothing has changed. */
type Pass = { pace: Pace; known: Plan; settling: Omit<Settling, 'listing'> | null; mustSweep: boolean };

async function collectLive(context: PlaceContext): Promise<RunReport[] | null> {
  if ((await findCursor(context.db, { ...placeOf(context), ...firstLook })) === null) return null;
  const { pace } = await standingPace(context);
  if (pace.screen >= neverMs) return [];
  const now = context.clock.now();
  const end = settledEnd(now);
  const reach = await reachOf(context);
  const [mustSettle, mustSweep] = await Promise.all([isSettleDue(context, { mayList: true }), isSweepDue(context)]);
  const known = await planOf(context, pace);
  if (!mustSettle && !mustSweep && known.asks.length === 0 && reach.lastTo >= end) return [];
  const window = windowOf(now, reach);
  const settling = mustSettle ? { window, foundAt: firstLookAt(now, reach.first) } : null;
  const report = await recordRun(context, { collector: 'metrics', purpose: 'live', window }, async (run) => {
    const { sizes } = await collectAndHear(run, context, { pace, known, settling, mustSweep });
    for (const [tier, size] of Object.entries(sizes)) run.count(sizeOf(tier as Tier), size);
    // A run between two ticks of the usual pace asks for some series alone, and tells nothing of how far the place was read.
    if (!isWhole(end, reach, pace) || context.signal.aborted) run.count('between', 1);
    if (!context.signal.aborted && (await isUnitCheckDue(context))) await checkUnits(run);
  });
  await mend(context, report.runId);
  return [report];
}

/** What was read last before a hole may not have been all there yet, and no live window came back to it. */
const withOverlap = (hole: Window): OwedWindow => ({ ...hole, overlapMs: windowRules.overlapMs });

/**
 * Fills what the ledger misses behind the live windows, newest first: pieces of three hours in which something was missed, for all that missed
 * some of them. History of the first start is missed, too.
 * @param historyMs how far behind the first window ever covered; 48 hours unless told
 * @returns null when nothing is left to fill
 */
export async function fillMetrics(context: PlaceContext, historyMs?: number): Promise<RunReport | null> {
  const now = context.clock.now();
  const { first, whole, lastTo } = await reachOf(context);
  if (first.length === 0) return null;
  const foundAt = firstLookAt(now, first);
  const since = horizon(now, first, historyMs);
  const missed = newestHoles(await listMissing(context, since));
  // Further back only jobs are owed their lives: such runs tell nothing of how far the place was read.
  const owedByAll = missed.filter((hole) => hole.window.from >= since);
  const holes = owedByAll.length > 0 ? owedByAll : missed;
  const [newest] = holes;
  if (!newest) return settleAnew(context, { window: windowOf(now, { first, whole, lastTo }), foundAt, listing: null });
  // Between the newest holes nothing is missed: what the run says it covers, it does.
  const window = { from: Math.min(...holes.map((hole) => hole.window.from)), to: newest.window.to };
  const purpose = window.to <= foundAt ? 'backfill' : 'repair';
  const report = await recordRun(context, { collector: 'metrics', purpose, window }, async (run) => {
    for (const hole of holes) if (!context.signal.aborted) await fetchWindow(run, hole.seriesIds, withOverlap(hole.window));
    if (context.signal.aborted || owedByAll.length === 0) run.count('between', 1);
  });
  await mend(context, report.runId);
  return report;
}

/** What was found since may have missed some of what has been filled without it. */
async function settleAnew(context: PlaceContext, settling: Settling): Promise<RunReport | null> {
  if (!(await isSettleDue(context, { mayList: false }))) return null;
  return recordRun(context, { collector: 'metrics', purpose: 'repair' }, (run) => settleSeries(run, context, settling));
}

/** CloudWatch's numbers: what is due by its tier, each minute's pass. */
export const metrics: Collector = {
  id: 'metrics',
  everyMs: minuteMs,
  calls: [getMetricData, getMetricStatistics, listMetrics],
  collect: collectLive,
};
