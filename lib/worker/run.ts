import { setTimeout as sleep } from 'node:timers/promises';
import type { PgBoss } from 'pg-boss';
import { openAws } from '#lib/aws/session.ts';
import { attribute } from '#lib/collect/audit.ts';
import type { Collecting } from '#lib/collect/cycle.ts';
import { askAnybody, knowsTime } from '#lib/collect/told-time.ts';
import type { Config } from '#lib/config.ts';
import { shareOf } from '#lib/config-collection.ts';
import { closeDatabase, database } from '#lib/db.ts';
import { requireFreeRuleIds } from '#lib/launch/rule-ids.ts';
import { logFor } from '#lib/log.ts';
import { announceReady } from '#lib/process.ts';
import { passSecurityWarnings } from '#lib/security-log.ts';
import { mergeChunks } from '#lib/store/audit-chunks.ts';
import { moveFormerEvents } from '#lib/store/audit-former.ts';
import { sweepOwnership } from '#lib/store/audit-months.ts';
import { databaseTrouble } from '#lib/store/database-trouble.ts';
import { sweepOnScreen } from '#lib/store/on-screen.ts';
import { keepRollups, keepSampleDays } from '#lib/store/partitions.ts';
import { openQueues } from '#lib/store/queues.ts';
import { sweepReplies } from '#lib/store/replies.ts';
import { sealSamples } from '#lib/store/seal.ts';
import { saveSecurityWarning } from '#lib/store/security-warnings.ts';
import { type Clock, minuteMs } from '#lib/time.ts';
import { keepCheckpoints } from './checkpoint.ts';
import { configHash } from './config-hash.ts';
import { passes } from './passes.ts';
import { createPatience } from './patience.ts';
import { beatMs, createPresence, join, type Presence } from './presence.ts';
import { keepAuditDays } from './retention.ts';
import { createShipper } from './ship.ts';
import { createTaking, type Taking } from './taking.ts';
import { tellers } from './tellers.ts';
import { shareThrough } from './units.ts';
import { trailwatchVersion } from './version.ts';

const log = logFor('worker');
const patience = createPatience(log);
const tickMs = 1000;
const upkeepMs = 30_000;
const lookForCheckpointMs = 10 * minuteMs;
const lookForRetentionMs = 10 * minuteMs;
/** The first look at thousands of jobs takes many passes, between which endpoints are looked at as ever. */
const passBoundMs = 60_000;

/** Waits for a lost database instead of dying: what was not stored is still at AWS, and is asked for again. */
async function patiently<T>(key: string, signal: AbortSignal, work: () => Promise<T>): Promise<T | null> {
  while (!signal.aborted) {
    try {
      const done = await work();
      patience.succeeded(key);
      return done;
    } catch (error) {
      if (!databaseTrouble(error)) throw error;
      patience.failed(key, error);
      await sleep(patience.waitMs(key), undefined, { signal }).catch(() => {});
    }
  }
  return null;
}

async function every(key: string, signal: AbortSignal, { ms, work }: { ms: number; work: () => Promise<void> }): Promise<void> {
  while (!signal.aborted) {
    await patiently(key, signal, work);
    await sleep(ms, undefined, { signal }).catch(() => {});
  }
}

async function upkeep({ db, clock, config }: Collecting): Promise<void> {
  const now = clock.now();
  await sweepReplies(db, new Date(Date.now() - minuteMs));
  await sweepOnScreen(db, new Date(now));
  await keepSampleDays(db, now, config.retention.metrics['1m']);
  await keepRollups(db, now, config.retention.metrics);
}

/** Beats go on at their pace whatever the database does: who beats too late is taken for dead. */
async function keepBeating({ beat }: Presence, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await beat().then(
      () => patience.succeeded('presence'),
      (error: unknown) => {
        if (!databaseTrouble(error)) throw error;
        patience.failed('presence', error);
      },
    );
    await sleep(beatMs, undefined, { signal }).catch(() => {});
  }
}

type Begun = { boss: PgBoss; taking: Taking; plan: () => Promise<void> };

async function openTaking(collecting: Collecting, url: string): Promise<Begun> {
  const boss = await openQueues(url, { isWorker: true });
  const sharing: Collecting = { ...collecting, units: shareThrough(boss, collecting.db) };
  const work = passes(sharing, boss, patience);
  return { boss, plan: work.plan, taking: createTaking(sharing, boss, work) };
}

