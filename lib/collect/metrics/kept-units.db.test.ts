import { afterAll, beforeAll, expect, test } from 'vitest';
import { compose } from '#demo/scenario/compose.ts';
import type { MetricSource } from '#demo/scenario/types.ts';
import { startAccount, type TestAccount } from '#demo/testing/account.ts';
import { sortDiscovered } from '#lib/metrics/discovered.ts';
import type { HistoryPeriod } from '#lib/metrics/history.ts';
import { unpackSlots } from '#lib/metrics/packed-slots.ts';
import { saveLives } from '#lib/store/ledger.ts';
import { ensureSeries } from '#lib/store/series.ts';
import { transaction } from '#lib/store/transaction.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { hourMs, minuteMs } from '#lib/time.ts';
import { fetchPastCall } from '../past/fetch-call.ts';
import { recordRun } from '../run.ts';
import { collectingWith, configFor } from '../testing/collecting.ts';
import { fetchWindow } from './fetch-window.ts';
import { checkUnits } from './published-units.ts';

const at = { account: '111122223333', region: 'eu-west-1' };
const db = await testDatabase('worker');
const { pool } = db;
const start = Date.parse('2026-11-18T22:00:00Z');
/** Amid an hour. */
const changesAt = start + 17 * minuteMs;
const breaksAt = changesAt + 4 * hourMs;
const othersAt = start + 7 * hourMs;
let now = start;
let account: TestAccount;
let collecting: ReturnType<typeof collectingWith>;
const hosts = '/aws/sagemaker/Endpoints';

type Published = {
  namespace: string;
  metric: string;
  unit: (endpoint: string, minute: number) => string;
  speaks?: (endpoint: string, minute: number) => boolean;
};
/** Two endpoints that there are, and one that somebody invented, who publishes in bytes what is a percentage. */
const endpoints = ['one', 'other', 'invented'];
const published: Published[] = [
  { namespace: hosts, metric: 'CPUUtilization', unit: (endpoint) => (endpoint === 'invented' ? 'Bytes' : 'Percent') },
  { namespace: hosts, metric: 'MemoryUtilization', unit: (endpoint) => (endpoint === 'other' ? 'Bytes' : 'Percent') },
  {
    ...{ namespace: hosts, metric: 'DiskUtilization' },
    unit: (endpoint, minute) => (endpoint === 'one' && minute * minuteMs >= breaksAt ? 'Bytes' : 'Percent'),
    speaks: (endpoint, minute) => endpoint === 'one' || (endpoint === 'other' && minute * minuteMs >= othersAt),
  },
  {
    ...{ namespace: 'AWS/SageMaker', metric: 'ModelLatency' },
    unit: (_, minute) => (minute * minuteMs < changesAt ? 'Microseconds' : 'Milliseconds'),
  },
];

const sourceOf = ({ namespace, metric, unit, speaks = () => true }: Published, endpoint: string): MetricSource => ({
  ...{ namespace, metricName: metric, activeFrom: start - 20 * hourMs, activeTo: Infinity },
  dimensions: [
    { Name: 'EndpointName', Value: endpoint },
    { Name: 'VariantName', Value: 'v' },
  ],
  unit: unit(endpoint, 0),
  unitAt: (minute) => unit(endpoint, minute),
  datum: (minute) =>
    speaks(endpoint, minute) ? { values: [unit(endpoint, minute) === 'Milliseconds' ? 4 : 4000], counts: [1] } : undefined,
});
const sources = published.flatMap((one) => endpoints.map((endpoint) => sourceOf(one, endpoint)));

const idsOf = async (metric: string, names = endpoints): Promise<number[]> =>
  (
    await pool.query<{ id: number }>(`select id from series where metric = $1 and name = any ($2) and statistic = 'Average'`, [
      metric,
      names,
    ])
  ).rows.map(({ id }) => id);
