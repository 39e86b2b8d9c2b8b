import { afterAll, beforeAll, expect, test } from 'vitest';
import { startAccount, type TestAccount } from '#demo/testing/account.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { minuteMs } from '#lib/time.ts';
import { inventory } from '../inventory/inventory.ts';
import { collectingWith, configFor } from '../testing/collecting.ts';
import { metrics } from './metrics.ts';

const at = { account: '444455556666', region: 'us-east-1' };
const db = await testDatabase('worker');
let now = Date.parse('2026-11-18T22:41:07Z');
const clock = { now: () => now, speed: 0 };
let account: TestAccount;
let collecting: ReturnType<typeof collectingWith>;
/** Requests to CloudWatch in the order in which they came: operation and body. */
let asked: { operation: string; body: string }[] = [];

beforeAll(async () => {
  account = await startAccount({ clock });
  account.server.on('request', (request) => {
    const operation = String(request.headers['x-amz-target'] ?? '').replace(/^.*\./, '');
    const one = { operation, body: '' };
    asked.push(one);
    request.on('data', (chunk: Buffer) => {
      one.body += chunk.toString('latin1');
    });
  });
  collecting = collectingWith({ configText: configFor(at), environment: account.environment, db, clock, pace: 100_000 });
  await inventory.collect(collecting.place);
}, 120_000);
afterAll(async () => {
  collecting.close();
  await account.close();
});

const pass = async (minutes: number) => {
  now += minutes * minuteMs;
  asked = [];
  const [report] = (await metrics.collect(collecting.place)) ?? [];
  return { report, lists: asked.filter(({ operation }) => operation === 'ListMetrics') };
};

test('the sweep and the settling of a pass share one list, and numbers do not wait for it', async () => {
  const first = await pass(0);
  expect(first.report?.counts.listed).toBeGreaterThan(500);
  expect(first.lists.length).toBeGreaterThan(1);
  expect(new Set(first.lists.map(({ body }) => body)).size).toBe(first.lists.length);

  const { report, lists } = await pass(15);
  expect(report).toMatchObject({ status: 'ok', counts: { listed: expect.any(Number), written: expect.any(Number) } });
  expect(lists.length).toBeGreaterThan(1);
  expect(new Set(lists.map(({ body }) => body)).size).toBe(lists.length);
  const [firstNumbers, lastList] = [
    asked.findIndex(({ operation }) => operation === 'GetMetricData'),
    asked.findLastIndex(({ operation }) => operation === 'ListMetrics'),
  ];
  expect(firstNumbers).toBeLessThan(lastList);
});

test('what was refused is not asked for twice in a pass that settles', async () => {
  await account.turn('deny', `${at.account}:cloudwatch:GetMetricData`);
  const { report } = await pass(15);
  await account.turn('deny', '');
  const due = await db.pool.query<{ due: number }>(
    'select count(*)::int as due from series_ledger where active_to is null or active_to > $1',
    [Math.floor((now - 15 * minuteMs) / minuteMs)],
  );
  expect(report?.counts.listed).toBeGreaterThan(0);
  expect(report?.counts.queries).toBeGreaterThan(100);
  expect(report?.counts.queries).toBeLessThanOrEqual(due.rows[0]?.due ?? 0);
});
