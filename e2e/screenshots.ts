import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Browser, chromium, expect } from '@playwright/test';
import { Client } from 'pg';
import { findChromium } from '../bin/chromium.mjs';
import { startProduct } from './product.ts';
import { demoSession, type SessionCookie } from './session.ts';

/** The README's pictures, made by `npm run screenshots` from a fixed seed and clock: two runs tell the same story. */
const folder = join(import.meta.dirname, '../docs/images');
const seed = 'demo';
const instant = '2026-11-19T07:42:00Z';
const mostBytes = 300_000;
const waitSeconds = 900;
const calmEnough = 10;

type Picture = { name: string; theme: 'dark' | 'light'; path: string; height: number };

const pictures: readonly Picture[] = [
  { name: 'all-teams-dark', theme: 'dark', path: '/all', height: 690 },
  { name: 'endpoint-light', theme: 'light', path: '/search/endpoints/111122223333/eu-west-1/search-ranker-v7', height: 705 },
];

const stateSql = `
  with last as (
    select distinct on (account, region, collector) account, region, status, coalesce((counts ->> 'left')::int, 0) as left_over
    from run where purpose = 'live' order by account, region, collector, id desc),
  filled as (
    select account, region, min(window_from) as since from run
    where collector = 'metrics' and status in ('ok', 'partial') group by 1, 2)
  select (select count(*)::int from run where status = 'running') as "running",
    (select count(*)::int from last where status <> 'ok' or left_over > 0) as "unread",
    (select count(*)::int from (select distinct account, region from last) places natural left join filled
     where since is null or since > $1) as "unfilled"`;

type State = { running: number; unread: number; unfilled: number };

/** Until every source is read to its end and the days before the clock's instant are filled in: then no run goes on any more. */
async function filled(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    let calmSeconds = 0;
    let state: State | undefined;
    for (let second = 0; second < waitSeconds && calmSeconds < calmEnough; second++) {
      [state] = (await client.query<State>(stateSql, [new Date(Date.parse(instant) - 24 * 3_600_000)])).rows;
      const isCalm = state?.running === 0 && state.unread === 0 && state.unfilled === 0;
      calmSeconds = isCalm ? calmSeconds + 1 : 0;
      if (second % 15 === 0) console.log(`${second} s: ${JSON.stringify(state)}`);
      await sleep(1000);
    }
    if (calmSeconds < calmEnough) throw new Error(`not everything was read within ${waitSeconds} s: ${JSON.stringify(state)}`);
  } finally {
    await client.end();
  }
}

type Reader = { browser: Browser; url: string; session: SessionCookie };

async function take({ browser, url, session }: Reader, { name, theme, path, height }: Picture): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1440, height }, locale: 'en-GB', timezoneId: 'UTC' });
  await context.addCookies([
    session,
    { name: '__Host-trailwatch-theme', value: theme, domain: 'localhost', path: '/', secure: true },
  ]);
  const page = await context.newPage();
  const file = join(folder, `${name}.png`);
  await page.goto(`${url}${path}`);
  await expect(page.locator('main [aria-busy="true"]')).toHaveCount(0);
  await expect(page.locator('.chart-host:not(:has(canvas))')).toHaveCount(0);
  await page.screenshot({ path: file });
  await context.close();
  const { size } = statSync(file);
  if (size > mostBytes) throw new Error(`${file} has ${size} bytes, more than ${mostBytes}`);
  console.log(`${file}: ${Math.round(size / 1000)} kB`);
}

mkdirSync(folder, { recursive: true });
const product = await startProduct({
  TRAILWATCH_DEMO_ARGS: `--seed ${seed}`,
  // At AWS's own pace the first look at some 1,800 resources and their tags takes more than six minutes.
  TRAILWATCH_DEMO_CLOCK: `fixed:${instant} x20`,
});
const browser = await chromium.launch({ executablePath: await findChromium(), args: ['--no-sandbox'] });
try {
  await filled(product.databaseUrl);
  const session = await demoSession(product.url);
  for (const picture of pictures) await take({ browser, url: product.url, session }, picture);
} finally {
  await browser.close();
  await product.stop();
}
