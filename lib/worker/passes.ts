import type { PgBoss } from 'pg-boss';
import { createPlaces } from '#lib/collect/accounts/places.ts';
import type { PlaceContext, RunReport } from '#lib/collect/context.ts';
import type { Collecting } from '#lib/collect/cycle.ts';
import { fillHistory } from '#lib/collect/history.ts';
import { collectors } from '#lib/collect/registry.ts';
import { askTime, runWithoutTime } from '#lib/collect/told-time.ts';
import { sourcePlaces } from '#lib/collect/trails/sources.ts';
import { trails } from '#lib/collect/trails/trails.ts';
import { databaseTrouble } from '#lib/store/database-trouble.ts';
import { listLastStarts } from '#lib/store/last-starts.ts';
import { writePostponedEnds } from '#lib/store/postponed.ts';
import { elapsedOn, minuteMs } from '#lib/time.ts';
import { pastPasses } from './past.ts';
import type { Patience } from './patience.ts';
import { createRounds } from './rounds.ts';
import { dueSlots } from './schedule.ts';

/** What a job of the queue `collect` says: one collector's live pass, or the next slices of history. */
export type Pass = { collector: string } & Spot;
type Spot = { account: string; region: string };

const backfill = 'backfill';
const slicesAtOnce = 4;
const lookForHistoryMs = 10 * minuteMs;
const forgottenAfterMs = 30_000;
const restMs = 10_000;

const spotOf = ({ account, region }: PlaceContext): Spot => ({ account: account.id, region });
const keyOf = ({ collector, account, region }: Pass): string => `${collector} ${account} ${region}`;

/** Decides what is due and does it: the same in every worker, and the queue lets no two of them do one thing at a time. */
export function passes(collecting: Collecting, boss: PgBoss, patience: Patience) {
  const { clock, db, log } = collecting;
  const openPlaces = createPlaces(collecting);
  const buckets = sourcePlaces(collecting);
  let places: readonly PlaceContext[] = [];
  const elapsed = (): number => elapsedOn(clock);
  /** Asked for by this process and not done yet, by key: when, by `elapsed`. */
  const asked = new Map<string, number>();
  const filledAt = new Map<string, number>();
  /** Places whose last numbers did not all come. */
  const troubled = new Set<string>();
  /** History that failed, by key: until when, by `elapsed`, it is left alone. */
  const restUntil = new Map<string, number>();
  const rounds = clock.speed === 0 ? createRounds() : null;

  const placeOf = async ({ account, region }: Spot): Promise<PlaceContext | undefined> => {
    // The first job may come before the first plan.
    if (places.length === 0) places = await openPlaces();
    const isHere = (place: PlaceContext): boolean => place.account.id === account && place.region === region;
    return places.find(isHere) ?? buckets.find(isHere);
  };

  const past = pastPasses(collecting, boss, { patience, placeOf });

  const ask = async (pass: Pass): Promise<void> => {
    const key = keyOf(pass);
    if (patience.waitMs(key) > 0) return;
    if (elapsed() - (asked.get(key) ?? Number.NEGATIVE_INFINITY) < forgottenAfterMs) return;
    asked.set(key, elapsed());
    await boss.send('collect', pass, { singletonKey: key });
  };

  const historyDue = (measured: ReadonlySet<string>): Pass[] =>
    places
      .map(({ account, region }) => ({ collector: backfill, account: account.id, region }))
      .filter((pass) => measured.has(`${pass.account} ${pass.region}`) && (rounds?.isLookedAt(pass) ?? true))
      .filter((pass) => elapsed() > (restUntil.get(keyOf(pass)) ?? 0))
      .filter((pass) => clock.now() - (filledAt.get(keyOf(pass)) ?? Number.NEGATIVE_INFINITY) > lookForHistoryMs);

  /** Once numbers come through again, what was missed meanwhile is looked for at once. */
  const noteTrouble = (pass: Pass, reports: readonly RunReport[]): void => {
    const key = keyOf({ ...pass, collector: backfill });
    if (reports.some(({ status }) => status !== 'ok')) troubled.add(key);
    else if (troubled.delete(key)) filledAt.delete(key);
  };

  /** History gives way after a few slices, so that a stop or another worker need not wait for all of it. */
  const doPass = async (pass: Pass): Promise<void> => {
    const place = await placeOf(pass);
    if (!place) return;
    const collector = collectors.find((one) => one.id === pass.collector);
    if (collector) {
      const ended = rounds?.begin({ ...pass, collector: collector.id });
      const unplanned = await runWithoutTime(place, collector.id);
      const reports = unplanned ? [unplanned] : await collector.collect(place);
      ended?.(reports);
      if (collector.id === 'metrics' && reports?.length) noteTrouble(pass, reports);
      return;
    }
    if ((await askTime(place)) !== null) return;
    for (let slice = 0; slice < slicesAtOnce && !place.signal.aborted; slice += 1) {
      const reports = await fillHistory(place);
      if (reports.length === 0) filledAt.set(keyOf(pass), clock.now());
      if (reports.every((report) => report.status === 'failed')) {
        restUntil.set(keyOf(pass), elapsed() + restMs);
        return;
      }
    }
  };

  return {
    placeOf,
    runPast: past.run,

    /** Puts everything that is due on the queue. */
    async plan(): Promise<void> {
      await writePostponedEnds(db);
      places = await openPlaces();
      const spots = places.map(spotOf);
      const apart = buckets
        .map(spotOf)
        .filter(({ account, region }) => !spots.some((one) => one.account === account && one.region === region));
      const slots = [
        ...collectors.flatMap(({ id }) => spots.map((spot) => ({ collector: id, ...spot }))),
        ...apart.map((spot) => ({ collector: trails.id, ...spot })),
      ];
      const starts = await listLastStarts(
        db,
        collectors.map((collector) => collector.id),
      );
      const lastStarts = starts.flatMap((row) => {
        const collector = collectors.find((one) => one.id === row.collector)?.id;
        return collector ? [{ ...row, collector }] : [];
      });
      const known = { lastStarts, now: clock.now() };
      const due = rounds ? rounds.due(slots) : [...dueSlots(collectors, spots, known), ...dueSlots([trails], apart, known)];
      for (const slot of due) await ask(slot);
      const measured = new Set(starts.filter((row) => row.collector === 'metrics').map((row) => `${row.account} ${row.region}`));
      for (const pass of historyDue(measured)) await ask(pass);
      await past.plan(spots.filter(({ account, region }) => measured.has(`${account} ${region}`)));
    },

    /** Does one pass. One that finds its database gone or full is tried again later; one that breaks is told and given up. */
    async run(pass: Pass): Promise<void> {
      const key = keyOf(pass);
      try {
        await doPass(pass);
        patience.succeeded(key);
      } catch (error) {
        if (databaseTrouble(error)) patience.failed(key, error);
        else log.error({ err: error, ...pass }, 'a pass failed');
      } finally {
        asked.delete(key);
      }
    },
  };
}
