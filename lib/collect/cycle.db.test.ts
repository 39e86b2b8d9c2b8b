import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startAccount, type TestAccount } from '#demo/testing/account.ts';
import type { Database } from '#lib/db.ts';
import { settledEnd, type Window } from '#lib/metrics/windows.ts';
import { listSeriesHoles } from '#lib/store/ledger.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { hourMs, minuteMs } from '#lib/time.ts';
import type { RunReport } from './context.ts';
import { collectCycle } from './cycle.ts';
import { inventory } from './inventory/inventory.ts';
import { fillMetrics, metrics } from './metrics/metrics.ts';
import { collectingWith, configFor } from './testing/collecting.ts';
import { compareWithOracle, type Verdict } from './testing/oracle.ts';

const at = { account: '444455556666', region: 'us-east-1' };
const { pool, prisma } = await testDatabase('worker');
let now = Date.parse('2026-11-19T07:42:10Z');
const clock = { now: () => now, speed: 0 };
let account: TestAccount;
let collecting: ReturnType<typeof collectingWith>;
let first: RunReport[];

const rowsOf = async <Row extends object>(text: string): Promise<Row[]> => (await pool.query<Row>(text)).rows;
const of = (reports: readonly RunReport[], collector: string): RunReport | undefined =>
  reports.find((one) => one.collector === collector && one.purpose === 'live');
const next = (): Promise<RunReport[]> => {
  now += 3 * minuteMs;
  return collectCycle(collecting);
};

beforeAll(async () => {
  account = await startAccount({ clock });
  collecting = collectingWith({ configText: configFor(at), environment: account.environment, db: { pool, prisma }, clock });
  first = await collectCycle(collecting);
}, 120_000);
afterAll(async () => {
  collecting.close();
  await account.close();
});

describe('a first cycle', () => {
  test('goes through whole', () => {
    expect(first.map(({ collector, status, failures }) => ({ collector, status, failures }))).toEqual(
      first.map(({ collector }) => ({ collector, status: 'ok', failures: [] })),
    );
    expect(new Set(first.map((one) => one.collector)).size).toBe(7);
  });

  test('leaves every resource with one open version, a reason for its team, and what it belongs to', async () => {
    const [row] = await rowsOf<Record<string, number>>(
      `select count(*)::int as all, count(*) filter (where team_reason = '')::int as unreasoned,
         count(*) filter (where (select count(*) from resource_version v
           where (v.account, v.region, v.kind, v.name) = (r.account, r.region, r.kind, r.name) and valid_to is null) <> 1)::int as unversioned,
         count(*) filter (where kind in ('cluster_node', 'inference_component', 'scaling_policy', 'pipeline_execution') and parent is null)::int as lost,
         count(*) filter (where parent is not null and team = 'unowned' and exists (select from resource h
           where h.kind || '/' || h.name = r.parent and h.team <> 'unowned'))::int as orphaned
       from resource r`,
    );
    expect(row?.all).toBeGreaterThan(150);
    expect(row).toMatchObject({ unreasoned: 0, unversioned: 0, lost: 0, orphaned: 0 });
  });

  test('is metered to the call', async () => {
    // Before the first run AWS is asked for the time, by an identity that is assumed for that.
    const [meter] = await rowsOf<{ calls: number; metrics: number; price: number }>(
      `select sum(calls)::int as calls, sum(metrics)::int as metrics, sum(price_usd) as price from call_meter
       where service <> 'sts'`,
    );
    const sum = (pick: (report: RunReport) => number): number => first.reduce((total, report) => total + pick(report), 0);
    expect(meter?.calls).toBe(sum((one) => one.calls));
    expect(meter?.metrics).toBe(sum((one) => one.metricsRequested));
    expect(meter?.price).toBeCloseTo(
      sum((one) => one.priceUsd),
      9,
    );
  });
});

test('a second cycle describes no ended job again and stores no event twice', async () => {
  const [before] = await rowsOf<{ ended: number }>(`select count(*)::int as ended from resource where ended_at is not null`);
  const reports = await next();
  const inventory = of(reports, 'inventory');
  expect(before?.ended).toBeGreaterThan(20);
  expect(inventory?.counts.described).toBeLessThan((of(first, 'inventory')?.counts.described ?? 0) - (before?.ended ?? 0) + 10);
  const audit = of(reports, 'audit');
  expect((audit?.counts.written ?? 0) + (audit?.counts.unchanged ?? 0)).toBe(audit?.counts.read);
});

