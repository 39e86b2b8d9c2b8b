import { afterAll, beforeAll, expect, test } from 'vitest';
import { startAccount, type TestAccount } from '#demo/testing/account.ts';
import type { Unit } from '#lib/collect/context.ts';
import { fetchWindow } from '#lib/collect/metrics/fetch-window.ts';
import { recordRun } from '#lib/collect/run.ts';
import { collectingWith, configFor } from '#lib/collect/testing/collecting.ts';
import { compareWithOracle } from '#lib/collect/testing/oracle.ts';
import { dimensionsKey } from '#lib/metrics/series.ts';
import { closeRuns, startRun } from '#lib/store/runs.ts';
import { ensureSeries } from '#lib/store/series.ts';
import { transaction } from '#lib/store/transaction.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { fixedClock, hourMs, minuteMs } from '#lib/time.ts';
import { createTaking } from './taking.ts';
import { openQueuePair } from './testing/queue-pair.ts';
import { shareThrough } from './units.ts';

const at = { account: '444455556666', region: 'us-east-1' };
const now = Date.parse('2026-11-18T22:41:07Z');
const window = { from: now - (now % hourMs) - 8 * minuteMs, to: now - (now % hourMs) };
const clock = fixedClock(now);
const { pool, prisma, workerUrl } = await testDatabase();
let account: TestAccount;
let collecting: ReturnType<typeof collectingWith>;
const { planner, other, close } = await openQueuePair(workerUrl);

beforeAll(async () => {
  account = await startAccount({ clock, endpoints: 600 });
  collecting = collectingWith({ configText: configFor(at), environment: account.environment, db: { pool, prisma }, clock });
}, 60_000);
afterAll(async () => {
  collecting.close();
  await close();
  await account.close();
});

const nothing = { run: async () => {}, runPast: async () => {}, placeOf: async () => collecting.place };
const begin = (): Promise<number> =>
  startRun(collecting.db, { ...at, collector: 'metrics', purpose: 'live', window: null, startedAt: new Date(now), worker: null });

/** The place's series as if they had been found, two statistics of each. */
async function seedSeries(): Promise<number[]> {
  const sources = account.scenario.parts.flatMap((part) => part.metrics(at, window.from, window.to));
  const wanted = sources.flatMap(({ namespace, metricName, dimensions }) => {
    const sorted = dimensions.toSorted((a, b) => (a.Name < b.Name ? -1 : 1));
    const about = { kind: 'endpoint' as const, name: 'any', metricId: null, namespace, metric: metricName, unit: null };
    return ['Sum', 'Maximum'].map((statistic) => ({
      ...{ ...about, dimensions: sorted, dimensionsKey: dimensionsKey(sorted), statistic },
    }));
  });
  await transaction({ pool }, (client) => ensureSeries(client, at, wanted));
  const { rows } = await pool.query<{ id: number }>('select id from series');
  return rows.map(({ id }) => id);
}

test('what two workers fetched of one window is one run, whole and counted once', { timeout: 120_000 }, async () => {
  const seriesIds = await seedSeries();
  const sharing = { ...collecting, units: shareThrough(planner, collecting.db) };
  const taking = [createTaking(sharing, planner, nothing), createTaking(sharing, other, nothing)];
  for (const one of taking) await one.follow(true);
  const live = await recordRun(
    { ...collecting.place, units: sharing.units },
    { collector: 'metrics', purpose: 'live', window },
    (run) => fetchWindow(run, seriesIds, window),
  );
  for (const one of taking) await one.follow(false);
  expect(live).toMatchObject({ status: 'ok', failures: [] });
  expect(live.counts.units).toBeGreaterThan(2);
  expect(live.getMetricDataCalls).toBe(live.counts.minimumCalls);
  expect(live.counts.read).toBe(live.counts.queries);
  const { rows } = await pool.query<{ calls: number; price: number }>(
    `select sum(calls)::int as calls, sum(price_usd)::float8 as price from call_meter where operation = 'GetMetricData'`,
  );
  expect(rows[0]?.calls).toBe(live.getMetricDataCalls);
  expect(live.priceUsd).toBeCloseTo(rows[0]?.price ?? 0, 6);
  const verdict = await compareWithOracle(pool, account.scenario, at, window);
  expect(verdict).toMatchObject({ missing: 0, surplus: 0, wrong: 0 });
  expect(verdict.points).toBe(live.counts.written);
});

test('units of a run that has ended are dropped', { timeout: 60_000 }, async () => {
  const run = await begin();
  await closeRuns(collecting.db, [run], new Date(now));
  const unit: Unit = { run, key: 'one', ...at, window: { from: now - hourMs, to: now }, batches: [[1, 2, 3]] };
  const taking = createTaking(collecting, other, nothing);
  await taking.follow(true);
  expect(await shareThrough(planner, collecting.db).share([unit], collecting.signal)).toEqual([null]);
  await taking.follow(false);
});

test('a planner that is asked to stop takes back what nobody has begun', { timeout: 60_000 }, async () => {
  const run = await begin();
  const unit: Unit = { run, key: 'one', ...at, window: { from: now - hourMs, to: now }, batches: [[1]] };
  const stop = new AbortController();
  const sharing = shareThrough(planner, collecting.db).share([unit, unit], stop.signal);
  stop.abort();
  expect(await sharing).toEqual([null, null]);
  const { rows } = await pool.query<{ n: number }>(
    `select count(*)::int as n from pgboss.job where name = 'unit' and state in ('created', 'active', 'retry')`,
  );
  expect(rows[0]?.n).toBe(0);
});
