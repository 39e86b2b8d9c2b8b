import { horizon, windowRules } from '#lib/metrics/windows.ts';
import { findReach } from '#lib/store/coverage.ts';
import { mendAnswered } from '#lib/store/ledger.ts';
import type { PlaceContext } from '../context.ts';
import { owedAt } from './missing.ts';

/** Marks failures as mended whose series have been answered since, by whomever, for all that they are owed. @returns how many */
export async function mend({ db, clock, ...context }: PlaceContext, runId: number): Promise<number> {
  const now = clock.now();
  const place = { account: context.account.id, region: context.region };
  const { first } = await findReach(db, place, new Date(now - windowRules.keptMs));
  return mendAnswered(db, place, { byRun: runId, at: new Date(now), owed: owedAt(now, horizon(now, first)) });
}