test('a denied call is named on its run, stops nothing else, and its hole is filled once it is allowed', async () => {
  await account.turn('deny', '444455556666:cloudwatch:GetMetricData,444455556666:sagemaker:ListModels');
  const denied = await next();
  const said = (collector: string) => {
    const report = of(denied, collector);
    return { status: report?.status, words: new Set(report?.failures.map((one) => `${one.word} ${one.operation}`)) };
  };
  expect(said('metrics')).toEqual({ status: 'failed', words: new Set(['denied GetMetricData']) });
  expect(said('inventory')).toEqual({ status: 'partial', words: new Set(['denied ListModels']) });
  for (const other of ['audit', 'scaling', 'alarms', 'workforce']) expect(of(denied, other)?.status).toBe('ok');
  const [models] = await rowsOf<{ deleted: number }>(
    `select count(*)::int as deleted from resource where kind = 'model' and deleted_at is not null`,
  );
  expect(models?.deleted).toBe(0);

  await account.turn('deny', '');
  const mended = await next();
  expect(mended.every((one) => one.status === 'ok')).toBe(true);
  expect(await rowsOf('select * from run_failure where repaired_at is null')).toEqual([]);
  const [gap] = await rowsOf<{ covered: boolean }>(
    `select tstzrange(min(window_from), max(window_to)) <@ range_agg(tstzrange(window_from, window_to))::tstzmultirange as covered
     from run where collector = 'metrics' and purpose = 'live' and status = 'ok'`,
  );
  expect(gap?.covered).toBe(true);
});

test('a role that cannot be assumed fails every run with the call that failed, and costs few calls', async () => {
  const strangers = collectingWith({
    ...{ configText: configFor(at).replace('trailwatch-demo', 'wrong-external-id'), environment: account.environment },
    ...{ db: { pool, prisma }, clock },
  });
  now += 3 * minuteMs;
  const reports = await collectCycle(strangers);
  strangers.close();
  for (const report of reports) {
    expect(report.status).toBe('failed');
    expect(report.failures[0]).toMatchObject({ operation: 'AssumeRole', word: 'denied' });
  }
  expect(reports.reduce((sum, one) => sum + one.calls, 0)).toBeLessThan(5);
});

test('an endpoint made anew under an old name, before anyone looked, has the metrics of its name', async () => {
  const other = await testDatabase('worker');
  const fresh = collectingWith({ configText: configFor(at), environment: account.environment, db: other, clock });
  await inventory.collect(fresh.place);
  await other.pool.query(`update resource set created_at = $1 where kind = 'endpoint'`, [new Date(now)]);
  await metrics.collect(fresh.place);
  fresh.close();
  const { rows } = await other.pool.query<{ first: Date | null }>(
    `select min(ts) as first from sample where kind = 'endpoint' and statistic <> 'Sample'`,
  );
  expect(rows[0]?.first?.getTime()).toBeLessThan(now - 120 * minuteMs);
});

test('what no call has answered is owed by every series alike, whoever is at it, until it is filled', {
  timeout: 120_000,
}, async () => {
  const other = await testDatabase('worker');
  const fresh = collectingWith({ configText: configFor(at), environment: account.environment, db: other, clock });
  const since = settledEnd(now) - 9 * hourMs;
  const owed = () =>
    listSeriesHoles(other, at, { since, jobsSince: since, liveFrom: settledEnd(now) - 3 * hourMs, jobKinds: [], earlyMs: 0 });
  await look(fresh);
  const before = await owed();
  expect(before.length).toBeGreaterThan(100);
  expect(Math.min(...before.flatMap(({ windows }) => windows.map(({ from }) => from)))).toBe(since);
  for (let filled = await fillMetrics(fresh.place); filled; filled = await fillMetrics(fresh.place)) {
    if ((filled.window?.to ?? since) <= since) break;
  }
  fresh.close();
  expect(await owed()).toEqual([]);
});

type Fresh = ReturnType<typeof collectingWith>;

async function look(fresh: Fresh): Promise<void> {
  await inventory.collect(fresh.place);
  await metrics.collect(fresh.place);
}

