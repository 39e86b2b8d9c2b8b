import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test, vi } from 'vitest';
import { startAccount } from '#demo/testing/account.ts';
import { quotaOf, quotaShare } from '#lib/catalog/quotas.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { startCountingProxy } from './testing/counting-proxy.ts';
import { startWorker, type TestWorker } from './testing/worker.ts';

const place = { account: '444455556666', region: 'us-east-1' };
const { pool, workerUrl } = await testDatabase();
const home = mkdtempSync(join(tmpdir(), 'two workers '));
const environment = {
  TRAILWATCH_DEMO: '1',
  TRAILWATCH_DEMO_CLOCK: `from:2026-11-18T22:41:00Z@${new Date().toISOString()} x1`,
};
const account = await startAccount();
const proxy = await startCountingProxy(account.port);
const workers: TestWorker[] = [];

afterAll(async () => {
  for (const { child } of workers) child.kill('SIGKILL');
  await proxy.close();
  await account.close();
  rmSync(home, { recursive: true, force: true });
});

const start = (): TestWorker => {
  const settings = { ...environment, ...account.environment, AWS_ENDPOINT_URL: proxy.url };
  const worker = startWorker({ home, place, databaseUrl: workerUrl, environment: settings });
  workers.push(worker);
  return worker;
};

const countOf = async (sql: string): Promise<number> => (await pool.query<{ n: number }>(sql)).rows[0]?.n ?? 0;
const until = (isSo: () => Promise<boolean>) =>
  vi.waitFor(async () => expect(await isSo()).toBe(true), { timeout: 110_000, interval: 250 });

const spanMs = 10_000;
/** The most calls of one operation in any ten seconds, and what its share allows: one of each worker may have been on its way, and late. */
function busiest(): { operation: string; most: number; allowed: number }[] {
  return [...Map.groupBy(proxy.seen, ({ operation }) => operation)].map(([operation, calls]) => {
    const most = Math.max(...calls.map(({ at }) => calls.filter((one) => one.at >= at && one.at < at + spanMs).length));
    const name = operation.replace(/^SageMaker/, 'sagemaker').replace(/^.*\./, (all) => (all === 'sagemaker.' ? all : ''));
    return { operation: name, most, allowed: 1.1 * quotaOf(name) * quotaShare * (spanMs / 1000) + 2 };
  });
}

test('two workers keep within one share of the quotas, and what a killed one left is closed at once', {
  timeout: 280_000,
}, async () => {
  start();
  await until(async () => (await countOf(`select count(*)::int as n from run where status = 'running'`)) > 0);
  const second = start();
  const works = `select count(*)::int as n from run r join worker w on w.id = r.worker where w.pid = ${second.child.pid}`;
  await until(async () => (await countOf(works)) > 0);
  await sleep(9000);
  const calls = busiest().filter(({ operation }) => operation.startsWith('sagemaker.'));
  expect(calls.length).toBeGreaterThan(3);
  expect(calls.filter(({ most, allowed }) => most > allowed)).toEqual([]);
  const { rows } = await pool.query<{ id: string }>('select id from worker where pid = $1', [second.child.pid]);
  await pool.query(
    `insert into run (collector, account, region, purpose, started_at, status, worker) values ('audit', $1, $2, 'live', now(), 'running', $3)`,
    [place.account, place.region, rows[0]?.id],
  );
  second.child.kill('SIGKILL');
  await once(second.child, 'exit');
  await vi.waitFor(
    async () => {
      expect(await countOf('select count(*)::int as n from worker')).toBe(1);
      expect(await countOf(`select count(*)::int as n from run where status = 'running' and worker = '${rows[0]?.id}'`)).toBe(0);
    },
    { timeout: 20_000, interval: 500 },
  );
});
