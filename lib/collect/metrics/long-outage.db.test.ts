import { afterAll, beforeAll, expect, test } from 'vitest';
import { startAccount, type TestAccount } from '#demo/testing/account.ts';
import { settledEnd } from '#lib/metrics/windows.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { hourMs, minuteMs } from '#lib/time.ts';
import { inventory } from '../inventory/inventory.ts';
import { collectingWith, configFor } from '../testing/collecting.ts';
import { compareWithOracle } from '../testing/oracle.ts';
import { fillMetrics, metrics } from './metrics.ts';

const at = { account: '444455556666', region: 'eu-west-1' };
const { pool, prisma } = await testDatabase('worker');
const start = Date.parse('2026-11-18T10:41:07Z');
let now = start;
let account: TestAccount;
let collecting: ReturnType<typeof collectingWith>;

beforeAll(async () => {
  const clock = { now: () => now, speed: 0 };
  account = await startAccount({ clock, endpoints: 40 });
  collecting = collectingWith({
    configText: configFor(at),
    environment: account.environment,
    db: { pool, prisma },
    clock,
    pace: 100_000,
  });
  await inventory.collect(collecting.place);
  await metrics.collect(collecting.place);
}, 120_000);
afterAll(async () => {
  collecting.close();
  await account.close();
});

test('an outage longer than live windows reach back: what had come late before it is read again', {
  timeout: 120_000,
}, async () => {
  await account.turn('faults', 'late=0.5');
  // Idle series, too, are due within it: all were read as far.
  now += 61 * minuteMs;
  await metrics.collect(collecting.place);
  const window = { from: settledEnd(now) - hourMs, to: settledEnd(now) };
  expect((await compareWithOracle(pool, account.scenario, at, window)).wrong).toBeGreaterThan(0);
  now += 5 * hourMs;
  await metrics.collect(collecting.place);
  for (let filled = await fillMetrics(collecting.place); filled; filled = await fillMetrics(collecting.place)) {
    if ((filled.window?.to ?? window.from) <= window.from) break;
  }
  expect(await compareWithOracle(pool, account.scenario, at, window)).toMatchObject({
    missing: 0,
    surplus: 0,
    wrong: 0,
    examples: [],
  });
});
