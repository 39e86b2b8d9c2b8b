import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Pool } from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startAccount, type TestAccount } from '#demo/testing/account.ts';
import { compareWithOracle } from '#lib/collect/testing/oracle.ts';
import { migrate } from '#lib/migrate/migrate.ts';
import { secure } from '#lib/migrate/secure.ts';
import { databaseAccount } from '#lib/postgres/account.ts';
import { findBinaries } from '#lib/postgres/binaries.ts';
import { type Cluster, openCluster } from '#lib/postgres/cluster.ts';
import { openHome, resolveHome } from '#lib/postgres/home.ts';
import { databaseUrl, type PostgresServer, startPostgres, stopPostgres } from '#lib/postgres/server.ts';
import { lesserUrl, testRoles } from '#lib/testing/cluster.ts';
import { type Clock, clockFrom, hourMs, minuteMs } from '#lib/time.ts';
import { isSettled, startWorker, type TestWorker } from './testing/worker.ts';

const place = { account: '444455556666', region: 'us-east-1' };
const root = join(import.meta.dirname, '../..');
const startAt = Date.parse('2026-11-18T22:41:00Z');
const window = { from: startAt - 2 * hourMs, to: startAt + 10 * minuteMs };
/** By then whatever woke in the window has been listed. */
const listedAt = window.to + 20 * minuteMs;
const downMs = 5000;

const home = openHome(mkdtempSync(join(tmpdir(), 'lost database ')));
const small = join(home, 'small');
let cluster: Cluster;
let server: PostgresServer;
let account: TestAccount;
let pool: Pool;
let worker: TestWorker;
let environment: Record<string, string>;
let clock: Clock;

const launch = (port?: number) =>
  startPostgres({ cluster, logFile: join(home, 'log'), settings: { fsync: 'off' }, ...(port ? { port } : {}) });

/** A disk of 128 MB, where this process may make one. */
function mountSmall(): boolean {
  mkdirSync(small);
  const owner = cluster.account;
  if (!owner) return false;
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=128m', 'tmpfs', small]).status !== 0) return false;
  chmodSync(small, 0o700);
  chownSync(small, owner.uid, owner.gid);
  return true;
}

beforeAll(async () => {
  const owner = databaseAccount();
  cluster = openCluster(join(home, 'postgres'), owner, findBinaries(openHome(resolveHome(root, process.env)), owner));
  server = await launch();
});

afterEach(async () => {
  worker.child.kill('SIGKILL');
  await account.close();
  await pool.end();
});

afterAll(async () => {
  await stopPostgres(server);
  spawnSync('umount', ['-l', small]);
  rmSync(home, { recursive: true, force: true });
});

/** A worker in the middle of its first look at the numbers, over a database of its own. */
async function collecting(name: string, inTablespace = ''): Promise<void> {
  const admin = new Client({ connectionString: databaseUrl(cluster.password, server.port, 'postgres') });
  await admin.connect();
  await admin.query(`create database ${name} ${inTablespace}`);
  await admin.end();
  const url = databaseUrl(cluster.password, server.port, name);
  await migrate(url);
  await secure(url, testRoles);
  pool = new Pool({ connectionString: url });
  pool.on('error', () => {});
  environment = {
    TRAILWATCH_DEMO: '1',
    TRAILWATCH_DEMO_CLOCK: `from:${new Date(startAt).toISOString()}@${new Date().toISOString()} x30`,
  };
  clock = clockFrom(environment);
  account = await startAccount({ clock });
  worker = startWorker({
    home,
    place,
    databaseUrl: lesserUrl(url, 'worker'),
    environment: { ...environment, ...account.environment },
  });
  await until('samples', async () => (await countOf('select count(*)::int as n from (select from sample limit 1) s')) > 0);
}

async function countOf(sql: string): Promise<number> {
  return (await pool.query<{ n: number }>(sql)).rows[0]?.n ?? 0;
}

const lastRun = (): Promise<number> => countOf('select max(id) as n from run');

async function until(what: string, isSo: () => Promise<boolean>, seconds = 150): Promise<void> {
  for (const deadline = Date.now() + seconds * 1000; Date.now() < deadline; await sleep(500)) if (await isSo()) return;
  throw new Error(`no ${what} within ${seconds} s; the worker said:\n${worker.lines.map((line) => line.msg).join('\n')}`);
}

