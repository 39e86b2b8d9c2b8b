import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startAccount, type TestAccount } from '#demo/testing/account.ts';
import { settledEnd } from '#lib/metrics/windows.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { hourMs, minuteMs } from '#lib/time.ts';
import type { RunReport } from '../context.ts';
import { collectCycle } from '../cycle.ts';
import { collectingWith, configFor } from '../testing/collecting.ts';
import { compareWithOracle } from '../testing/oracle.ts';
import { metrics } from './metrics.ts';

const at = { account: '444455556666', region: 'us-east-1' };
const start = Date.parse('2026-11-18T22:41:07Z');
const { pool, prisma } = await testDatabase('worker');
let now = start;
const clock = { now: () => now, speed: 0 };
let account: TestAccount;
let collecting: ReturnType<typeof collectingWith>;
let series: { id: number; metric: string; statistic: string; name: string };

beforeAll(async () => {
  account = await startAccount({ clock });
  collecting = collectingWith({ configText: configFor(at), environment: account.environment, db: { pool, prisma }, clock });
  await collectCycle(collecting);
  const { rows } = await pool.query(
    `select id, metric, statistic, name from series where metric = 'CPUUtilization' and kind = 'endpoint' and jsonb_array_length(dimensions) = 2 order by last_at desc nulls last, id limit 1`,
  );
  series = rows[0];
}, 180_000);
beforeEach(() => {
  now += 5 * minuteMs;
});
afterAll(async () => {
  collecting.close();
  await account.close();
});

const collect = async (): Promise<RunReport[]> => (await metrics.collect(collecting.place)) ?? [];
const compared = () => {
  const to = settledEnd(now);
  return compareWithOracle(pool, account.scenario, at, { from: to - hourMs, to });
};

test.each([
  { fault: 'poison', code: 'ValidationException', fewest: 10, most: 18 },
  { fault: 'poison500', code: 'InternalFailure', fewest: 12, most: 60 },
])(
  'one query that makes AWS refuse its batch ($code) leaves only itself unanswered, by name',
  {
    timeout: 180_000,
  },
  async ({ fault, code, fewest, most }) => {
    await account.turn('faults', `${fault}="q${series.id}"`);
    const [live] = await collect();
    expect(live?.status).toBe('partial');
    expect(live?.failures).toMatchObject([{ operation: 'GetMetricData', code }]);
    expect(live?.failures[0]?.subject).toBe(
      `CPUUtilization ${series.statistic} of EndpointName=${series.name}, VariantName=AllTraffic`,
    );
    expect(live?.getMetricDataCalls).toBe(live?.counts.minimumCalls);
    expect(live?.retries).toBeGreaterThanOrEqual(fewest);
    expect(live?.retries).toBeLessThanOrEqual(most);
    const verdict = await compared();
    expect(verdict.missing).toBeGreaterThan(0);
    expect(verdict.missing).toBeLessThanOrEqual(9);
    for (const example of verdict.examples) expect(example).toContain(`EndpointName=${series.name}`);

    await account.turn('faults', '');
    now += 5 * minuteMs;
    await collect();
    expect(await compared()).toMatchObject({ missing: 0, surplus: 0, wrong: 0, examples: [] });
  },
);

test('a query that stays poisonous costs one further call a cycle, however long', { timeout: 180_000 }, async () => {
  await account.turn('faults', `poison="q${series.id}"`);
  for (let cycle = 0; cycle < 4; cycle += 1) {
    now += 2 * minuteMs;
    await collect();
  }
  now += 2 * minuteMs;
  const [live] = await collect();
  expect(live?.failures).toHaveLength(1);
  expect(live?.retries).toBe(0);
  expect(live?.getMetricDataCalls).toBe(live?.counts.minimumCalls);
  await account.turn('faults', '');
  now += 5 * minuteMs;
  await collect();
  expect(await compared()).toMatchObject({ missing: 0, surplus: 0, wrong: 0, examples: [] });
});
