import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { testDatabase } from '#lib/testing/database.ts';
import { place, seedEndpoint } from '#lib/testing/seed-fleet.ts';

const database = await testDatabase();
const home = mkdtempSync(join(tmpdir(), 'cost-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const config = (text: string): string => {
  const file = join(home, 'draft.yaml');
  writeFileSync(file, text);
  return file;
};
const cost = (...args: string[]) =>
  spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts'), 'cost', ...args], {
    env: { NODE_ENV: 'test', PATH: process.env.PATH, TRAILWATCH_HOME: home, DATABASE_URL: database.url },
    encoding: 'utf8',
    cwd: home,
  });
const accounts = `accounts: [{ id: "${place.account}", name: x, regions: [${place.region}] }]\n`;

test('without a series anywhere it says what to assume, and prints what it assumed', () => {
  const asked = cost('--config', config(accounts));
  expect([asked.status, asked.stderr]).toEqual([2, expect.stringContaining('--endpoints 40 --jobs-per-day 200')]);
  const { status, stdout } = cost('--config', config(`${accounts}budget: { monthlyUsd: 5 }\n`), '--endpoints', '1000');
  expect(stdout).toMatch(/assumed: 1000 endpoints of 12 series of 7 metrics each, 20 % of them with traffic/);
  // A month is this one: 400 metrics 720 times a day at $0.01 a thousand.
  const [year, month] = [new Date().getUTCFullYear(), new Date().getUTCMonth()];
  const usd = (2.88 * new Date(Date.UTC(year, month + 1, 0)).getUTCDate()).toFixed(2);
  expect(stdout.replaceAll(/ +/g, ' ')).toContain(`series watched by a rule 2 min 400 400 ${usd} ${usd}`);
  expect(stdout).toMatch(/budget: \$5\.00 a month, counting every statistic by itself, is not enough/);
  expect(status).toBe(1);
});

test('by what the database knows, as JSON and nothing else; a wrong configuration is told with its line', async () => {
  await seedEndpoint(
    database,
    { name: 'a', team: 'search', hours: 2, figures: { 'endpoint.invocations Sum': () => 7 } },
    Date.now(),
  );
  await database.pool.query('update series set last_at = now()');
  const { status, stdout } = cost('--config', config(`${accounts}budget: { monthlyUsd: 5 }\n`), '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    step: 'usual',
    rows: [{ what: 'series watched by a rule', round: { metric: 1, statistic: 1 } }, {}, {}, {}],
  });
  expect(status).toBe(0);
  const wrong = cost('--config', config('budget: { monthlyUsd: -5 }\n'));
  expect([wrong.status, wrong.stderr]).toEqual([2, expect.stringContaining('budget.monthlyUsd: expected 0 or more')]);
  expect(cost('--endpoints', 'many').status).toBe(2);
});
