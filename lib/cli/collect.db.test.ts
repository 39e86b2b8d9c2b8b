import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startAccount, type TestAccount } from '#demo/testing/account.ts';
import { configFor } from '#lib/collect/testing/collecting.ts';
import { beat } from '#lib/store/workers.ts';
import { testDatabase } from '#lib/testing/database.ts';

const database = await testDatabase();
const { pool } = database;
const home = mkdtempSync(join(tmpdir(), 'collect-'));
let account: TestAccount;
beforeAll(async () => {
  account = await startAccount({ endpoints: 1 });
  writeFileSync(join(home, 'trailwatch.yaml'), configFor({ account: '444455556666', region: 'us-east-1' }));
});
afterAll(async () => {
  await account.close();
  rmSync(home, { recursive: true, force: true });
});

test('one cycle by hand is counted among the workers while it lasts, so that it shares their limits', {
  timeout: 120_000,
}, async () => {
  const other = { id: 'other', host: 'elsewhere', pid: 1, version: '0', configHash: 'x', sections: {}, startedAt: new Date() };
  await beat(database, other, { joinedAt: null, units: 0, holds: [] });
  const cycle = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), 'collect', '--once', '--json'], {
    env: {
      ...{ NODE_ENV: 'test', PATH: process.env.PATH, TRAILWATCH_HOME: home, TRAILWATCH_CONFIG: join(home, 'trailwatch.yaml') },
      ...{ DATABASE_URL: database.url, ...account.environment },
    },
    stdio: 'ignore',
  });
  const others = async (): Promise<string[]> =>
    (await pool.query<{ id: string }>(`select id from worker where id <> 'other'`)).rows.map(({ id }) => id);
  const seen: string[] = [];
  for (const until = Date.now() + 60_000; seen.length === 0 && Date.now() < until; await sleep(100))
    seen.push(...(await others()));
  expect(seen).toHaveLength(1);
  // Until the others have heard of it, nothing is asked.
  expect((await pool.query('select from run')).rows).toEqual([]);
  const runs = async (): Promise<number> => (await pool.query('select from run where worker = $1', seen)).rows.length;
  for (const until = Date.now() + 60_000; (await runs()) === 0 && Date.now() < until; ) await sleep(200);
  expect(await runs()).toBeGreaterThan(0);
  cycle.kill('SIGINT');
  await once(cycle, 'exit');
  expect(await others()).toEqual([]);
});
