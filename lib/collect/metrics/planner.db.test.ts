import { afterAll, beforeAll, expect, test } from 'vitest';
import { compose } from '#demo/scenario/compose.ts';
import type { MetricSource, ScenarioPart } from '#demo/scenario/types.ts';
import { startAccount, type TestAccount } from '#demo/testing/account.ts';
import { settledEnd } from '#lib/metrics/windows.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { hourMs, minuteMs } from '#lib/time.ts';
import type { RunReport } from '../context.ts';
import { inventory } from '../inventory/inventory.ts';
import { collectingWith, configFor } from '../testing/collecting.ts';
import { compareWithOracle } from '../testing/oracle.ts';
import { fillMetrics, metrics } from './metrics.ts';
import { collectShown } from './shown.ts';

const at = { account: '444455556666', region: 'us-east-1' };
const { pool, prisma } = await testDatabase('worker');
const start = Date.parse('2026-11-18T22:41:07Z');
const wakesAt = start + 130 * minuteMs;
let now = start;
let sleeper = '';
let account: TestAccount;
let collecting: ReturnType<typeof collectingWith>;

const nameIn = ({ dimensions }: MetricSource): string | undefined =>
  dimensions.find(({ Name }) => Name === 'EndpointName')?.Value;

const untilWoken = (source: MetricSource): MetricSource =>
  nameIn(source) === sleeper
    ? { ...source, isSparse: true, datum: (minute) => (minute * minuteMs < wakesAt ? undefined : source.datum(minute)) }
    : source;

/** One endpoint of the scenario, silent until it wakes. */
const asleep = (part: ScenarioPart): ScenarioPart => ({
  ...part,
  metrics: (place, from, to) => part.metrics(place, from, to).map(untilWoken),
  findMetric: (place, metric) => {
    const source = part.findMetric(place, metric);
    return source && untilWoken(source);
  },
});

beforeAll(async () => {
  const { parts } = compose({ seed: 'test', scale: { endpoints: 40 } });
  const called = parts
    .flatMap((part) => part.metrics(at, wakesAt, wakesAt + hourMs))
    .filter((source) => source.metricName === 'Invocation5XXErrors' && source.datum(wakesAt / minuteMs + 1));
  sleeper = called.map(nameIn).find((name) => name !== undefined) ?? '';
  const clock = { now: () => now, speed: 0 };
  account = await startAccount({ clock, parts: parts.map(asleep) });
  // What is left alone after failures is left alone by wall time, of which a pass takes less than a moment.
  const pace = 100_000;
  const db = { pool, prisma };
  collecting = collectingWith({ configText: configFor(at), environment: account.environment, db, clock, pace });
  await inventory.collect(collecting.place);
  await metrics.collect(collecting.place);
}, 120_000);
afterAll(async () => {
  collecting.close();
  await account.close();
});

const pass = async (minutes: number): Promise<RunReport[]> => {
  now += minutes * minuteMs;
  return (await metrics.collect(collecting.place)) ?? [];
};

async function failures(): Promise<{ all: number; open: number }> {
  const { rows } = await pool.query<{ all: number; open: number }>(
    `select count(*)::int as all, count(*) filter (where repaired_at is null)::int as open from run_failure where operation = 'GetMetricData'`,
  );
  return rows[0] ?? { all: 0, open: 0 };
}

async function lastErrorAt(): Promise<number | null> {
  const { rows } = await pool.query<{ last: Date | null }>(
    `select max(last_at) as last from series where name = $1 and metric_id = 'endpoint.errors.5xx'`,
    [sleeper],
  );
  return rows[0]?.last?.getTime() ?? null;
}

test('forty minutes in which nothing came through repair themselves', { timeout: 120_000 }, async () => {
  await account.turn('faults', 'error=1');
  for (let minutes = 0; minutes < 40; minutes += 10) {
    const [report] = await pass(10);
    expect(report?.status).toBe('failed');
  }
  await account.turn('faults', '');
  // One call tries whether the service is back; what was held back for its answer goes with the next pass.
  await pass(5);
  const to = settledEnd(now);
  await pass(1);
  const verdict = await compareWithOracle(pool, account.scenario, at, { from: to - hourMs, to });
  expect(verdict).toMatchObject({ missing: 0, surplus: 0, wrong: 0, examples: [] });
  // What fell idle meanwhile is asked for again within its hour.
  while ((await failures()).open > 0 && now < wakesAt) await pass(5);
  expect(await failures()).toMatchObject({ open: 0 });
  expect((await failures()).all).toBeGreaterThan(0);
});

