import { beforeEach, expect, test } from 'vitest';
import { parseConfig } from '#lib/config.ts';
import { database } from '#lib/db.ts';
import { logFor } from '#lib/log.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { seedRun } from '#lib/testing/seed-fleet.ts';
import { fixedClock, hourMs, minuteMs } from '#lib/time.ts';
import { createAlertJudge } from './alerts.ts';
import { createHeart } from './heartbeat.ts';
import { type Received, receiver } from './testing/receiver.ts';

const owner = await testDatabase();
process.env.DATABASE_URL = owner.workerUrl;
const worker = database(owner.workerUrl);
const start = Date.parse('2026-11-19T07:42:10Z');
const log = logFor('test');
const alertsOf = (url: string, allowPrivate = true) =>
  parseConfig(JSON.stringify({ alerts: { allowPrivate, heartbeat: { url, every: '2m' } } }), 'f');
const heart = (url: string, at: number, allowPrivate?: boolean) => {
  const config = alertsOf(url, allowPrivate);
  if (!config.alerts.heartbeat) throw new Error('no heartbeat');
  return createHeart({ db: worker, clock: fixedClock(at), log, config }, config.alerts.heartbeat)();
};
const judge = (at: number) => createAlertJudge({ db: worker, clock: fixedClock(at), log })();
const collected = (at: number) => seedRun(owner, { from: at - minuteMs, to: at });

beforeEach(async () => {
  await owner.pool.query('delete from cursor; delete from run');
});

test('goes out now and then while alerts are judged, of all workers once', async () => {
  const hook = await receiver((_, response) => void response.end());
  await collected(start);
  await judge(start);
  expect(await heart(hook.url, start + 1000)).toBe(true);
  expect(await heart(hook.url, start + minuteMs)).toBe(false);
  await judge(start + 2 * minuteMs);
  expect(await heart(hook.url, start + 2.1 * minuteMs)).toBe(true);
  expect(hook.received.map(({ body }: Received) => [body.event, body.at])).toEqual([
    ['heartbeat', '2026-11-19T07:42:11.000Z'],
    ['heartbeat', '2026-11-19T07:44:16.000Z'],
  ]);
});

test('does not while nobody judges, nor while nothing is collected', async () => {
  const hook = await receiver((_, response) => void response.end());
  await collected(start);
  expect(await heart(hook.url, start)).toBe(false);
  await judge(start);
  expect(await heart(hook.url, start + 6 * minuteMs)).toBe(false);
  await judge(start + 2 * hourMs);
  expect(await heart(hook.url, start + 2 * hourMs)).toBe(false);
  await collected(start + 2 * hourMs);
  expect(await heart(hook.url, start + 2 * hourMs + 1000)).toBe(true);
  expect(hook.received).toHaveLength(1);
});

test('is tried again at once where it was not taken, and stays out of the private network', async () => {
  const hook = await receiver((_, response, nth) => void response.writeHead(nth === 0 ? 503 : 200).end());
  await collected(start);
  await judge(start);
  expect([await heart(hook.url, start, false), hook.received.length]).toEqual([false, 0]);
  expect([await heart(hook.url, start), await heart(hook.url, start + 5000)]).toEqual([false, true]);
});
