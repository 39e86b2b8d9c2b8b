import { namespaces } from '#lib/catalog/metrics/row.ts';
import { plannerRules } from '#lib/metrics/planner.ts';
import { dimensionsKey } from '#lib/metrics/series.ts';
import { findCursor, setCursor } from '#lib/store/cursors.ts';
import { wakeChanged, wakeListed } from '#lib/store/ledger.ts';
import { transaction } from '#lib/store/transaction.ts';
import { minuteMs } from '#lib/time.ts';
import type { PlaceContext, RunContext } from '../context.ts';
import type { Listing } from './listing.ts';

/** A list that failed. */
const tryAgainMs = 4 * minuteMs;

/** `heardAt`: when all that is active was listed to its end. Epoch ms. */
type Sweep = { triedAt: number; heardAt: number };

const keyOf = (account: string, region: string) => ({ account, region, collector: 'metrics', key: 'sweep' });
const never: Sweep = { triedAt: 0, heardAt: 0 };

const findSweep = async ({ db, account, region }: Pick<PlaceContext, 'db' | 'account' | 'region'>): Promise<Sweep> =>
  ((await findCursor(db, keyOf(account.id, region))) as Sweep | null) ?? never;

/** Since when ListMetrics has answered for the silent; epoch ms. */
export const sweptAt = async (context: PlaceContext): Promise<number> => (await findSweep(context)).heardAt;

export async function isSweepDue(context: PlaceContext): Promise<boolean> {
  const { triedAt, heardAt } = await findSweep(context);
  const now = context.clock.now();
  return (
    now - heardAt >= plannerRules.sweepEveryMs && (context.clock.speed === 0 ? now !== heardAt : now - triedAt >= tryAgainMs)
  );
}

/** What had points within three hours, of all that endpoints and jobs publish. */
export const listActive = (listing: Listing) => listing.list(namespaces.sagemaker, true);

/**
 * Asks which of the endpoints' metrics had points within three hours, 500 a call, and wakes those that were silent; so does a change of a
 * resource, or of the state of an alarm that watches it.
 * @returns how many series it woke
 */
export async function sweep(run: RunContext, context: PlaceContext, listing: Listing): Promise<number> {
  const { db, place } = run;
  const now = listing.at;
  const before = await findSweep(context);
  const changed = before.triedAt === 0 ? 0 : await wakeChanged(db, place, { since: new Date(before.triedAt), at: new Date(now) });
  const { metrics, isComplete } = await listActive(listing);
  const listed = isComplete ? metrics.map((one) => ({ ...one, dimensionsKey: dimensionsKey(one.dimensions) })) : [];
  return transaction(db, async (client) => {
    const silentSince = new Date(now - plannerRules.idleAfterMs);
    const woken = changed + (await wakeListed(client, place, listed, { at: new Date(now), silentSince }));
    if (woken > 0) run.count('woken', woken);
    const value: Sweep = { triedAt: now, heardAt: isComplete ? now : before.heardAt };
    await setCursor(client, keyOf(place.account, place.region), value, new Date(now));
    return woken;
  });
}