const said = (pattern: RegExp) => worker.lines.filter((line) => line.level >= 40 && pattern.test(line.msg));

/** @param begun the last run that had begun before the trouble */
async function expectNothingLost(begun: number): Promise<void> {
  expect(worker.child.exitCode).toBeNull();
  await until('settled window', async () => clock.now() > listedAt && (await isSettled(pool, place, window)));
  // None of them waits for the forty minutes after which a run's worker is taken for dead.
  expect(await countOf(`select count(*)::int as n from run where status = 'running' and id <= ${begun}`)).toBe(0);
  await until('word that the database can be used again', async () =>
    worker.lines.some((line) => /database can be used again/.test(line.msg)),
  );
  worker.child.kill('SIGTERM');
  const [code] = await once(worker.child, 'exit');
  const verdict = await compareWithOracle(pool, account.scenario, place, window);
  expect({ ...verdict, unknownSeries: verdict.unknownSeries.slice(0, 5) }).toMatchObject({
    unknownSeries: [],
    missing: 0,
    surplus: 0,
    wrong: 0,
    examples: [],
  });
  expect(verdict.points).toBeGreaterThan(40_000);
  expect(code).toBe(0);
}

/** Until rows are on their way into a table, and no longer: the next statement finds them there. */
async function duringCopy(): Promise<void> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; ) {
    if ((await countOf('select count(*)::int as n from pg_stat_progress_copy')) > 0) return;
  }
  throw new Error('nothing was copied within a minute');
}

test('a worker whose PostgreSQL is killed in mid-COPY waits, says so, and loses nothing', { timeout: 400_000 }, async () => {
  await collecting('on_killed_server');
  const begun = await lastRun();
  await duringCopy();
  const gone = once(server.child, 'exit');
  server.child.kill('SIGKILL');
  await gone;
  await sleep(downMs);
  expect(worker.child.exitCode).toBeNull();
  expect(said(/database cannot be reached; waiting/)).not.toEqual([]);
  server = await launch(server.port);
  await expectNothingLost(begun);
  expect(await countOf(`select count(*)::int as n from run_failure where service = 'trailwatch'`)).toBeGreaterThan(0);
  expect(worker.lines.filter((line) => line.level >= 40).length).toBeLessThan(60);
});

/** Fills the small disk to the last byte; gives what frees it. */
function fill(): () => void {
  const file = join(small, 'ballast');
  const handle = openSync(file, 'w');
  for (const size of [1 << 20, 1 << 12]) {
    try {
      for (;;) writeSync(handle, Buffer.alloc(size, 1));
    } catch {
      // Full for pieces of this size.
    }
  }
  closeSync(handle);
  return () => rmSync(file);
}

test('a worker whose database has a full disk waits, says why, and loses nothing', { timeout: 400_000 }, async () => {
  const isReal = mountSmall();
  const admin = new Client({ connectionString: databaseUrl(cluster.password, server.port, 'postgres') });
  await admin.connect();
  if (isReal) await admin.query(`create tablespace small location '${small}'`);
  await admin.end();
  await collecting('on_full_disk', isReal ? 'tablespace small' : '');
  const begun = await lastRun();
  const free = isReal ? fill() : await refuse();
  await until('word of the full disk', async () => said(/disk is full/).length > 0, 60);
  await sleep(downMs);
  expect((await lastRun()) - begun).toBeLessThan(100);
  await free();
  expect(said(/disk is full/)[0]?.msg).toMatch(/free or add space/);
  await expectNothingLost(begun);
});

/** Where no disk can be made: PostgreSQL's own words for a full one, over the wire. */
async function refuse(): Promise<() => Promise<void>> {
  await pool.query(`create function refuse() returns trigger language plpgsql as $$ begin
    raise exception 'could not extend file "base/1/1": No space left on device' using errcode = '53100'; end $$`);
  await pool.query('create trigger refuse before insert or update on sample_live for each statement execute function refuse()');
  return async () => {
    await pool.query('drop trigger refuse on sample_live');
  };
}
