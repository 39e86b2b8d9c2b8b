import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestAccount } from '#demo/testing/account.ts';
import { closeDatabase, type Database, database } from '#lib/db.ts';
import { rangeOf } from '#lib/metrics/history.ts';
import { settledEnd, windowRules } from '#lib/metrics/windows.ts';
import { findRunningFill, startFill } from '#lib/store/history-fills.ts';
import { sealSamples } from '#lib/store/seal.ts';
import { transaction } from '#lib/store/transaction.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { dayMs, floorTo } from '#lib/time.ts';
import { collectingWith, configFor } from '../testing/collecting.ts';
import { fillPast } from './fill-place.ts';
import { keepNeed, planPlace } from './plan-place.ts';
import { comparePast } from './testing/past-oracle.ts';
import { youngPlace as at, seeYoungWorld, startYoungAccount } from './testing/young-world.ts';

const now = Date.parse('2026-11-18T22:41:07Z');
let daysLater = 0;
const clock = { now: () => now + daysLater * dayMs, speed: 0 };
const db = await testDatabase('worker');
const keptDays = { '1m': 15, '5m': 63, '1h': 455 };
const { pool } = db;
let account: TestAccount;
let collecting: ReturnType<typeof collectingWith>;

const open = (monthlyUsd?: number, by: Database = db) => {
  const text = configFor(at);
  const configText = monthlyUsd === undefined ? text : text.replace(/monthlyUsd: .*/, `monthlyUsd: ${monthlyUsd}`);
  return collectingWith({ configText, environment: account.environment, db: by, clock, pace: 100_000 });
};
const approve = () => transaction(db, (client) => startFill(client, { by: 'Ada', at: new Date(now) }));
const world = () => ({ scenario: account.scenario, place: at });
const beside = { besideLive: true };

beforeAll(async () => {
  account = await startYoungAccount(clock);
  collecting = open();
  await seeYoungWorld(db, account, now);
}, 60_000);
afterAll(async () => {
  collecting.close();
  await account.close();
});

async function metered() {
  const { rows } = await pool.query<Record<'calls' | 'metrics' | 'statistics' | 'usd' | 'each', number>>(
    `select coalesce(sum(calls), 0)::int as calls, coalesce(sum(metrics), 0)::int as metrics, coalesce(sum(statistics), 0)::int as statistics,
       coalesce(sum(price_usd), 0)::float8 as usd, coalesce(sum(price_each_usd), 0)::float8 as each from call_meter where operation = 'GetMetricData'`,
  );
  return rows[0];
}

const fillState = async () =>
  (await pool.query(`select state, reason, calls = done_calls as whole from history_fill order by id desc limit 1`)).rows[0];

test('nothing is approved twice, nor asked while the budget holds live collection back', async () => {
  await expect(approve()).rejects.toThrow('Nothing is known to be missing');
  await keepNeed(collecting.place);
  await approve();
  await expect(approve()).rejects.toThrow('filled already');
  // A budget's decision stands for seconds in a pool.
  const other = database(`${db.workerUrl}?application_name=poor`);
  const poor = open(0, other);
  const waits = await fillPast(poor.place, beside);
  poor.close();
  await closeDatabase(other);
  expect(waits).toMatchObject({
    reports: [],
    state: { state: 'waiting', reason: expect.stringContaining('the budget of the month') },
  });
  await pool.query(`update run set window_to = window_to - interval '20 minutes'`);
  expect((await fillPast(collecting.place, beside))?.state).toMatchObject({
    reason: expect.stringContaining('live collection is late'),
  });
  await pool.query(`update run set window_to = window_to + interval '20 minutes'`);
  expect(await metered()).toMatchObject({ calls: 0 });
});

test('a world of twenty days is filled to the last point, never by two at once, at the very price that was told', {
  timeout: 60_000,
}, async () => {
  const { cost, calls } = (await planPlace(collecting.place)) ?? {};
  expect(new Set(calls?.map((call) => call.periodSeconds))).toEqual(new Set([60, 300, 3600]));
  const [one, other] = await Promise.all([fillPast(collecting.place, beside), fillPast(collecting.place, beside)]);
  expect([one === null, other === null].toSorted()).toEqual([false, true]);
  while ((await findRunningFill(db)) !== null) expect(await fillPast(collecting.place, beside)).not.toBeNull();
  expect(await fillState()).toEqual({ state: 'finished', reason: null, whole: true });
  expect(await metered()).toEqual({
    ...{ calls: cost?.calls, metrics: cost?.billed.metric, statistics: cost?.billed.statistic },
    ...{ usd: expect.closeTo(cost?.usd.metric ?? 0, 9), each: expect.closeTo(cost?.usd.statistic ?? 0, 9) },
  });
  const range = { now, approvedAt: now, horizon: settledEnd(now) - windowRules.historyMs - windowRules.firstMs, keptDays };
  await sealSamples(db, { now, keptDays: 15 });
  for (const periodSeconds of [60, 300, 3600] as const) {
    const { from, to } = rangeOf(periodSeconds, range);
    const window = { periodSeconds, from: Math.max(from, to - 14 * dayMs), to };
    const verdict = await comparePast(pool, world(), window);
    expect(verdict).toMatchObject({ missing: 0, surplus: 0, wrong: 0, examples: [] });
    // Ten series have a value most of the time.
    expect(verdict.points).toBeGreaterThan(10 * ((4 * dayMs) / periodSeconds / 1000));
  }
  expect((await planPlace(collecting.place))?.cost.calls).toBe(0);
  expect((await pool.query(`select calls from history_need`)).rows).toEqual([{ calls: 0 }]);
});

test('percentiles, and they alone, are asked for again in longer points a day before their minutes age out', {
  timeout: 60_000,
}, async () => {
  const before = await metered();
  daysLater = 1;
  const pass = await fillPast(collecting.place, beside);
  expect(pass?.reports).toMatchObject([{ status: 'ok', purpose: 'backfill', failures: [] }]);
  expect(await fillPast(collecting.place, beside)).toMatchObject({ reports: [], isMore: false });
  const to = floorTo(now - 13 * dayMs, dayMs);
  const from = rangeOf(60, { now, approvedAt: now, horizon: now, keptDays }).from;
  for (const periodSeconds of [300, 3600] as const) {
    expect(await comparePast(pool, world(), { periodSeconds, from, to, statistics: /^p/ })).toMatchObject({
      missing: 0,
      surplus: 0,
      wrong: 0,
    });
    expect((await comparePast(pool, world(), { periodSeconds, from, to, statistics: /^[^p]/ })).missing).toBeGreaterThan(0);
  }
  expect((await metered())?.calls).toBeGreaterThan(before?.calls ?? 0);
});
