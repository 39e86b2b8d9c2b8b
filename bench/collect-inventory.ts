import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readerKey } from '#demo/accounts.ts';
import { close, listen } from '#demo/listen.ts';
import { compose } from '#demo/scenario/compose.ts';
import { finishedJobs } from '#demo/scenario/floor/finished-jobs.ts';
import { createAccountServer } from '#demo/server.ts';
import { firstLook } from '#lib/collect/inventory/inventory.ts';
import { closeDatabase, type Database, database } from '#lib/db.ts';
import { openRuntime } from '#lib/launch/runtime.ts';
import { findCursor, setCursor } from '#lib/store/cursors.ts';
import { clockFrom } from '#lib/time.ts';
import { atMost, beside, type Figure } from './figure.ts';
import { inventoryPlace } from './inventory-place.ts';

const seed = 'bench';
const start = '2026-11-19T07:42:00Z';
const finishedBefore = Date.parse('2026-11-01T00:00:00Z');
const killedAt = [0.25, 0.5, 0.75];
const mostMemoryMb = 600;
const mostCallsPerSecond = 2;
const pollMs = 200;

type InventorySize = {
  jobs: number;
  /** How many times as fast as wall time the clock of the account and of the worker runs. */
  speed: number;
};

/** The demo account with a long past, and the simulated moments at which Search was called. */
async function openAccount({ jobs, speed }: InventorySize) {
  const clockText = `from:${start}@${new Date().toISOString()} x${speed}`;
  const clock = clockFrom({ TRAILWATCH_DEMO: '1', TRAILWATCH_DEMO_CLOCK: clockText });
  const scale = { endpoints: 0, finishedJobs: { count: jobs, before: finishedBefore } };
  const { server } = createAccountServer({ scenario: compose({ seed, scale }), clock });
  const searchedAt: number[] = [];
  server.on('request', ({ headers }) => {
    if (headers['x-amz-target'] === 'SageMaker.Search') searchedAt.push(clock.now());
  });
  const port = await listen(server, 0);
  return {
    clock,
    searchedAt,
    environment: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: readerKey.accessKeyId,
      AWS_SECRET_ACCESS_KEY: readerKey.secretAccessKey,
      AWS_REGION: inventoryPlace.region,
      TRAILWATCH_DEMO: '1',
      TRAILWATCH_DEMO_CLOCK: clockText,
    },
    close: () => close(server),
  };
}

/** The most that a process ever held, in MB, as the kernel counts it. */
function peakMb(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => child.once('exit', (code) => resolve(code)));

const readSoFar = async (db: Database): Promise<number> => {
  const key = { ...inventoryPlace, collector: 'inventory', key: 'history/training_job' };
  return ((await findCursor(db, key)) as { read?: number } | null)?.read ?? 0;
};

/** Lets a worker read until it is through or has read so many, and kills it then. @returns its peak of memory in MB */
async function work(db: Database, environment: Record<string, string>, until: number): Promise<number> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'inventory-worker.ts')], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 2, 2],
  });
  const exit = ended(child);
  let peak = 0;
  let code: number | null | undefined;
  exit.then((given) => {
    code = given;
  });
  while (code === undefined) {
    await sleep(pollMs);
    peak = Math.max(peak, peakMb(child.pid));
    if ((await readSoFar(db)) >= until) child.kill('SIGKILL');
  }
  if (code !== 0 && code !== null) throw new Error(`the worker ended with status ${code}`);
  return peak;
}

/** The most calls within any second, ends included. */
function mostWithinSecond(moments: readonly number[]): number {
  const sorted = moments.toSorted((a, b) => a - b);
  let first = 0;
  return sorted.reduce((most, at, index) => {
    while ((sorted[first] ?? at) <= at - 1000) first += 1;
    return Math.max(most, index - first + 1);
  }, 0);
}

/** How many of the finished jobs are not stored as they were. */
async function missing(db: Database, jobs: number): Promise<number> {
  const past = finishedJobs(seed, { count: jobs, before: finishedBefore });
  const { rows } = await db.pool.query<{ name: string; ended: number }>(
    `select name, (extract(epoch from ended_at) * 1000)::float8 as ended from resource
     where account = $1 and region = $2 and kind = 'training_job' and name like '%-run-%' and tags_at is not null`,
    [inventoryPlace.account, inventoryPlace.region],
  );
  const stored = new Map(rows.map(({ name, ended: at }) => [name, at]));
  let lost = 0;
  for (let rank = 0; rank < jobs; rank += 1) {
    const job = past.at(rank);
    if (stored.get(job.name) !== job.endedAt) lost += 1;
  }
  return lost;
}

/**
 * A first look at hundreds of thousands of finished jobs by Search, at half of AWS's two calls a second of the account's clock, by a
 * worker that is killed three times.
 */
export async function measureInventory({ jobs, speed }: InventorySize = { jobs: 500_000, speed: 25 }): Promise<Figure[]> {
  const home = mkdtempSync(join(tmpdir(), 'trailwatch bench '));
  const runtime = await openRuntime({
    root: join(import.meta.dirname, '..'),
    environment: { ...process.env, TRAILWATCH_HOME: home, DATABASE_URL: undefined },
    needs: ['database'],
    say: console.error,
  });
  Object.assign(process.env, runtime.variables);
  const db = database();
  const account = await openAccount({ jobs, speed });
  try {
    await setCursor(db.pool, { ...inventoryPlace, ...firstLook }, { at: account.clock.now() }, new Date(account.clock.now()));
    const began = performance.now();
    let peak = 0;
    for (const share of [...killedAt, Number.POSITIVE_INFINITY])
      peak = Math.max(peak, await work(db, account.environment, share * jobs));
    const seconds = (performance.now() - began) / 1000;
    return [
      atMost(`inventory, ${jobs} finished jobs: missing`, await missing(db, jobs), 'jobs', 0),
      atMost('inventory: memory of the worker, peak', peak, 'MB', mostMemoryMb),
      atMost(
        'inventory: Search calls in any simulated second',
        mostWithinSecond(account.searchedAt),
        'calls',
        mostCallsPerSecond,
      ),
      beside('inventory: Search calls', account.searchedAt.length, 'calls'),
      beside('inventory: times killed and gone on', killedAt.length, 'times'),
      beside('inventory: wall time', seconds, 's'),
    ];
  } finally {
    await account.close();
    await closeDatabase(db);
    await runtime.close();
    rmSync(home, { recursive: true, force: true });
  }
}