/** What is this worker's to do as long as it reads what the newest reads; the others stand by. */
async function follow(collecting: Collecting, presence: Presence, { taking }: Begun): Promise<void> {
  // The rules may be others than when they were mapped last.
  if (presence.isCurrent() && !taking.isTaking()) await attribute(collecting, 'all');
  await taking.follow(presence.isCurrent());
}

/** What a worker goes by: `clock` is this machine's, which AWS's answers correct. */
export type WorkerPlan = {
  config: Config;
  databaseUrl: string;
  clock: Clock;
  signal: AbortSignal;
  /** How many times as often as usual it looks for what is due, where the clock runs ahead of wall time. */
  hurry?: number;
};

/** Works until it is asked to stop, and ends what is under way. AWS credentials are the SDK's own. */
export async function runWorker({ config, databaseUrl: url, clock: machine, signal, hurry = 1 }: WorkerPlan): Promise<void> {
  const db = database(url);
  let begun: Begun | null = null;
  const aws = openAws(machine, undefined, {
    shareOf: (call) => shareOf(config.collection, call),
    workers: () => presence.count(),
  });
  const { clock } = aws;
  const presence = createPresence({
    ...{ db, clock, version: trailwatchVersion(), config: configHash(config) },
    activity: () => ({ units: begun?.taking.underWay() ?? 0, holds: aws.holds() }),
  });
  const collecting: Collecting = { config, aws, db, clock, log, signal, boundMs: passBoundMs, worker: presence.id };
  const receiver = config.log?.syslog;
  if (receiver) passSecurityWarnings((warning) => saveSecurityWarning(db, warning));
  const shipper = receiver ? createShipper({ ...collecting, receiver }) : null;
  // Before the first beat, which ends the runs of dead workers.
  await patiently('begin', signal, () => askAnybody(collecting));
  await patiently('begin', signal, () => requireFreeRuleIds(db, config, process.env));
  await patiently('begin', signal, () => join(presence, signal));
  begun = await patiently('begin', signal, () => openTaking(collecting, url));
  if (begun) {
    const { plan } = begun;
    const opened = begun;
    const whenCurrent = (work: () => Promise<void>) => async () => {
      if (presence.isCurrent()) await work();
    };
    const whenTimeIsTold = (work: () => Promise<void>) =>
      whenCurrent(async () => {
        if (knowsTime(collecting)) await work();
      });
    await patiently('follow', signal, () => follow(collecting, presence, opened));
    announceReady(`${config.accounts.length} accounts`);
    await Promise.all([
      keepBeating(presence, signal),
      every('follow', signal, { ms: tickMs / hurry, work: () => follow(collecting, presence, opened) }),
      every('plan', signal, { ms: tickMs / hurry, work: whenCurrent(plan) }),
      every('upkeep', signal, { ms: upkeepMs / hurry, work: whenTimeIsTold(() => upkeep(collecting)) }),
      ...(shipper ? [every('ship', signal, { ms: tickMs / hurry, work: whenCurrent(shipper.round) })] : []),
      every('seal', signal, {
        ms: upkeepMs / hurry,
        work: whenTimeIsTold(async () => {
          await sealSamples(db, { now: clock.now(), keptDays: config.retention.metrics['1m'], signal });
        }),
      }),
      every('events', signal, {
        ms: upkeepMs / hurry,
        work: async () => {
          await moveFormerEvents(db, signal);
          await mergeChunks(db, signal);
          await sweepOwnership(db);
        },
      }),
      ...tellers(collecting).map(({ key, ms, work }) => every(key, signal, { ms: ms / hurry, work: whenTimeIsTold(work) })),
      every('retention', signal, { ms: lookForRetentionMs / hurry, work: whenTimeIsTold(() => keepAuditDays(collecting)) }),
      every('checkpoint', signal, { ms: lookForCheckpointMs / hurry, work: whenTimeIsTold(() => keepCheckpoints(collecting)) }),
    ]);
  }
  log.info('stopping: ending what is under way');
  // Without its database the queue cannot be told; its jobs go to the next worker when their heartbeat is missed.
  await begun?.boss
    .stop({ graceful: true, timeout: 10_000 })
    .catch((error) => log.warn({ err: error }, 'the queue was left as it is'));
  await presence.leave().catch((error) => log.warn({ err: error }, 'this worker still stands among those at work'));
  aws.close();
  shipper?.close();
  await closeDatabase(db);
}
