import { usdPerMetric } from '#lib/catalog/prices.ts';
import { neverMs } from '#lib/metrics/budget-steps.ts';
import { planShown } from '#lib/metrics/planner.ts';
import { listOpenSeries } from '#lib/store/ledger.ts';
import type { ShownOutcome } from '#lib/store/notices.ts';
import type { PlaceContext } from '../context.ts';
import { standingPace } from '../pace.ts';
import { recordRun } from '../run.ts';
import { fetchWindow } from './fetch-window.ts';
import { mend } from './mend.ts';

/**
 * Fetches at once what the series of these owners miss up to now, in one window; a page that opened asks for it. Where nothing has settled since
 * they were read, or the budget has no money for what is on screens, no call is made and no run recorded.
 */
export async function collectShown(context: PlaceContext, owners: readonly string[]): Promise<ShownOutcome> {
  const { db, clock } = context;
  const place = { account: context.account.id, region: context.region };
  const { pace, leftUsd } = await standingPace(context);
  if (pace.screen >= neverMs) return 'budget';
  const ask = planShown(await listOpenSeries(db, place, owners), clock.now());
  if (ask === null) return 'nothing';
  const { window, seriesIds } = ask;
  // As if each statistic were billed by itself: the dearer reading.
  if (seriesIds.length * usdPerMetric > leftUsd) return 'budget';
  const report = await recordRun(context, { collector: 'metrics', purpose: 'demand', window }, async (run) => {
    run.count('screen', seriesIds.length);
    // It tells nothing of how far its place was read.
    run.count('between', 1);
    await fetchWindow(run, seriesIds, window);
  });
  await mend(context, report.runId);
  return report.status === 'failed' ? 'failed' : 'points';
}
