import { setTimeout as sleep } from 'node:timers/promises';
import type { PgBoss } from 'pg-boss';
import { openAws } from '#lib/aws/session.ts';
import { attribute } from '#lib/collect/audit.ts';
import type { Collecting } from '#lib/collect/cycle.ts';
import { loadConfig } from '#lib/config.ts';
import { closeDatabase, database } from '#lib/db.ts';
import { logFor } from '#lib/log.ts';
import { announceReady } from '#lib/process.ts';
import { passSecurityWarnings } from '#lib/security-log.ts';
import { databaseTrouble } from '#lib/store/database-trouble.ts';
import type { AskedDemand } from '#lib/store/demands.ts';
import { keepSampleDays } from '#lib/store/partitions.ts';
import { openQueues } from '#lib/store/queues.ts';
import { sweepReplies } from '#lib/store/replies.ts';
import { closeStaleRuns } from '#lib/store/runs.ts';
import { saveSecurityWarning } from '#lib/store/security-warnings.ts';
import { clockFrom, minuteMs } from '#lib/time.ts';
import { joinWorkers } from './alone.ts';
import { keepCheckpoints } from './checkpoint.ts';
import { answerDemand } from './demands.ts';
import { type Pass, passes } from './passes.ts';
import { createPatience } from './patience.ts';
import { keepAuditDays } from './retention.ts';
import { createShipper } from './ship.ts';

/** The worker process: `node lib/worker/main.ts` with DATABASE_URL, AWS credentials and trailwatch.yaml. Any number may run. */
const log = logFor('worker');
const patience = createPatience(log);
const tickMs = 1000;
const upkeepMs = 30_000;
const lookForCheckpointMs = 10 * minuteMs;
const lookForRetentionMs = 10 * minuteMs;
const passesAtOnce = 16;
/** The first look at thousands of jobs takes many passes, between which endpoints are looked at as ever. */
const passBoundMs = 60_000;
const demandsAtOnce = 4;
/** A run that stands as running for so long has no worker any more, whichever it was. */
const deadAfterMs = 40 * minuteMs;

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
  await closeStaleRuns(db, { startedBefore: new Date(now - deadAfterMs), at: new Date(now) });
  await keepSampleDays(db, now, config.retention.metrics['1m']);
}

type Taking = { boss: PgBoss; work: ReturnType<typeof passes> };

async function takeJobs(collecting: Collecting, url: string): Promise<Taking> {
  const boss = await openQueues(url, { isWorker: true });
  try {
    const work = passes(collecting, boss, patience);
    await boss.work<Pass>('collect', { localConcurrency: passesAtOnce, pollingIntervalSeconds: 0.5 }, async (jobs) => {
      for (const job of jobs) await work.run(job.data);
    });
    // One notice wakes a taker for one question; those that came with it would else wait for half a minute, longer than a page does.
    const taken = { localConcurrency: demandsAtOnce, pollingIntervalSeconds: 0.5, notifyPollingIntervalSeconds: 0.5 };
    await boss.work<AskedDemand>('demand', taken, async (jobs) => {
      for (const job of jobs) await answerDemand(collecting, job);
    });
    return { boss, work };
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => {});
    throw error;
  }
}

/** What a dead worker left as running, where no other works; then the queues, as soon as there is a database to hold them. */
async function begin(collecting: Collecting, url: string): Promise<Taking | null> {
  const { db, clock, signal } = collecting;
  const presence = await patiently('begin', signal, () => joinWorkers(url));
  if (presence?.isAlone) {
    const now = clock.now();
    // Where the clock stands still, they began at this very moment, too.
    await patiently('begin', signal, () => closeStaleRuns(db, { startedBefore: new Date(now + 1), at: new Date(now) }));
  }
  // The rules may be others than when they were mapped last.
  await patiently('begin', signal, () => attribute(collecting, 'all'));
  return patiently('begin', signal, () => takeJobs(collecting, url));
}

async function main(): Promise<void> {
  const stopping = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort());
  const { signal } = stopping;
  const config = loadConfig();
  const clock = clockFrom(process.env);
  const url = process.env.DATABASE_URL ?? '';
  const db = database(url);
  const aws = openAws(clock);
  const collecting: Collecting = { config, aws, db, clock, log, signal, boundMs: passBoundMs };
  const receiver = config.log?.syslog;
  if (receiver) passSecurityWarnings((warning) => saveSecurityWarning(db, warning));
  const shipper = receiver ? createShipper({ ...collecting, receiver }) : null;
  const taking = await begin(collecting, url);
  if (taking) {
    announceReady(`${config.accounts.length} accounts`);
    await Promise.all([
      every('plan', signal, { ms: tickMs, work: taking.work.plan }),
      every('upkeep', signal, { ms: upkeepMs, work: () => upkeep(collecting) }),
      ...(shipper ? [every('ship', signal, { ms: tickMs, work: shipper.round })] : []),
      every('retention', signal, { ms: lookForRetentionMs, work: () => keepAuditDays(collecting) }),
      every('checkpoint', signal, { ms: lookForCheckpointMs, work: () => keepCheckpoints(collecting) }),
    ]);
  }
  log.info('stopping: ending what is under way');
  // Without its database the queue cannot be told; its jobs go to the next worker when their heartbeat is missed.
  await taking?.boss
    .stop({ graceful: true, timeout: 10_000 })
    .catch((error) => log.warn({ err: error }, 'the queue was left as it is'));
  aws.close();
  shipper?.close();
  await closeDatabase(db);
  process.exit(0);
}

main().catch((error: Error) => {
  log.fatal({ err: error }, 'the worker cannot go on');
  process.exitCode = 1;
  setTimeout(() => process.exit(), 500).unref();
});