/** ListMetrics shows a new metric after up to 15 minutes, and is asked every 15. */
async function untilListed(fresh: Fresh): Promise<void> {
  for (let times = 0; times < 2; times += 1) {
    now += 16 * minuteMs;
    await look(fresh);
  }
}

/** Fills history until the window is covered, and holds what is stored of it against the scenario. */
async function comparedAfterFilling(fresh: Fresh, other: Database, window: Window): Promise<Verdict> {
  for (let filled = await fillMetrics(fresh.place); filled; filled = await fillMetrics(fresh.place)) {
    if ((filled.window?.to ?? window.from) <= window.from) break;
  }
  fresh.close();
  return compareWithOracle(other.pool, account.scenario, at, window);
}

const nothingLost = { unknownSeries: [], missing: 0, surplus: 0, wrong: 0, examples: [] };

test('what only ListMetrics tells of is collected of ended jobs, too, when it was refused until history was filled', {
  timeout: 120_000,
}, async () => {
  const other = await testDatabase('worker');
  const fresh = collectingWith({ configText: configFor(at), environment: account.environment, db: other, clock });
  const to = settledEnd(now);
  await account.turn('deny', '444455556666:cloudwatch:ListMetrics');
  await look(fresh);
  while (await fillMetrics(fresh.place));
  await account.turn('deny', '');
  await untilListed(fresh);
  expect(await comparedAfterFilling(fresh, other, { from: to - 6 * hourMs, to })).toMatchObject(nothingLost);
});

test('what ListMetrics told of before any number could be read is remembered until history is filled', {
  timeout: 120_000,
}, async () => {
  const other = await testDatabase('worker');
  const fresh = collectingWith({ configText: configFor(at), environment: account.environment, db: other, clock });
  const to = settledEnd(now);
  await account.turn('deny', '444455556666:cloudwatch:GetMetricData');
  for (let step = 0; step < 3; step += 1) {
    await look(fresh);
    now += 16 * minuteMs;
  }
  await account.turn('deny', '');
  await metrics.collect(fresh.place);
  expect(await comparedAfterFilling(fresh, other, { from: to - 9 * hourMs, to })).toMatchObject(nothingLost);
});

test('a list that fails is tried again after four minutes, not every minute', { timeout: 60_000 }, async () => {
  const other = await testDatabase('worker');
  const moving = { now: () => now, speed: 1 };
  const fresh = collectingWith({ configText: configFor(at), environment: account.environment, db: other, clock });
  await inventory.collect(fresh.place);
  await account.turn('deny', '444455556666:cloudwatch:ListMetrics');
  const refused: number[] = [];
  for (const minutes of [0, 2, 2, 2]) {
    now += minutes * minuteMs;
    const reports = await metrics.collect({ ...fresh.place, clock: moving });
    refused.push(reports?.flatMap((one) => one.failures).filter(({ operation }) => operation === 'ListMetrics').length ?? 0);
  }
  await account.turn('deny', '');
  fresh.close();
  expect(refused.map((count) => count > 0)).toEqual([true, false, true, false]);
});

test('what came and went while ListMetrics was refused for hours is collected once it answers', {
  timeout: 120_000,
}, async () => {
  const other = await testDatabase('worker');
  const fresh = collectingWith({ configText: configFor(at), environment: account.environment, db: other, clock });
  await look(fresh);
  await account.turn('deny', '444455556666:cloudwatch:ListMetrics');
  for (let step = 0; step < 10; step += 1) {
    now += hourMs;
    await look(fresh);
  }
  const to = settledEnd(now);
  await account.turn('deny', '');
  await untilListed(fresh);
  expect(await comparedAfterFilling(fresh, other, { from: to - 9 * hourMs, to })).toMatchObject(nothingLost);
});

test('a job whose metrics are listed before the inventory knows it is owed the history that was filled meanwhile', {
  timeout: 120_000,
}, async () => {
  const other = await testDatabase('worker');
  const fresh = collectingWith({ configText: configFor(at), environment: account.environment, db: other, clock });
  const to = settledEnd(now);
  const window = { from: to - 6 * hourMs, to };
  await account.turn('deny', '444455556666:sagemaker:ListTrainingJobs,444455556666:sagemaker:Search');
  await look(fresh);
  await fillMetrics(fresh.place);
  await account.turn('deny', '');
  await untilListed(fresh);
  expect(await comparedAfterFilling(fresh, other, window)).toMatchObject(nothingLost);
});
