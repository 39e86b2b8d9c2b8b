import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { addedObjects, plainObject } from '#demo/services/s3/added-objects.ts';
import { startAccount } from '#demo/testing/account.ts';
import type { Database } from '#lib/db.ts';
import { clockFrom } from '#lib/time.ts';
import { Dice } from './audit-dice.ts';
import { killPrefix } from './audit-kill-place.ts';
import { type Expected, killVerdict } from './audit-kill-verdict.ts';
import { filesOf } from './audit-log-files.ts';
import { recordsOf } from './audit-records.ts';
import { atLeast, beside, type Figure } from './figure.ts';
import { inOwnDatabase } from './own-database.ts';

const seed = 'kill';
const start = '2026-11-19T02:00:00Z';
/** Two minutes between passes, and the hour between two looks at the folders, are not waited for. */
const speed = 60;
const pollMs = 20;
const longestDelayMs = 1500;
const mostSeconds = 1800;

type KillSize = { events: number; kills: number };
/** When a worker is killed: so long after so many events were stored. */
type Point = { after: number; delayMs: number };

function pointsOf({ events, kills }: KillSize): Point[] {
  const dice = new Dice('points', seed);
  return Array.from({ length: kills }, () => ({ after: dice.below(events), delayMs: dice.below(longestDelayMs) })).toSorted(
    (a, b) => a.after - b.after,
  );
}

/** The demo account with a bucket of that many events, and what has to be found of them. */
async function openBucket({ events }: KillSize) {
  const clockText = `from:${start}@${new Date().toISOString()} x${speed}`;
  const demo = { TRAILWATCH_DEMO: '1', TRAILWATCH_DEMO_CLOCK: clockText };
  const account = await startAccount({ seed, parts: [], clock: clockFrom(demo) });
  const objects = addedObjects(account.scenario);
  const keys = new Set<string>();
  const files: Expected['files'][number][] = [];
  function* counted() {
    for (const record of recordsOf(seed, events)) {
      keys.add(`${record.account} ${record.eventId}`);
      yield record;
    }
  }
  for (const { bytes, ...file } of filesOf(counted(), { seed, prefix: killPrefix })) {
    objects.set(file.key, plainObject(file.key, bytes, file.deliveredAt));
    files.push(file);
  }
  return { account, expected: { events: keys, files }, environment: { ...account.environment, ...demo } };
}

const startWorker = (environment: Record<string, string>): ChildProcess =>
  spawn(process.execPath, [...process.execArgv, join(import.meta.dirname, 'audit-kill-worker.ts')], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 2, 2],
  });

/** As the ledger tells it, which is cheap to ask. */
const storedSoFar = async ({ pool }: Database): Promise<number> =>
  (await pool.query<{ n: number }>(`select coalesce(sum(records), 0)::int as n from audit_file`)).rows[0]?.n ?? 0;

/** Whether somebody else is within a transaction that has written something. */
const isWriting = async ({ pool }: Database): Promise<boolean> =>
  (await pool.query(`select from pg_stat_activity where backend_xid is not null and pid <> pg_backend_pid()`)).rows.length > 0;

/** Lets a worker read until a point, and kills it there; without one, until it is through. @returns whether it was killed while it wrote */
async function work(db: Database, environment: Record<string, string>, point: Point | null): Promise<boolean> {
  const child = startWorker(environment);
  let code: number | null | undefined;
  const exit = new Promise<void>((resolve) =>
    child.once('exit', (given) => {
      code = given;
      resolve();
    }),
  );
  const until = performance.now() + mostSeconds * 1000;
  while (code === undefined && (point === null || (await storedSoFar(db)) < point.after)) {
    if (performance.now() > until) child.kill('SIGKILL');
    await sleep(pollMs);
  }
  if (point === null || code !== undefined) {
    if (code !== 0) throw new Error(`the worker ended with status ${code}`);
    return false;
  }
  await sleep(point.delayMs);
  const wasWriting = await isWriting(db);
  child.kill('SIGKILL');
  await exit;
  return wasWriting;
}

async function measureIn(db: Database, size: KillSize): Promise<Figure[]> {
  const { account, expected, environment } = await openBucket(size);
  const points = pointsOf(size);
  try {
    const began = performance.now();
    let writing = 0;
    for (const point of points) if (await work(db, environment, point)) writing += 1;
    const sofar = await storedSoFar(db);
    await work(db, environment, null);
    return [
      ...(await killVerdict(db, expected)),
      atLeast('kills while a transaction was writing', writing, '', Math.ceil(size.kills / 10)),
      beside('kill -9 at random points', points.length, ''),
      beside('log files', expected.files.length, ''),
      beside('events stored at the last kill', sofar, ''),
      beside('wall time, kills included', (performance.now() - began) / 1000, 's'),
    ];
  } finally {
    await account.close();
  }
}

/** An ingest of log files by a worker that is killed again and again: every event is there once. */
export async function measureKill(size: KillSize = { events: 200_000, kills: 20 }): Promise<Figure[]> {
  return inOwnDatabase(async (db) => {
    return await measureIn(db, size);
  });
}
