import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestAccount } from '#demo/testing/account.ts';
import { comparePast } from '#lib/collect/past/testing/past-oracle.ts';
import { seeYoungWorld, startYoungAccount, youngPlace } from '#lib/collect/past/testing/young-world.ts';
import { configFor } from '#lib/collect/testing/collecting.ts';
import { rangeOf } from '#lib/metrics/history.ts';
import { sealSamples } from '#lib/store/seal.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { dayMs, fixedClock } from '#lib/time.ts';

const now = Date.parse('2026-11-18T22:41:07Z');
const database = await testDatabase();
const keptDays = { '1m': 15, '5m': 63, '1h': 455 };
const { pool } = database;
const home = mkdtempSync(join(tmpdir(), 'backfill-'));
const config = join(home, 'trailwatch.yaml');
let account: TestAccount;

beforeAll(async () => {
  account = await startYoungAccount(fixedClock(now));
  await seeYoungWorld(database, account, now);
  writeFileSync(config, configFor(youngPlace));
}, 60_000);
afterAll(async () => {
  await account.close();
  rmSync(home, { recursive: true, force: true });
});

/** @param pace how many times as fast as wall time quotas refill */
function start(
  pace: number,
  ...args: string[]
): { child: ChildProcess; text: Promise<{ code: number | null; out: string; err: string }> } {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), 'backfill', ...args], {
    env: {
      ...{
        NODE_ENV: 'test',
        PATH: process.env.PATH,
        TRAILWATCH_HOME: home,
        DATABASE_URL: database.url,
        TRAILWATCH_CONFIG: config,
      },
      ...{ TRAILWATCH_DEMO: '1', TRAILWATCH_DEMO_CLOCK: `fixed:${new Date(now).toISOString()} x${pace}`, ...account.environment },
    },
    cwd: home,
  });
  let [out, err] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  return { child, text: once(child, 'close').then(([code]) => ({ code, out, err })) };
}

const fills = async () =>
  (
    await pool.query<{ state: string; calls: number; done: number; statistics: number; asked: number }>(
      `select state, calls, done_calls as done, statistics, done_statistics as asked from history_fill order by id`,
    )
  ).rows;

test('a dry run tells the price and asks nothing; without a terminal or --yes nothing is approved', async () => {
  const dry = await start(1, '--dry-run', '--json').text;
  expect(JSON.parse(dry.out)).toMatchObject({
    ...{ calls: expect.any(Number), billed: { metric: expect.any(Number), statistic: expect.any(Number) } },
    places: [{ ...youngPlace, oldestAt: rangeOf(3600, { now, approvedAt: now, horizon: now, keptDays }).from }],
  });
  const unasked = await start(1).text;
  expect([unasked.code, unasked.err]).toEqual([2, expect.stringContaining('say --yes to approve it')]);
  expect(unasked.out).toMatch(/once: \$\S+ with five statistics as one, \$\S+ with every statistic by itself/);
  expect(await fills()).toEqual([]);
  // But for the time.
  expect((await pool.query(`select from call_meter where service <> 'sts'`)).rowCount).toBe(0);
});

test('killed in the middle it goes on where it was: nothing is lost, doubled, or approved twice', {
  timeout: 90_000,
}, async () => {
  const killed = start(1, '--yes');
  while (((await fills())[0]?.done ?? 0) < 2) await sleep(50);
  killed.child.kill('SIGKILL');
  await killed.text;
  const [left] = await fills();
  expect(left?.state).toBe('running');
  expect(left?.done).toBeLessThan(left?.calls ?? 0);

  const other = await pool.connect();
  const lock = `hashtext('history of a place'), hashtext('${youngPlace.account} ${youngPlace.region}')`;
  await other.query(`select pg_advisory_lock(${lock})`);
  const second = await start(1, '--yes').text;
  expect([second.code, second.err]).toEqual([1, expect.stringContaining('another trailwatch command is filling history')]);
  await other.query(`select pg_advisory_unlock(${lock})`);
  other.release();

  const { code, out } = await start(1000, '--yes').text;
  expect([code, out]).toEqual([0, expect.stringMatching(/this goes on with it\n[\s\S]*calls, finished/)]);
  const [filled, ...more] = await fills();
  expect([filled?.state, filled?.done, filled?.asked, more]).toEqual(['finished', filled?.calls, filled?.statistics, []]);
  await sealSamples(database, { now, keptDays: 15 });
  const range = { now, approvedAt: now, horizon: now - 2.2 * dayMs, keptDays };
  for (const periodSeconds of [60, 300, 3600] as const) {
    const { from, to } = rangeOf(periodSeconds, range);
    const window = { periodSeconds, from: Math.max(from, to - 6 * dayMs), to };
    const verdict = await comparePast(pool, { scenario: account.scenario, place: youngPlace }, window);
    expect(verdict).toMatchObject({ missing: 0, surplus: 0, wrong: 0, examples: [] });
  }
  const { rows } = await pool.query(
    `select actor_name as actor, after::json ->> 'calls' as calls from journal where action = 'history.fill'`,
  );
  expect(rows).toEqual([{ actor: 'command line', calls: String(filled?.calls) }]);
});
