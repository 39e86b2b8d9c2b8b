import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chartAsTable, endpointLink, linkOn, settled } from './reader.ts';
import { expect, test } from './test.ts';

/** A web process on the same data whose clock is 41 minutes ahead: what a reader sees when nothing was collected for so long. */
const aheadMs = 41 * 60_000;
const port = 3461;
const url = `http://localhost:${port}`;
let web: ChildProcess | undefined;

test.use({ baseURL: url });

test.beforeAll(async ({ product }) => {
  const now = Date.now();
  const clock = `from:${new Date(now + aheadMs).toISOString()}@${new Date(now).toISOString()}`;
  const environment = {
    ...process.env,
    ...product.environment,
    ...{ DATABASE_URL: product.databaseUrl, TRAILWATCH_HOME: product.home, TRAILWATCH_DEMO_CLOCK: clock },
    ...{ PORT: String(port), NODE_ENV: 'production' as const, LOG_LEVEL: 'silent' },
  };
  web = spawn(process.execPath, [join(import.meta.dirname, '../server.ts')], { env: environment, stdio: 'inherit' });
  for (let attempt = 0; attempt < 120; attempt++) {
    if (await answers()) return;
    await sleep(250);
  }
  throw new Error(`no page at ${url} within 30 s`);
});
test.afterAll(() => web?.kill('SIGTERM'));

const answers = (): Promise<boolean> =>
  fetch(`${url}/api/health`).then(
    (response) => response.ok,
    () => false,
  );

test('stale data stays, says its age, and claims nothing of now', async ({ page }) => {
  await settled(page, '/all');
  const ages = page.locator('main tbody time.text-unknown');
  await expect(ages.first()).toHaveText(/^4\d min$/);
  await expect(page.locator('main tbody')).toContainText('unknown');
  await expect(page.locator('main tbody')).not.toContainText('nobody working');
  await expect(page.locator('main tbody')).not.toContainText('healthy');
  await expect(page.getByRole('link', { name: /^Collection/ })).toContainText(/late for 4\d min/);
});

test('nodes, the labeling floor and the collection say so, too', async ({ page }) => {
  await settled(page, '/all/nodes');
  await expect(page.locator('main tbody').first()).toContainText(/unknown was last read 4\d min ago/);
  await expect(page.locator('main tbody').first()).not.toContainText(/healthy(?! then)/);
  await settled(page, '/all/workforce');
  await expect(page.locator('main')).toContainText(/who is at work was last read 4\d min ago/);
  await expect(page.locator('main tbody').first()).toContainText('late');
  await settled(page, '/all/runs');
  await expect(page.getByRole('region', { name: 'What is in the way' })).toContainText(/sources were not looked at for 4\d min/);
});

test('a chart keeps what it has, and hatches the rest as late', async ({ page }) => {
  const path = await linkOn(page, '/search/endpoints', endpointLink);
  await page.goto(`${path.split('?')[0]}?range=3h`);
  const chart = await chartAsTable(page);
  const rows = chart.getByRole('row');
  await expect(rows.last()).toContainText('late');
  await expect(rows.nth(1)).toContainText(/\d/);
});
