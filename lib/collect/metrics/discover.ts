import { type Listed, listedNamespaces } from '#lib/metrics/discovered.ts';
import { findCursor, setCursor } from '#lib/store/cursors.ts';
import { dayMs, hourMs, minuteMs } from '#lib/time.ts';
import type { PlaceContext, RunContext } from '../context.ts';
import type { Listing } from './listing.ts';

const listEveryMs = 15 * minuteMs;
/** A list that failed, perhaps after hundreds of pages. */
const tryAgainMs = 4 * minuteMs;
/** RecentlyActive=PT3H shows what had points within three hours, some of it a quarter of an hour late: after longer, all is listed. */
const activeReachesMs = 2 * hourMs;
/** CloudWatch itself lists a metric for two weeks after its last point. */
const forgetAfterMs = 14 * dayMs;
/** What is silent and belongs to nothing that the inventory knows is kept so long: the first look at thousands of jobs takes its time. */
const strangersKeptMs = 6 * hourMs;

/** `activeAt`: when CloudWatch last listed it among those that had points within three hours. Epoch ms. */
export type Remembered = Listed & { seenAt: number; activeAt: number | null };
/** When a namespace was last listed to its end, and last tried. Epoch ms. */
type ListedAt = { completeAt: number; triedAt: number };
type Stored = { listings: Record<string, ListedAt>; metrics: Remembered[] };

const keyOf = ({ namespace, metric, dimensions }: Listed): string => JSON.stringify([namespace, metric, dimensions]);

const cursorKey = (place: RunContext['place']) => ({ ...place, collector: 'metrics', key: 'listed' });
const unlisted: ListedAt = { completeAt: 0, triedAt: Number.NEGATIVE_INFINITY };

const readStored = async (db: RunContext['db'], place: RunContext['place']): Promise<Partial<Stored>> =>
  ((await findCursor(db, cursorKey(place))) ?? {}) as Partial<Stored>;

const listingOf = (listings: Record<string, ListedAt>, namespace: string): ListedAt => listings[namespace] ?? unlisted;

/** Namespaces whose list is old, but for those that were tried a moment ago. Where the clock stands still, the rounds of the worker wait between tries. */
function dueNamespaces(listings: Record<string, ListedAt>, { now, speed }: { now: number; speed: number }): string[] {
  return listedNamespaces.filter((namespace) => {
    const { completeAt, triedAt } = listingOf(listings, namespace);
    return now - completeAt >= listEveryMs && (speed === 0 || now - triedAt >= tryAgainMs);
  });
}

/** Whether ListMetrics is to be asked again. */
export async function isListingDue({ db, clock, account, region }: PlaceContext): Promise<boolean> {
  const { listings = {} } = await readStored(db, { account: account.id, region });
  return dueNamespaces(listings, { now: clock.now(), speed: clock.speed }).length > 0;
}

/** `completeAt`: every namespace was listed to its end since then; 0 where one never was. Epoch ms. */
type Discovered = { metrics: Remembered[]; completeAt: number };

export type Discovery = {
  /** Whether a metric need be remembered at all; `mayBeStranger`: also when nothing is known that it belongs to. */
  isWorth: (listed: Listed, mayBeStranger: boolean) => boolean;
  /** null: history only remembers, since its list would be older than that of the live run beside it. */
  listing: Listing | null;
};

/**
 * What ListMetrics shows of SageMaker's namespaces: each asked every 15 minutes, remembered in between and after. One that was not
 * listed to its end lately is asked for all of the last two weeks, too.
 */
export async function discover(run: RunContext, { isWorth, listing }: Discovery): Promise<Discovered> {
  const { db, place, clock } = run;
  const { metrics = [], listings = {} } = await readStored(db, place);
  const now = listing?.at ?? clock.now();
  const completeAt = (): number => Math.min(...listedNamespaces.map((namespace) => listingOf(listings, namespace).completeAt));
  const due = listing ? dueNamespaces(listings, { now, speed: clock.speed }) : [];
  if (!listing || due.length === 0) return { metrics, completeAt: completeAt() };
  const kept = metrics.filter(
    (one) => now - one.seenAt < forgetAfterMs && isWorth(one, one.activeAt !== null || now - one.seenAt < strangersKeptMs),
  );
  const remembered = new Map(kept.map((one) => [keyOf(one), one]));
  for (const namespace of due) {
    const before = listingOf(listings, namespace);
    let isComplete = true;
    for (const onlyActive of now - before.completeAt < activeReachesMs ? [true] : [false, true]) {
      const listed = await listing.list(namespace, onlyActive);
      isComplete &&= listed.isComplete;
      run.count('listed', listed.metrics.length);
      for (const one of listed.metrics) {
        if (!isWorth(one, true)) continue;
        const known = remembered.get(keyOf(one));
        // A list of all says nothing of when: what is silent must not look as if it had just been seen.
        remembered.set(keyOf(one), onlyActive || !known ? { ...one, seenAt: now, activeAt: onlyActive ? now : null } : known);
      }
    }
    listings[namespace] = { completeAt: isComplete ? now : before.completeAt, triedAt: now };
  }
  const value = { listings, metrics: [...remembered.values()] } satisfies Stored;
  await setCursor(db.pool, cursorKey(place), value, new Date(now));
  return { metrics: value.metrics, completeAt: completeAt() };
}
