import type { PgBoss } from 'pg-boss';
import type { PlaceContext } from '#lib/collect/context.ts';
import type { Collecting } from '#lib/collect/cycle.ts';
import { fillPast } from '#lib/collect/past/fill-place.ts';
import type { Place } from '#lib/store/cursors.ts';
import { databaseTrouble } from '#lib/store/database-trouble.ts';
import { listOpenPlaces, tellUnreached } from '#lib/store/history-fills.ts';
import { pastMark } from '#lib/store/history-ledger.ts';
import { minuteMs } from '#lib/time.ts';
import type { Patience } from './patience.ts';

/** All of wall time. */
const waits = {
  /** A filling that was approved is begun so soon. */
  lookMs: 2000,
  /** What waits, for money or for live collection, is looked at again. */
  restMs: 10_000,
  /** What is missing is reckoned anew when there are other series, and now and then. */
  needMs: 20_000,
  needAnywayMs: 10 * minuteMs,
  /** A place gives way to another after so long. */
  passMs: 20_000,
  /** A job that nobody tells of any more. */
  forgottenMs: 30_000,
} as const;

const keyOf = ({ account, region }: Place): string => `history ${account} ${region}`;
const never = Number.NEGATIVE_INFINITY;

type Around = { patience: Patience; placeOf: (place: Place) => Promise<PlaceContext | undefined> };

/** The past, in a queue and lanes of its own: it takes none of live collection's. The queue lets no two workers do one place at a time. */
export function pastPasses(
  { db, log, clock }: Pick<Collecting, 'db' | 'log' | 'clock'>,
  boss: PgBoss,
  { patience, placeOf }: Around,
) {
  const asked = new Map<string, number>();
  const restUntil = new Map<string, number>();
  /** The mark at which what is missing was last reckoned, and when. */
  const reckoned = new Map<string, { mark: string; at: number }>();
  let lookedAt = never;

  const ask = async (place: Place): Promise<void> => {
    const key = keyOf(place);
    const now = performance.now();
    if (patience.waitMs(key) > 0 || now < (restUntil.get(key) ?? never)) return;
    if (now - (asked.get(key) ?? never) < waits.forgottenMs) return;
    asked.set(key, now);
    await boss.send('history', place, { singletonKey: key });
  };

  /** With nothing approved, a place is read through only where something can be missing that was not before. */
  const isSettled = async (place: Place): Promise<boolean> => {
    const key = keyOf(place);
    const mark = await pastMark(db, place);
    const known = reckoned.get(key);
    const now = performance.now();
    if (known?.mark === mark && now - known.at < waits.needAnywayMs) return true;
    reckoned.set(key, { mark, at: now });
    return false;
  };

  const doPass = async (place: Place): Promise<void> => {
    const context = await placeOf(place);
    if (!context) return;
    const until = performance.now() + waits.passMs;
    const key = keyOf(place);
    const isOpen = (await listOpenPlaces(db)).some((one) => keyOf(one) === key);
    if (!isOpen && (await isSettled(place))) {
      restUntil.set(key, performance.now() + waits.needMs);
      return;
    }
    let isMore = true;
    while (isMore && performance.now() < until && !context.signal.aborted) {
      isMore = (await fillPast(context, { besideLive: true }))?.isMore ?? false;
    }
    if (!isMore) restUntil.set(key, performance.now() + (isOpen ? waits.restMs : waits.needMs));
  };

  return {
    /** Puts the past of these places on the queue, where there may be something to do. */
    async plan(places: readonly Place[]): Promise<void> {
      if (performance.now() - lookedAt < waits.lookMs) return;
      lookedAt = performance.now();
      await tellUnreached(db, new Date(clock.now()));
      const open = new Set((await listOpenPlaces(db)).map(keyOf));
      // What is approved goes first.
      for (const place of places.toSorted((a, b) => Number(open.has(keyOf(b))) - Number(open.has(keyOf(a))))) await ask(place);
    },

    async run(place: Place): Promise<void> {
      const key = keyOf(place);
      try {
        await doPass(place);
        patience.succeeded(key);
      } catch (error) {
        if (databaseTrouble(error)) patience.failed(key, error);
        else log.error({ err: error, ...place }, 'the past could not be filled');
        restUntil.set(key, performance.now() + waits.restMs);
      } finally {
        asked.delete(key);
      }
    },
  };
}
