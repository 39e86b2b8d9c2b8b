import { listMetrics } from '#lib/aws/cloudwatch.ts';
import { pages } from '#lib/aws/pages.ts';
import { isOurs, type Listed, listedNamespaces } from '#lib/metrics/discovered.ts';
import { findCursor, setCursor } from '#lib/store/cursors.ts';
import { dayMs, hourMs, minuteMs } from '#lib/time.ts';
import type { RunContext } from '../context.ts';

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
type Listing = { completeAt: number; triedAt: number };
type Stored = { listings: Record<string, Listing>; metrics: Remembered[] };

const keyOf = ({ namespace, metric, dimensions }: Listed): string => JSON.stringify([namespace, metric, dimensions]);

async function listNamespace(
  run: RunContext,
  namespace: string,
  onlyActive: boolean,
): Promise<{ found: Listed[]; isComplete: boolean }> {
  const found: Listed[] = [];
  const input = { Namespace: namespace, ...(onlyActive ? { RecentlyActive: 'PT3H' as const } : {}) };
  for await (const page of pages(run.aws, listMetrics, input)) {
    if (!page.ok) {
      run.fail(page.failure, { subject: namespace });
      return { found, isComplete: false };
    }
    for (const { MetricName, Dimensions } of page.value.Metrics ?? []) {
      const dimensions = (Dimensions ?? []).map(({ Name = '', Value = '' }) => ({ Name, Value }));
      const one = { namespace, metric: MetricName ?? '', dimensions: dimensions.toSorted((a, b) => (a.Name < b.Name ? -1 : 1)) };
      if (isOurs(one)) found.push(one);
    }
  }
  return { found, isComplete: true };
}

/** `completeAt`: every namespace was listed to its end since then; 0 where one never was. Epoch ms. */
type Discovered = { metrics: Remembered[]; completeAt: number };

const unlisted: Listing = { completeAt: 0, triedAt: Number.NEGATIVE_INFINITY };

export type Discovery = {
  /** Whether a metric need be remembered at all; `mayBeStranger`: also when nothing is known that it belongs to. */
  isWorth: (listed: Listed, mayBeStranger: boolean) => boolean;
  /** History only remembers: its list would be older than that of the live run beside it. */
  mayList: boolean;
};

/**
 * What ListMetrics shows of SageMaker's namespaces: each asked every 15 minutes, remembered in between and after. One that was not
 * listed to its end lately is asked for all of the last two weeks, too.
 */
export async function discover(run: RunContext, { isWorth, mayList }: Discovery): Promise<Discovered> {
  const { db, place, clock } = run;
  const key = { ...place, collector: 'metrics', key: 'listed' };
  const { metrics = [], listings = {} } = ((await findCursor(db, key)) ?? {}) as Partial<Stored>;
  const now = clock.now();
  const listingOf = (namespace: string): Listing => listings[namespace] ?? unlisted;
  const completeAt = (): number => Math.min(...listedNamespaces.map((namespace) => listingOf(namespace).completeAt));
  // Where the clock stands still, the rounds of the worker wait between tries.
  const mayTry = (triedAt: number): boolean => clock.speed === 0 || now - triedAt >= tryAgainMs;
  const isDue = ({ completeAt: at, triedAt }: Listing): boolean => now - at >= listEveryMs && mayTry(triedAt);
  const due = mayList ? listedNamespaces.filter((namespace) => isDue(listingOf(namespace))) : [];
  if (due.length === 0) return { metrics, completeAt: completeAt() };
  const kept = metrics.filter(
    (one) => now - one.seenAt < forgetAfterMs && isWorth(one, one.activeAt !== null || now - one.seenAt < strangersKeptMs),
  );
  const remembered = new Map(kept.map((one) => [keyOf(one), one]));
  for (const namespace of due) {
    const before = listingOf(namespace);
    let isComplete = true;
    for (const onlyActive of now - before.completeAt < activeReachesMs ? [true] : [false, true]) {
      const listed = await listNamespace(run, namespace, onlyActive);
      isComplete &&= listed.isComplete;
      run.count('listed', listed.found.length);
      for (const one of listed.found) {
        if (!isWorth(one, true)) continue;
        const known = remembered.get(keyOf(one));
        // A list of all says nothing of when: what is silent must not look as if it had just been seen.
        remembered.set(keyOf(one), onlyActive || !known ? { ...one, seenAt: now, activeAt: onlyActive ? now : null } : known);
      }
    }
    listings[namespace] = { completeAt: isComplete ? now : before.completeAt, triedAt: now };
  }
  const value = { listings, metrics: [...remembered.values()] } satisfies Stored;
  await setCursor(db.pool, key, value, new Date(now));
  return { metrics: value.metrics, completeAt: completeAt() };
}
