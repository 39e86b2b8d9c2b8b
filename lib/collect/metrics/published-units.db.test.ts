import { afterAll, beforeAll, expect, test } from 'vitest';
import { compose } from '#demo/scenario/compose.ts';
import type { Datum, MetricSource, ScenarioPart } from '#demo/scenario/types.ts';
import { startAccount, type TestAccount } from '#demo/testing/account.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { hourMs, minuteMs } from '#lib/time.ts';
import { inventory } from '../inventory/inventory.ts';
import { collectingWith, configFor } from '../testing/collecting.ts';
import { compareWithOracle } from '../testing/oracle.ts';
import { fillMetrics, metrics } from './metrics.ts';

const at = { account: '111122223333', region: 'eu-west-1' };
const { pool, prisma } = await testDatabase('worker');
const start = Date.parse('2026-11-18T22:41:07Z');
/** Amid an hour, so that its minutes must be looked through. */
const changesAt = Date.parse('2026-11-18T23:17:00Z');
let now = start;
let account: TestAccount;
let collecting: ReturnType<typeof collectingWith>;
/** Endpoints alone are measured: jobs would have their whole lives asked for. */
const parts = compose({ seed: 'test', scale: { endpoints: 3 } }).parts.map((part) =>
  'sagemaker.DescribeEndpoint' in part.operations ? part : { ...part, metrics: () => [], findMetric: () => undefined },
);

const scaled = (datum: Datum | undefined, by: number): Datum | undefined =>
  datum && { ...datum, values: Array.from(datum.values, (value) => value * by) };

/** ModelLatency comes in milliseconds from then on, memory in another quantity. */
function changing(source: MetricSource): MetricSource {
  const to = { ModelLatency: { unit: 'Milliseconds', by: 0.001 }, MemoryUtilization: { unit: 'Megabytes', by: 160 } }[
    source.metricName
  ];
  if (!to || !['AWS/SageMaker', '/aws/sagemaker/Endpoints'].includes(source.namespace)) return source;
  const isAfter = (minute: number): boolean => minute * minuteMs >= changesAt;
  return {
    ...source,
    unitAt: (minute) => (isAfter(minute) ? to.unit : source.unit),
    datum: (minute) => (isAfter(minute) ? scaled(source.datum(minute), to.by) : source.datum(minute)),
  };
}

/** What ought to be stored: latency as if nothing had changed, and no memory since then. */
const kept = (source: MetricSource): MetricSource =>
  source.namespace === '/aws/sagemaker/Endpoints' && source.metricName === 'MemoryUtilization'
    ? { ...source, datum: (minute) => (minute * minuteMs >= changesAt ? undefined : source.datum(minute)) }
    : source;

const withSources = (by: (source: MetricSource) => MetricSource): ScenarioPart[] =>
  parts.map((part) => ({
    ...part,
    metrics: (place, from, to) => part.metrics(place, from, to).map(by),
    findMetric: (place, metric) => {
      const source = part.findMetric(place, metric);
      return source && by(source);
    },
  }));

beforeAll(async () => {
  const clock = { now: () => now, speed: 0 };
  account = await startAccount({ clock, parts: withSources(changing) });
  const db = { pool, prisma };
  collecting = collectingWith({ configText: configFor(at), environment: account.environment, db, clock, pace: 100_000 });
  await inventory.collect(collecting.place);
  for (; now < start + 8 * hourMs; now += 60 * minuteMs) await metrics.collect(collecting.place);
  for (let filled = await fillMetrics(collecting.place, 3 * hourMs); filled; )
    filled = await fillMetrics(collecting.place, 3 * hourMs);
}, 180_000);
afterAll(async () => {
  collecting.close();
  await account.close();
});

const said = async (metric: string) =>
  (
    await pool.query<{ code: string; word: string; message: string; from: Date; repaired: boolean }>(
      `select code, word, message, window_from as from, repaired_at is not null as repaired from run_failure
       where operation = 'GetMetricStatistics' and subject = $1`,
      [metric],
    )
  ).rows;

test('a metric whose unit becomes another of the same quantity is kept in one unit, without a hole, and the run says so', async () => {
  expect(await said('ModelLatency')).toEqual([
    {
      ...{ code: 'UnitConverted', word: 'late', from: new Date(changesAt), repaired: true },
      message: expect.stringContaining('ModelLatency in Milliseconds since 2026-11-18 23:17 UTC, not in Microseconds'),
    },
  ]);
  const window = { from: changesAt - 30 * minuteMs, to: changesAt + 2 * hourMs };
  const verdict = await compareWithOracle(pool, { ...account.scenario, parts: withSources(kept) }, at, window);
  expect(verdict).toMatchObject({ missing: 0, surplus: 0, wrong: 0, examples: [] });
  const { rows } = await pool.query<{ points: number }>(
    `select count(*)::int as points from sample where metric = 'ModelLatency' and ts >= $1`,
    [new Date(changesAt)],
  );
  expect(rows[0]?.points).toBeGreaterThan(100);
});

test('where no figure leads from one to the other, what came since is left out, and what was before stands', async () => {
  expect(await said('MemoryUtilization')).toMatchObject([{ code: 'UnitLeftOut', word: 'not_collected', repaired: false }]);
  const { rows } = await pool.query<{ before: number; after: number }>(
    `select count(*) filter (where s.ts < $1)::int as before, count(*) filter (where s.ts >= $1)::int as after
     from sample s where s.metric = 'MemoryUtilization' and s.kind = 'endpoint' and s.ts > $2`,
    [new Date(changesAt), new Date(changesAt - 30 * minuteMs)],
  );
  expect(rows[0]?.before).toBeGreaterThan(0);
  expect(rows[0]?.after).toBe(0);
});
