import type { ResourceKind } from '#lib/catalog/resource-kinds.ts';
import type { Missing } from '#lib/metrics/holes.ts';
import { settledEnd, uncovered, windowRules } from '#lib/metrics/windows.ts';
import { listRecentlyFailed, listSeriesHoles, type Owed } from '#lib/store/ledger.ts';
import { minuteMs } from '#lib/time.ts';
import type { PlaceContext } from '../context.ts';

/** Kinds whose page shows a finished life: short enough to be fetched whole. Labeling jobs go on for weeks. */
export const wholeLives = ['training_job', 'processing_job', 'transform_job'] as const satisfies readonly ResourceKind[];

/** What failed is asked for again after so long, so that what AWS refuses for days stands in nobody's way. */
const tryAgainMs = 10 * minuteMs;

/** What is owed of the minutes behind the live windows: of all series since `since`, of jobs as long as CloudWatch keeps them. */
export const owedAt = (now: number, since: number): Owed => ({
  since,
  jobsSince: now - windowRules.keptMs,
  jobKinds: wholeLives,
});

/** What series of a place still miss of what they are owed, but for what failed a moment ago. */
export async function listMissing({ db, clock, ...context }: PlaceContext, since: number): Promise<Missing[]> {
  const now = clock.now();
  const place = { account: context.account.id, region: context.region };
  const holes = await listSeriesHoles(db, place, {
    ...owedAt(now, since),
    liveFrom: settledEnd(now) - windowRules.firstMs,
    earlyMs: windowRules.overlapMs,
  });
  // Where the clock stands still, the rounds of the worker wait between tries.
  if (clock.speed === 0 || holes.length === 0) return holes;
  const failed = await listRecentlyFailed(db, place, new Date(now - tryAgainMs));
  return holes.flatMap(({ id, windows }) => {
    const left = windows.flatMap((window) => uncovered(window, failed.get(id) ?? []));
    return left.length === 0 ? [] : [{ id, windows: left }];
  });
}
