import type { PgBoss } from 'pg-boss';
import type { PlaceContext } from '#lib/collect/context.ts';
import { type Collecting, placesOf } from '#lib/collect/cycle.ts';
import { fillHistory } from '#lib/collect/history.ts';
import { collectors } from '#lib/collect/registry.ts';
import { databaseTrouble } from '#lib/store/database-trouble.ts';
import { listLastStarts } from '#lib/store/last-starts.ts';
import { writePostponedEnds } from '#lib/store/postponed.ts';
import { minuteMs } from '#lib/time.ts';
import type { Patience } from './patience.ts';
import { createRounds } from './rounds.ts';
import { dueSlots } from './schedule.ts';

/** What a job of the queue `collect` says: one collector's live pass, or the next slices of history. */
export type Pass = { collector: string; account: string; region: string };

const backfill = 'backfill';
const slicesAtOnce = 4;
const lookForHistoryMs = 10 * minuteMs;
const forgottenAfterMs = 30_000;
const restMs = 10_000;

const keyOf = ({ collector, account, region }: Pass): string => `${collector} ${account} ${region}`;

/** Decides what is due and does it: the same in every worker, and the queue lets no two of them do one thing at a time. */
export function passes(collecting: Collecting, boss: PgBoss, patience: Patience) {
  const { clock, db, log } = collecting;
  const places = placesOf(collecting);
  /** Asked for by this process and not done yet, by key: wall time of asking. */
  const asked = new Map<string, number>();
  const filledAt = new Map<string, number>();
  /** History that failed, by key: wall time until which it is left alone. */
  const restUntil = new Map<string, number>();
  const rounds = clock.speed === 0 ? createRounds() : null;
  const spots = places.map(({ account, region }) => ({ account: account.id, region }));
  const slots = collectors.flatMap(({ id }) => spots.map((spot) => ({ collector: id, ...spot })));

  const placeOf = ({ account, region }: Pass): PlaceContext | undefined =>
    places.find((place) => place.account.id === account && place.region === region);

  const ask = async (pass: Pass): Promise<void> => {
    const key = keyOf(pass);
    if (patience.waitMs(key) > 0) return;
    if (performance.now() - (asked.get(key) ?? Number.NEGATIVE_INFINITY) < forgottenAfterMs) return;
    asked.set(key, performance.now());
    await boss.send('collect', pass, { singletonKey: key });
  };

  const historyDue = (measured: ReadonlySet<string>): Pass[] =>
    places
      .map(({ account, region }) => ({ collector: backfill, account: account.id, region }))
      .filter((pass) => measured.has(`${pass.account} ${pass.region}`) && (rounds?.isLookedAt(pass) ?? true))
      .filter((pass) => performance.now() > (restUntil.get(keyOf(pass)) ?? 0))
      .filter((pass) => clock.now() - (filledAt.get(keyOf(pass)) ?? Number.NEGATIVE_INFINITY) > lookForHistoryMs);

  /** History gives way after a few slices, so that a stop or another worker need not wait for all of it. */
  const doPass = async (pass: Pass): Promise<void> => {
    const place = placeOf(pass);
    if (!place) return;
    const collector = collectors.find((one) => one.id === pass.collector);
    if (collector) {
      const ended = rounds?.begin({ ...pass, collector: collector.id });
      const reports = await collector.collect(place);
      ended?.(reports);
      return;
    }
    for (let slice = 0; slice < slicesAtOnce && !place.signal.aborted; slice += 1) {
      const reports = await fillHistory(place);
      if (reports.length === 0) filledAt.set(keyOf(pass), clock.now());
      if (reports.every((report) => report.status === 'failed')) {
        restUntil.set(keyOf(pass), performance.now() + restMs);
        return;
      }
    }
  };

  return {
    /** Puts everything that is due on the queue. */
    async plan(): Promise<void> {
      await writePostponedEnds(db);
      const starts = await listLastStarts(
        db,
        collectors.map((collector) => collector.id),
      );
      const lastStarts = starts.flatMap((row) => {
        const collector = collectors.find((one) => one.id === row.collector)?.id;
        return collector ? [{ ...row, collector }] : [];
      });
      const due = rounds ? rounds.due(slots) : dueSlots(collectors, spots, { lastStarts, now: clock.now() });
      for (const slot of due) await ask(slot);
      const measured = new Set(starts.filter((row) => row.collector === 'metrics').map((row) => `${row.account} ${row.region}`));
      for (const pass of historyDue(measured)) await ask(pass);
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
