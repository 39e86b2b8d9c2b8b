import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { startAccount, type TestAccount } from '#demo/testing/account.ts';
import { parseConfig } from '#lib/config.ts';
import { addToMeter } from '#lib/store/meter.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { seedCollectionRun } from '#lib/testing/seed-runs.ts';
import { dayMs, minuteMs } from '#lib/time.ts';
import { collectCycle } from './cycle.ts';
import { currentPace } from './pace.ts';
import { collectingWith, configFor } from './testing/collecting.ts';

const db = await testDatabase('worker');
const now = Date.parse('2026-11-19T07:42:00Z');
const budget = (monthlyUsd: number, reading = 'statistic') =>
  parseConfig(stringify({ budget: { monthlyUsd, reading } }), 'x.yaml');
const metered = {
  account: '1',
  region: 'eu-west-1',
  service: 'cloudwatch',
  calls: 1,
  throttles: 0,
  failures: 0,
  metrics: 0,
  statistics: 0,
};
const spend = (at: number, operation: string, priceUsd: number, priceEachUsd = priceUsd) =>
  addToMeter(db.pool, [{ ...metered, day: at, operation, priceUsd, priceEachUsd }]);
const steps = async () =>
  (await db.pool.query('select at, step, spent_usd, budget_usd from budget_step order by at')).rows.map((row) => ({
    ...row,
    at: (row.at.getTime() - now) / minuteMs,
  }));

describe('what the month has cost', () => {
  beforeEach(async () => {
    for (const table of ['call_meter', 'budget_step', 'run']) await db.pool.query(`delete from ${table}`);
    const id = await seedCollectionRun(db, { collector: 'metrics', startedAt: now - minuteMs });
    await db.pool.query(
      `update run set metrics_requested = 1000, statistics_requested = 3000,
         counts = '{"of screen": 0, "of watched": 0, "of normal": 15000, "of idle": 0}' where id = $1`,
      [id],
    );
  });

  test('decides by the reading of the configuration, and counts neither last month nor tomorrow', async () => {
    await spend(Date.parse('2026-10-31T12:00:00Z'), 'GetMetricData', 500);
    await spend(now - 4 * dayMs, 'GetMetricData', 20, 60);
    await spend(now, 'ListMetrics', 0.077);
    await spend(now + dayMs, 'GetMetricData', 500);
    const paceOf = async (monthlyUsd: number, reading?: string) => {
      const { step, pace, leftUsd } = await currentPace(db, budget(monthlyUsd, reading), now);
      return { step, minutes: pace.normal / minuteMs, leftUsd };
    };
    const fixed = { each: 60.077, one: 20.077 };
    expect(await paceOf(600)).toEqual({ step: 'usual', minutes: 5, leftUsd: expect.closeTo(597 - fixed.each, 6) });
    expect(await paceOf(150)).toMatchObject({
      step: 'widen_normal',
      minutes: 29,
      leftUsd: expect.closeTo(149.25 - fixed.each, 6),
    });
    expect(await paceOf(150, 'metric')).toMatchObject({ step: 'widen_normal', minutes: 7 });
    expect(await paceOf(64)).toMatchObject({ step: 'defer_normal' });
    expect(await paceOf(50)).toMatchObject({ step: 'nothing', leftUsd: 0 });
  });

  test('leaves a row for each change of step, and for a milder one only after ten minutes', async () => {
    await currentPace(db, {}, now);
    expect(await steps()).toEqual([]);
    const at = (minutes: number, monthlyUsd: number | null) =>
      currentPace(db, monthlyUsd === null ? {} : budget(monthlyUsd), now + minutes * minuteMs);
    await at(1, 10_000);
    await at(2, 100);
    await at(3, 100);
    await at(4, 10_000);
    await at(5, 0);
    await at(14, 100);
    await at(15, 100);
    await at(26, null);
    const row = { spent_usd: 0 };
    expect(await steps()).toEqual([
      { ...row, at: 2, step: 'widen_normal', budget_usd: 100 },
      { ...row, at: 5, step: 'nothing', budget_usd: 0 },
      { ...row, at: 15, step: 'widen_normal', budget_usd: 100 },
      { ...row, at: 26, step: 'usual', budget_usd: null },
    ]);
  });
});

describe('the demo account', () => {
  const place = { account: '444455556666', region: 'us-east-1' };
  let account: TestAccount;
  const clock = { speed: 0, now: () => now };
  const withBudget = (monthlyUsd: number) => stringify({ ...parse(configFor(place)), budget: { monthlyUsd } });
  beforeAll(async () => {
    account = await startAccount({ clock });
  }, 60_000);
  afterAll(() => account.close());

  test('under a budget of 0 is asked for nothing that costs, and what is free goes on', async () => {
    const own = await testDatabase('worker');
    const options = { environment: account.environment, db: own, clock };
    const poor = collectingWith({ ...options, configText: withBudget(0) });
    const reports = await collectCycle(poor);
    poor.close();
    expect(reports.map(({ collector, status }) => [collector, status]).toSorted()).toEqual([
      ['audit', 'ok'],
      ['inventory', 'ok'],
      ['scaling', 'ok'],
      ['trails', 'ok'],
      ['workforce', 'ok'],
    ]);
    const { rows } = await own.pool.query(`select service from call_meter where price_usd > 0 or service = 'cloudwatch'`);
    expect(rows).toEqual([]);
    expect((await own.pool.query('select step from budget_step')).rows).toEqual([{ step: 'nothing' }]);
  }, 60_000);
});
