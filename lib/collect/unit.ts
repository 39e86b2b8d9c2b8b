import { createTally } from '#lib/aws/tally.ts';
import { addToMeter } from '#lib/store/meter.ts';
import { isRunning } from '#lib/store/runs.ts';
import type { PieceRun, PlaceContext, Unit, UnitReport } from './context.ts';
import { fetchBatch } from './metrics/fetch-window.ts';
import { readLogUnit } from './trails/log-units.ts';

/**
 * Does one unit of a run that may be another worker's. Its calls are metered here, also those of a unit that then fails.
 * @returns null when nobody waits for it any more: its run has ended, or its worker is dead and the next plan asks again
 */
export async function doUnit(place: PlaceContext, unit: Unit): Promise<UnitReport | null> {
  const { aws, db, clock, account, region, signal } = place;
  if (!(await isRunning(db, unit.run))) return null;
  const tally = createTally();
  const report: UnitReport = { left: 0, counts: {}, failures: [], tally: tally.sum() };
  const run: PieceRun = {
    ...{ db, clock, place: { account: account.id, region }, aws: aws.region(account, region, tally), patience: signal },
    count: (figure, by = 1) => {
      report.counts[figure] = (report.counts[figure] ?? 0) + by;
    },
    fail: (failure, about = {}) => report.failures.push({ failure, about }),
  };
  try {
    if ('logFiles' in unit) report.left = await readLogUnit(run, place, unit);
    else for (const batch of unit.batches) await fetchBatch(run, batch, unit.window);
  } finally {
    await addToMeter(db.pool, tally.drain());
  }
  return { ...report, tally: tally.sum() };
}
