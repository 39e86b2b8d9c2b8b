import { spawnSync } from 'node:child_process';
import { hostname } from 'node:os';
import { beforeEach, expect, test } from 'vitest';
import { startRun } from '#lib/store/runs.ts';
import { beat, type WorkerRow } from '#lib/store/workers.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { fixedClock } from '#lib/time.ts';
import { conflictOf, createPresence, type Presence } from './presence.ts';

const { pool } = await testDatabase('worker');
const db = { pool };
const now = Date.parse('2026-11-18T22:41:00Z');
const configs = {
  old: { configHash: 'old', sections: { accounts: 'a', teams: 'b' } },
  new: { configHash: 'new', sections: { accounts: 'a', teams: 'c' } },
};

let elapsedMs = 0;
const presenceOf = (config: keyof typeof configs) =>
  createPresence({
    ...{ db, clock: fixedClock(now), version: '1', config: configs[config] },
    activity: () => ({ units: 0, holds: [] }),
    elapsed: () => elapsedMs,
  });

/** Beats for so long as after which those who are silent are dead. */
async function beatOn({ beat: next }: Presence): Promise<void> {
  for (let n = 0; n < 8; n += 1) {
    elapsedMs += 5000;
    await next();
  }
}

const other = (id: string, over: Partial<WorkerRow> = {}): WorkerRow => ({
  ...{ id, host: 'elsewhere', pid: 1, version: '1', startedAt: new Date(now), ...configs.old },
  ...over,
});
const show = (row: WorkerRow): Promise<Date> => beat(db, row, { joinedAt: null, units: 1, holds: [] });
const fallSilent = (id: string) => pool.query(`update worker set seen_at = seen_at - interval '31 seconds' where id = $1`, [id]);

const begin = (worker: string | null, startedAt = now): Promise<number> =>
  startRun(db, {
    ...{ account: '111122223333', region: 'eu-west-1', collector: 'metrics', purpose: 'live', window: null },
    ...{ startedAt: new Date(startedAt), worker },
  });
const statusOf = async (id: number) =>
  (await pool.query<{ status: string }>('select status from run where id = $1', [id])).rows[0]?.status;

beforeEach(async () => {
  await pool.query('delete from run');
  await pool.query('delete from worker');
});

test('limits are shared by all who are heard', async () => {
  const presence = presenceOf('old');
  await presence.beat();
  expect(presence.count()).toBe(1);
  await show(other('b'));
  await presence.beat();
  expect(presence.count()).toBe(2);
  await fallSilent('b');
  await presence.beat();
  expect(presence.count()).toBe(2);
  await beatOn(presence);
  expect(presence.count()).toBe(1);
});

test('the runs of a worker that is not heard any more are closed, those of the others stand', async () => {
  const presence = presenceOf('old');
  await presence.beat();
  await show(other('silent'));
  await show(other('heard'));
  const [dead, alive, forgotten] = [await begin('silent'), await begin('heard'), await begin('never seen')];
  const [byHand, old] = [await begin(null), await begin(null, now - 41 * 60_000)];
  await fallSilent('silent');
  await beatOn(presence);
  expect(await Promise.all([dead, alive, forgotten, byHand, old].map(statusOf))).toEqual([
    ...['failed', 'running', 'failed', 'running', 'failed'],
  ]);
});

test('after PostgreSQL was away nobody is taken for dead before there was time to be heard', async () => {
  const presence = presenceOf('old');
  await beatOn(presence);
  await show(other('b'));
  const run = await begin('b');
  elapsedMs += 120_000;
  await fallSilent('b');
  await presence.beat();
  expect([presence.count(), await statusOf(run)]).toEqual([2, 'running']);
  await beatOn(presence);
  expect([presence.count(), await statusOf(run)]).toEqual([1, 'failed']);
});

test('a process of this machine that is gone is known at once', async () => {
  const { pid } = spawnSync('true');
  await show(other('gone', { host: hostname(), pid }));
  await show(other('here', { host: hostname(), pid: process.pid }));
  const [dead, alive] = [await begin('gone'), await begin('here')];
  const presence = presenceOf('old');
  await presence.beat();
  expect(await Promise.all([dead, alive].map(statusOf))).toEqual(['failed', 'running']);
  expect(presence.count()).toBe(2);
});

test('a run whose beginning was never answered is closed by its own worker, one that is under way is not', async () => {
  const presence = presenceOf('old');
  await presence.beat();
  const known = await begin(presence.id);
  const { rows } = await pool.query<{ id: number }>(
    `insert into run (collector, account, region, purpose, started_at, status, worker) select collector, account, region, purpose, started_at,
     status, worker from run where id = $1 returning id`,
    [known],
  );
  const lost = rows[0]?.id ?? 0;
  await presence.beat();
  expect(await statusOf(lost)).toBe('running');
  await presence.beat();
  expect(await Promise.all([lost, known].map(statusOf))).toEqual(['failed', 'running']);
});

test('of workers that read different files, those work that agree with the one that began last', async () => {
  const [first, second] = [presenceOf('old'), presenceOf('old')];
  await first.beat();
  await second.beat();
  const third = presenceOf('new');
  await third.beat();
  for (const one of [first, second]) await one.beat();
  expect([first, second, third].map((one) => one.isCurrent())).toEqual([false, false, true]);
  // Taken for dead and back again: it joined when it joined.
  await pool.query('delete from worker where id = $1', [first.id]);
  for (const one of [first, third]) await one.beat();
  expect([first.isCurrent(), third.isCurrent()]).toEqual([false, true]);
  await third.leave();
  for (const one of [first, second]) await one.beat();
  expect([first.isCurrent(), second.isCurrent()]).toEqual([true, true]);
});

test('a conflict names who reads what', () => {
  const row = (id: string, config: keyof typeof configs) => ({
    ...other(id, { host: id, pid: 7, ...configs[config] }),
    silentMs: 0,
  });
  expect(conflictOf([row('b', 'new'), row('a', 'old')])).toBe(
    '2 workers read different trailwatch.yaml: a (process 7) and b (process 7) differ in teams. b (process 7) began last and works; ' +
      'the others wait until they read the same or it has ended',
  );
  expect(conflictOf([row('b', 'new'), row('a', 'new')])).toBeNull();
});
