import { setTimeout as sleep } from 'node:timers/promises';
import type { PgBoss } from 'pg-boss';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { startAccount, type TestAccount } from '#demo/testing/account.ts';
import { collectingWith, configFor } from '#lib/collect/testing/collecting.ts';
import { compareWithOracle } from '#lib/collect/testing/oracle.ts';
import { logFor } from '#lib/log.ts';
import { settledEnd } from '#lib/metrics/windows.ts';
import { openQueues } from '#lib/store/queues.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { fixedClock, hourMs } from '#lib/time.ts';
import { type Pass, passes } from './passes.ts';
import { createPatience } from './patience.ts';

const at = { account: '444455556666', region: 'us-east-1' };
const now = Date.parse('2026-11-18T22:41:07Z');
const clock = fixedClock(now);
const { pool, prisma, url } = await testDatabase();
/** Each job of before costs a call of Describe, and so half a second: a week of them is enough. */
const configText = stringify({
  ...parse(configFor(at)),
  retention: { metrics: { '1m': '15d', '5m': '15d', '1h': '15d' }, audit: '15d' },
});
let account: TestAccount;
let collecting: ReturnType<typeof collectingWith>;
let boss: PgBoss;

beforeAll(async () => {
  account = await startAccount({ clock });
  collecting = collectingWith({ configText, environment: account.environment, db: { pool, prisma }, clock });
  boss = await openQueues(url, { isWorker: true });
});
afterAll(async () => {
  collecting.close();
  await boss.stop({ graceful: true, timeout: 5000 });
  await account.close();
});

const count = async (condition: string): Promise<number> =>
  (await pool.query<{ n: number }>(`select count(*)::int as n from run where ${condition}`)).rows[0]?.n ?? 0;

test('where the clock stands still, what failed or was cut off at first is done all the same, and then nothing more', {
  timeout: 450_000,
}, async () => {
  // The first pass of everything fails, and later ones are cut off after a second.
  await account.turn('faults', 'error=1');
  const work = passes({ ...collecting, boundMs: 1000 }, boss, createPatience(logFor('test')));
  await boss.work<Pass>('collect', { localConcurrency: 8, pollingIntervalSeconds: 0.5 }, async (jobs) => {
    for (const job of jobs) await work.run(job.data);
  });
  let calmSeconds = 0;
  let lastCount = 0;
  for (let second = 0; second < 400 && calmSeconds < 12; second += 1) {
    await work.plan();
    await sleep(1000);
    if (second === 3) expect(await count(`status = 'failed'`)).toBeGreaterThan(0);
    if (second === 5) await account.turn('faults', '');
    const done = await count(`collector = 'metrics' and purpose = 'backfill' and status = 'ok'`);
    const before = await count('true');
    calmSeconds = done > 2 && (await count(`status = 'running'`)) === 0 && before === lastCount ? calmSeconds + 1 : 0;
    lastCount = before;
  }
  expect(calmSeconds).toBe(12);
  const { rows } = await pool.query<{ collector: string; status: string; left: string | null }>(
    `select distinct on (collector) collector, status, counts ->> 'left' as left from run where purpose = 'live' order by collector, id desc`,
  );
  expect(rows).toHaveLength(7);
  for (const row of rows) expect(row).toMatchObject({ status: 'ok', left: null });
  expect(await count(`collector = 'inventory' and counts ? 'left'`)).toBeGreaterThan(0);
  const to = settledEnd(now);
  const verdict = await compareWithOracle(pool, account.scenario, at, { from: to - 24 * hourMs, to });
  expect(verdict).toMatchObject({ unknownSeries: [], missing: 0, surplus: 0, wrong: 0 });
});
