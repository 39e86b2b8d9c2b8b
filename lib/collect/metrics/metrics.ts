import { getMetricData, listMetrics } from '#lib/aws/cloudwatch.ts';
import { backfillWindows, joinWindows, liveWindow, settledEnd, slices, type Window, windowRules } from '#lib/metrics/windows.ts';
import { type CatchUp, listCatchUps, removeCatchUp } from '#lib/store/catch-ups.ts';
import { type Hole, listAsked, listCovered, listHoles, mendCovered, mendHoles } from '#lib/store/coverage.ts';
import { findCursor } from '#lib/store/cursors.ts';
import { listSeriesById } from '#lib/store/series.ts';
import { minuteMs } from '#lib/time.ts';
import type { Collector, PlaceContext, RunContext, RunReport } from '../context.ts';
import { firstLook } from '../inventory/inventory.ts';
import { recordRun } from '../run.ts';
import { fetchWindow } from './fetch-window.ts';
import { activeIn, settleSeries } from './ids.ts';
import { openLives } from './lives.ts';
import { listWanted } from './wanted.ts';

const catchUpsAtOnce = 8;
const holesAtOnce = 40;

const placeOf = ({ account, region }: PlaceContext) => ({ account: account.id, region, collector: 'metrics' });
const keptSince = ({ clock }: PlaceContext): Date => new Date(clock.now() - windowRules.keptMs);

/** A window for every series that can hold points in it; once it is covered, older failures inside it are mended. */
async function collectWindow(context: PlaceContext, purpose: 'live' | 'backfill', window: Window): Promise<RunReport> {
  const report = await recordRun(context, { collector: 'metrics', purpose, window }, async (run) => {
    const covered = await listCovered(run.db, placeOf(context), keptSince(context));
    const lives = await openLives(run);
    const wanted = await listWanted(run, window, { lives, covered, mayList: purpose === 'live' });
    // Read after what is wanted: history that was listed before, and ends only now, has missed what was found since.
    const asked = await listAsked(run.db, placeOf(context), { since: keptSince(context), exceptRun: run.id });
    const series = await settleSeries(run, wanted, { covered: asked, lives });
    await fetchWindow(run, activeIn(series, window), window);
  });
  await mendCovered(context.db, report.runId, new Date(context.clock.now()));
  return report;
}

async function fetchByIds(run: RunContext, wanted: readonly { window: Window; seriesIds: readonly number[] }[]): Promise<void> {
  const end = settledEnd(run.clock.now());
  for (const { window, seriesIds } of wanted) {
    const series = await listSeriesById(run.db, run.place.account, seriesIds);
    const settled = { from: window.from, to: Math.min(window.to, end) };
    for (const slice of slices(settled)) await fetchWindow(run, series, slice);
  }
}

const around = (windows: readonly Window[]): Window => ({
  from: Math.min(...windows.map((one) => one.from)),
  to: Math.max(...windows.map((one) => one.to)),
});

/** What series missed that were found late. A run that read nothing leaves the note for the next. */
async function catchUp(context: PlaceContext, due: readonly CatchUp[]): Promise<RunReport[]> {
  if (due.length === 0) return [];
  const wanted = due.map(({ from, to, seriesIds }) => ({ window: { from, to }, seriesIds }));
  const plan = { collector: 'metrics', purpose: 'repair', window: around(due) } as const;
  const report = await recordRun(context, plan, (run) => fetchByIds(run, wanted));
  if (report.status === 'failed') return [report];
  for (const one of due) await removeCatchUp(context.db.pool, placeOf(context), one);
  await mendCovered(context.db, report.runId, new Date(context.clock.now()));
  return [report];
}

type HoleGroup = { window: Window; seriesIds: readonly number[]; holes: readonly Hole[] };

/** Holes of one window are asked for together, and as one what the same series miss in windows that touch: AWS may refuse one for days. */
function groupHoles(holes: readonly Hole[]): HoleGroup[] {
  const byWindow = [...Map.groupBy(holes, ({ from, to }) => `${from}/${to}`).values()].map((group) => ({
    seriesIds: [...new Set(group.flatMap((hole) => hole.seriesIds))].toSorted((a, b) => a - b),
    holes: group,
  }));
  return [...Map.groupBy(byWindow, ({ seriesIds }) => seriesIds.join()).values()].flatMap((same) => {
    const all = same.flatMap((group) => group.holes);
    return joinWindows(all.map(({ from, to }) => ({ from, to }))).map((window) => ({
      window,
      seriesIds: same[0]?.seriesIds ?? [],
      holes: all.filter((hole) => hole.from >= window.from && hole.to <= window.to),
    }));
  });
}

/** What failed before and CloudWatch still keeps. Only holes of which no part fails again are mended. */
async function repair(context: PlaceContext): Promise<RunReport[]> {
  const groups = groupHoles(await listHoles(context.db, placeOf(context), keptSince(context))).slice(0, holesAtOnce);
  if (groups.length === 0) return [];
  const holes = groups.flatMap((group) => group.holes);
  const report = await recordRun(context, { collector: 'metrics', purpose: 'repair', window: around(holes) }, (run) =>
    fetchByIds(run, groups),
  );
  if (report.status === 'failed') return [report];
  // What failed again is a hole of the new run; the old one is thereby accounted for either way.
  await mendHoles(context.db, holes, { byRun: report.runId, at: new Date(context.clock.now()) });
  await mendCovered(context.db, report.runId, new Date(context.clock.now()));
  return [report];
}

async function collectLive(context: PlaceContext): Promise<RunReport[] | null> {
  const place = placeOf(context);
  if ((await findCursor(context.db, { ...place, ...firstLook })) === null) return null;
  const covered = await listCovered(context.db, place, keptSince(context));
  const window = liveWindow(context.clock.now(), covered);
  const live = window ? [await collectWindow(context, 'live', window)] : [];
  if (context.signal.aborted || live.some((report) => report.status === 'failed')) return live;
  const recent = (await listCatchUps(context.db, place)).filter((one) => one.to > context.clock.now() - windowRules.firstMs);
  return [...live, ...(await repair(context)), ...(await catchUp(context, recent))];
}

/**
 * Fills what lies behind the live window, newest first: one slice of history for all series, or what late series missed.
 * @param historyMs how far behind the first window ever covered; 48 hours unless told
 * @returns null when nothing is left to fill
 */
export async function fillMetrics(context: PlaceContext, historyMs?: number): Promise<RunReport | null> {
  const covered = await listCovered(context.db, placeOf(context), keptSince(context));
  const [next] = backfillWindows(context.clock.now(), covered, historyMs);
  const missed = await listCatchUps(context.db, placeOf(context));
  const due = missed.filter((one) => !next || one.to > next.to).slice(0, catchUpsAtOnce);
  if (next && due.length === 0) return collectWindow(context, 'backfill', next);
  const [report] = await catchUp(context, due);
  return report ?? null;
}

/** CloudWatch's numbers: the live window, then what failed before, then what was found late. */
export const metrics: Collector = {
  id: 'metrics',
  everyMs: minuteMs,
  calls: [getMetricData, listMetrics],
  collect: collectLive,
};