const fetched = async (ids: number[], window: { from: number; to: number }) =>
  recordRun(collecting.place, { collector: 'metrics', purpose: 'live', window }, (run) => fetchWindow(run, ids, window));
const checked = () => recordRun(collecting.place, { collector: 'metrics', purpose: 'live' }, (run) => checkUnits(run));
const codes = (report: { failures: { code: string; subject: string | null }[] }) =>
  report.failures.map(({ code, subject }) => `${code} ${subject}`).toSorted();

async function kept(metric: string) {
  const { rows } = await pool.query(
    `select s.name, count(*)::int as points, min(p.value) as least, max(p.value) as most, l.asked::text
     from series s join sample p on p.account = s.account and p.series_id = s.id
       join series_ledger l on (l.account, l.series_id) = (s.account, s.id)
     where s.metric = $1 and s.statistic = 'Average' group by s.name, l.asked order by s.name`,
    [metric],
  );
  const { rows: units } = await pool.query(`select value -> 'units' -> $1 as spans from cursor where key = 'units'`, [
    `${published.find((one) => one.metric === metric)?.namespace}\n${metric}`,
  ]);
  return { rows, spans: units[0]?.spans };
}

beforeAll(async () => {
  const clock = { now: () => now, speed: 0 };
  const parts = compose({ seed: 'test', scale: { endpoints: 1 } }).parts.map((part, index) => ({
    ...part,
    metrics: () => (index === 0 ? sources : []),
    findMetric: (_: unknown, { metricName, dimensions }: Pick<MetricSource, 'metricName' | 'dimensions'>) =>
      sources.find(
        (one) =>
          index === 0 &&
          one.metricName === metricName &&
          one.dimensions[0]?.Value === dimensions.find(({ Name }) => Name === 'EndpointName')?.Value,
      ),
  }));
  account = await startAccount({ clock, parts });
  collecting = collectingWith({ configText: configFor(at), environment: account.environment, db, clock, pace: 100_000 });
  await pool.query(
    `insert into resource (account, region, kind, name, arn, team, team_reason, description, hash, first_seen_at, last_seen_at)
     select $1, $2, 'endpoint', n, 'arn:' || n, 'search', 'tag', '{}', '', $3, $3 from unnest($4::text[]) n`,
    [at.account, at.region, new Date(start), endpoints.filter((name) => name !== 'invented')],
  );
  const life = { activeFrom: Number.NEGATIVE_INFINITY, activeTo: Number.POSITIVE_INFINITY };
  const listed = sources.map(({ namespace, metricName, dimensions }) => ({ namespace, metric: metricName, dimensions }));
  const { wanted } = sortDiscovered(listed, at.account, () => life);
  await transaction(db, async (client) => {
    const { ids } = await ensureSeries(client, at, wanted);
    await saveLives(
      client,
      at,
      [...ids.values()].map((id) => ({ id, ...life })),
      start,
    );
  });
}, 60_000);
afterAll(async () => {
  collecting.close();
  await account.close();
});

test('what an invented resource publishes is no evidence, though it is the first that is seen and has the newest point', async () => {
  const [all, known] = [await idsOf('CPUUtilization'), await idsOf('CPUUtilization', ['one', 'other'])];
  await fetched(all, { from: start - 3 * hourMs, to: start - hourMs });
  await fetched(
    all.filter((id) => !known.includes(id)),
    { from: start - hourMs, to: start - 10 * minuteMs },
  );
  const before = await kept('CPUUtilization');
  expect(before.rows).toMatchObject(endpoints.toSorted().map((name) => ({ name, least: 4000 })));
  for (let pass = 0; pass < 2; pass += 1) {
    expect(codes(await checked())).toEqual([]);
    expect(await kept('CPUUtilization')).toEqual({ rows: before.rows, spans: [{ unit: 'Percent', since: 0 }] });
  }
});

