import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { startAccount } from '#demo/testing/account.ts';
import { compareWithOracle } from '#lib/collect/testing/oracle.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { clockFrom, hourMs, minuteMs } from '#lib/time.ts';
import { isSettled, startWorker, type TestWorker } from './testing/worker.ts';

const place = { account: '444455556666', region: 'us-east-1' };
const startAt = Date.parse('2026-11-18T22:41:00Z');
const window = { from: startAt - 5.5 * hourMs, to: startAt + hourMs / 4 };
/** ListMetrics shows a new metric after up to 15 minutes, and is asked every 15. */
const listedAt = window.to + 32 * minuteMs;
const livesSeconds = [9, 4, 14, 7, 20];

const { pool, workerUrl } = await testDatabase();
const home = mkdtempSync(join(tmpdir(), 'killed worker '));
const environment = {
  TRAILWATCH_DEMO: '1',
  TRAILWATCH_DEMO_CLOCK: `from:${new Date(startAt).toISOString()}@${new Date().toISOString()} x30`,
};
const clock = clockFrom(environment);
const account = await startAccount({
  clock,
  faults: { throttle: 0.1, error: 0.02, cut: 0.02, malformed: 0.01, seed: 5 },
});
let worker: TestWorker | undefined;

afterAll(async () => {
  worker?.child.kill('SIGKILL');
  await account.close();
  rmSync(home, { recursive: true, force: true });
});

function start(): ChildProcess {
  worker = startWorker({ home, place, databaseUrl: workerUrl, environment: { ...environment, ...account.environment } });
  return worker.child;
}

test('a worker killed again and again in the middle of its work loses nothing and doubles nothing', {
  timeout: 900_000,
}, async () => {
  for (const seconds of livesSeconds) {
    const killed = start();
    await sleep(seconds * 1000);
    killed.kill('SIGKILL');
    await once(killed, 'exit');
  }
  const last = start();
  const deadline = Date.now() + 800_000;
  const isOver = async () => clock.now() > listedAt && (await isSettled(pool, place, window));
  while (!(await isOver()) && Date.now() < deadline) await sleep(2000);
  last.kill('SIGTERM');
  const [code] = await once(last, 'exit');

  const { rows } = await pool.query<{ interrupted: number }>(
    `select count(*)::int as interrupted from run where counts ? 'interrupted'`,
  );
  const verdict = await compareWithOracle(pool, account.scenario, place, window);
  expect({ ...verdict, unknownSeries: verdict.unknownSeries.slice(0, 5) }).toMatchObject({
    unknownSeries: [],
    missing: 0,
    surplus: 0,
    wrong: 0,
    examples: [],
  });
  expect(verdict.points).toBeGreaterThan(100_000);
  expect(rows[0]?.interrupted).toBeGreaterThan(0);
  expect(code).toBe(0);
});