test('an endpoint that was idle is seen to fail within twenty minutes of its first data point', {
  timeout: 120_000,
}, async () => {
  while (now < wakesAt) await pass(Math.min(5, (wakesAt - now) / minuteMs));
  expect(await lastErrorAt()).toBeNull();
  while ((await lastErrorAt()) === null && now < wakesAt + 40 * minuteMs) await pass(1);
  expect((now - wakesAt) / minuteMs).toBeLessThanOrEqual(20);
});

test('a job of ninety seconds that is found hours later has its whole chart, and its ledger says so', {
  timeout: 120_000,
}, async () => {
  const { rows } = await pool.query<{ name: string; from: number }>(
    `update resource r set ended_at = created_at + interval '90 seconds'
     where (account, region, kind, name) = (select account, region, kind, name from resource where kind = 'training_job' and ended_at < $1
       and ended_at - created_at > interval '5 minutes' order by ended_at desc limit 1)
     returning name, floor(extract(epoch from created_at) / 60)::int as from`,
    [new Date(now - 6 * hourMs)],
  );
  const [job] = rows;
  await pool.query(`delete from series where kind = 'training_job' and name = $1`, [job?.name]);
  await pool.query(`delete from cursor where key = 'lives'`);
  await pass(1);
  const complete = async () =>
    (
      await pool.query<{ series: number; whole: number }>(
        `select count(*)::int as series, count(*) filter (where l.asked @> int4range($2, $2 + 3))::int as whole
         from series s join series_ledger l on (l.account, l.series_id) = (s.account, s.id) where s.name = $1`,
        [job?.name, job?.from],
      )
    ).rows[0];
  expect((await complete())?.whole).toBe(0);
  for (let filled = await fillMetrics(collecting.place); filled; filled = await fillMetrics(collecting.place)) {
    if ((await complete())?.whole) break;
  }
  const found = await complete();
  expect(found?.series).toBeGreaterThan(0);
  expect(found?.whole).toBe(found?.series);
});

async function reachOf(name: string): Promise<{ series: number; reached: number }> {
  const { rows } = await pool.query<{ series: number; reached: number }>(
    `select count(*)::int as series, count(*) filter (where l.asked @> int4range($2, $2 + 1))::int as reached
     from series s join series_ledger l on (l.account, l.series_id) = (s.account, s.id) where s.kind = 'endpoint' and s.name = $1 and l.active_to is null`,
    [name, settledEnd(now) / minuteMs - 1],
  );
  return rows[0] ?? { series: 0, reached: 0 };
}

test('what a page shows is fetched at once, whole and in one call, and each minute while it is on screen', {
  timeout: 120_000,
}, async () => {
  await pass(5);
  now += 2 * minuteMs;
  const owner = `endpoint/${sleeper}`;
  const before = await reachOf(sleeper);
  expect(before.series).toBeGreaterThan(10);
  expect(before.reached).toBe(0);
  expect(await collectShown(collecting.place, [owner])).toBe('points');
  expect(await reachOf(sleeper)).toEqual({ ...before, reached: before.series });
  const { rows } = await pool.query(
    `select status, calls, counts ->> 'screen' as screen, metrics_requested < statistics_requested as together, window_to from run
     where purpose = 'demand'`,
  );
  expect(rows).toEqual([
    { status: 'ok', calls: 1, screen: String(before.series), together: true, window_to: new Date(settledEnd(now)) },
  ]);
  expect(await collectShown(collecting.place, [owner])).toBe('nothing');
  const verdict = await compareWithOracle(pool, account.scenario, at, { from: wakesAt, to: settledEnd(now) - 7 * minuteMs });
  expect(verdict).toMatchObject({ surplus: 0, wrong: 0 });

  await pool.query(`insert into on_screen values ($1, $2, 'endpoint', $3, $4, $5)`, [
    ...[at.account, at.region, sleeper],
    ...[new Date(now + 2.5 * minuteMs), new Date(now)],
  ]);
  for (let minutes = 0; minutes < 2; minutes += 1) {
    await pass(1);
    expect(await reachOf(sleeper)).toEqual({ ...before, reached: before.series });
  }
  // The page was left: its usual pace is enough.
  await pass(1);
  expect((await reachOf(sleeper)).reached).toBeLessThan(before.series);
});

test('a budget of nothing lets no page ask', async () => {
  now += 10 * minuteMs;
  // A pool of its own: what stands for the other is remembered for seconds of wall time.
  const db = { pool: Object.create(pool) as typeof pool, prisma };
  const config = { ...collecting.config, budget: { monthlyUsd: 0, reading: 'statistic' as const } };
  expect(await collectShown({ ...collecting.place, db, config }, [`endpoint/${sleeper}`])).toBe('budget');
});