test('resources that are at odds lose nothing, and the run says so once', async () => {
  const ids = await idsOf('MemoryUtilization');
  await fetched(ids, { from: start - 3 * hourMs, to: start - hourMs });
  const before = await kept('MemoryUtilization');
  const told = await checked();
  expect(codes(told)).toEqual(['UnitDoubted MemoryUtilization']);
  expect(told.failures[0]?.message).toMatch(/^CloudWatch has points of MemoryUtilization in Bytes, not in Percent/);
  expect(codes(await checked())).toEqual([]);
  expect((await kept('MemoryUtilization')).rows).toEqual(before.rows);
  await fetched(ids, { from: start - hourMs, to: start - 10 * minuteMs });
  expect((await kept('MemoryUtilization')).rows.map(({ points }) => points)).toEqual([170, 170, 170]);
});

test('history that is filled over a change is kept in one unit, and of an hour that holds two nothing', async () => {
  const ids = await idsOf('ModelLatency', ['one', 'other']);
  await fetched(ids, { from: start - hourMs, to: start - 10 * minuteMs });
  await checked();
  now = start + 3 * hourMs;
  const lately = { from: now - 30 * minuteMs, to: now - 10 * minuteMs };
  await fetched(ids, lately);
  expect(codes(await checked())).toEqual(['UnitConverted ModelLatency']);
  const window = { from: start - hourMs, to: start + 2 * hourMs };
  for (const periodSeconds of [60, 3600] as const satisfies HistoryPeriod[]) {
    const call = { periodSeconds, window, seriesIds: ids, billed: { metric: 2, statistic: 2 }, points: 360 };
    const report = await recordRun(collecting.place, { collector: 'metrics', purpose: 'backfill', window }, (run) =>
      fetchPastCall(run, call, null),
    );
    expect(report).toMatchObject({ status: 'ok', counts: { written: periodSeconds === 60 ? 360 : 4 } });
  }
  await fetched(ids, lately);
  expect((await kept('ModelLatency')).rows).toMatchObject(['one', 'other'].map((name) => ({ name, least: 4000, most: 4000 })));
  const { rows: hours } = await pool.query<{ data: Buffer }>(
    `select data from sample_rollup where series_id = any ($1) and period_seconds = 3600 and made = 'asked' order by day, series_id`,
    [ids],
  );
  const values = hours.flatMap(({ data }) => [...(unpackSlots(data, { slots: 24, columns: 1 })[0] ?? [])]);
  expect(values.filter((value) => !Number.isNaN(value))).toEqual([4000, 4000, 4000, 4000]);
});

test('what one resource alone tells has its own values left out, until another speaks', async () => {
  const ids = await idsOf('DiskUtilization');
  const begun = breaksAt - 77 * minuteMs;
  now = breaksAt;
  await fetched(ids, { from: begun, to: breaksAt - 10 * minuteMs });
  expect(codes(await checked())).toEqual([]);
  now = breaksAt + 2 * hourMs;
  await fetched(ids, { from: begun, to: now - 10 * minuteMs });
  expect(codes(await checked())).toEqual(['UnitLeftOut DiskUtilization']);
  await fetched(ids, { from: begun, to: now - 10 * minuteMs });
  expect((await kept('DiskUtilization')).rows).toMatchObject([{ name: 'one', points: 77 }]);
  now = othersAt + hourMs;
  const since = { from: othersAt, to: now - 10 * minuteMs };
  await fetched(ids, since);
  const alone = { name: 'one', points: 77 };
  const other = { name: 'other', points: 50 };
  expect((await kept('DiskUtilization')).rows).toMatchObject([alone, other]);
  expect(codes(await checked())).toEqual(['UnitDoubted DiskUtilization']);
  await fetched(ids, since);
  expect((await kept('DiskUtilization')).rows).toMatchObject([{ ...alone, points: 127 }, other]);
  const { rows } = await pool.query(`select window_from as from, window_to as to from run_failure where code = 'UnitLeftOut'`);
  expect(rows).toEqual([{ from: new Date(breaksAt), to: new Date(othersAt) }]);
});
