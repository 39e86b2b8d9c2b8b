import { createTally } from '#lib/aws/tally.ts';
import { addToMeter } from '#lib/store/meter.ts';
import { isRunning } from '#lib/store/runs.ts';
import type { PlaceContext, Unit, UnitReport } from '../context.ts';
import { type BatchRun, fetchBatch } from './fetch-window.ts';

/**
 * Does one unit of a run that may be another worker's. Its calls are metered here, also those of a unit that then fails.
 * @returns null when nobody waits for it any more: its run has ended, or its worker is dead and the next plan asks again
 */
export async function fetchUnit({ aws, db, clock, account, region }: PlaceContext, unit: Unit): Promise<UnitReport | null> {
  if (!(await isRunning(db, unit.run))) return null;
  const tally = createTally();
  const report: UnitReport = { counts: {}, failures: [], tally: tally.sum() };
  const run: BatchRun = {
    ...{ db, clock, place: { account: account.id, region }, aws: aws.region(account, region, tally) },
    count: (figure, by = 1) => {
      report.counts[figure] = (report.counts[figure] ?? 0) + by;
    },
    fail: (failure, about = {}) => report.failures.push({ failure, about }),
  };
  try {
    for (const batch of unit.batches) await fetchBatch(run, batch, unit.window);
  } finally {
    await addToMeter(db.pool, tally.drain());
  }
  return { ...report, tally: tally.sum() };
}
