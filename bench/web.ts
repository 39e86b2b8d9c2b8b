import type { Browser, Page } from '@playwright/test';
import { Client } from 'pg';
import type { Product } from '../e2e/product.ts';
import { cookieHeader, demoSession, type SessionCookie } from '../e2e/session.ts';
import { countScripts, openBrowser, watchDrawing } from './browser.ts';
import { withDemoProduct } from './demo-product.ts';
import { atMost, beside, type Figure, quantile } from './figure.ts';

const pageBudgetKb = 190;
const onDemandBudgetKb = 80;
const requests = 200;
const loads = 20;
const charts = 12;

/** The product, and the session of somebody who sees every team. */
type Visit = Product & { session: SessionCookie };

/** The console as a browser and a plain HTTP client see it, on the demo account's forty endpoints, with the worker idle. */
export const measure = (): Promise<Figure[]> =>
  withDemoProduct(async (started) => {
    const browser = await openBrowser();
    try {
      const product = { ...started, session: await demoSession(started.url) };
      return [
        ...(await scriptFigures(product, browser)),
        await lastByteFigure(product, 'page of a team of ten, 40 endpoints in all', '/search'),
        await lastByteFigure(product, 'morning board of 40 endpoints', '/all'),
        await drawingFigure(product, browser),
        ...(await machineFigures(product)),
      ];
    } finally {
      await browser.close();
    }
  });

const listPages = [
  '/all',
  '/search',
  '/all/endpoints',
  '/all/nodes',
  '/all/jobs',
  '/all/workforce',
  '/all/resources',
  '/all/audit',
  '/all/runs',
];
const details: readonly [from: string, link: RegExp][] = [
  ['/search/endpoints', /\/endpoints\/\d{12}\//],
  ['/all/jobs', /\/jobs\/[^/]+\/\d{12}\//],
  ['/all/resources?kind=domain', /\/resources\/domain\/\d{12}\//],
  ['/all/audit', /\/audit\/[0-9a-f-]{36}/],
  ['/all/runs', /\/runs\/\d+/],
];

async function scriptFigures(product: Visit, browser: Browser): Promise<Figure[]> {
  const figures: Figure[] = [];
  const found = await Promise.all(details.map(([from, link]) => firstLink(product, from, link)));
  for (const path of [...listPages, ...found]) {
    figures.push(atMost(`JavaScript of ${shape(path)}`, await scriptsOf(product, browser, path), 'kB', pageBudgetKb));
  }
  figures.push(atMost('JavaScript of the palette', await paletteScripts(product, browser), 'kB', onDemandBudgetKb));
  return figures;
}

const shape = (path: string): string =>
  path
    .replace(/\?.*/, '')
    .replace(/\d{12}\/.*/, '…')
    .replace(/[0-9a-f-]{36}|\d+$/, '…');

async function firstLink({ url, session }: Visit, from: string, link: RegExp): Promise<string> {
  const html = await (await fetch(url + from, { headers: cookieHeader(session) })).text();
  const address = [...html.matchAll(/href="([^"]+)"/g)].map((match) => match[1] ?? '').find((one) => link.test(one));
  if (!address) throw new Error(`no link like ${link} on ${from}`);
  return address.replaceAll('&amp;', '&');
}

async function scriptsOf({ url, session }: Visit, browser: Browser, path: string): Promise<number> {
  return fresh(browser, session, async (page) => {
    const scripts = await countScripts(page);
    await page.goto(url + path, { waitUntil: 'networkidle' });
    return scripts.bytes() / 1000;
  });
}

async function paletteScripts({ url, session }: Visit, browser: Browser): Promise<number> {
  return fresh(browser, session, async (page) => {
    const scripts = await countScripts(page);
    await page.goto(`${url}/all`, { waitUntil: 'networkidle' });
    const before = scripts.bytes();
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').waitFor();
    await page.waitForLoadState('networkidle');
    return (scripts.bytes() - before) / 1000;
  });
}

async function fresh<T>(browser: Browser, session: SessionCookie, use: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext();
  try {
    await context.addCookies([session]);
    return await use(await context.newPage());
  } finally {
    await context.close();
  }
}

/** Best of three passes, one request at a time, to the last byte. */
async function lastByteFigure({ url }: Visit, name: string, path: string): Promise<Figure> {
  const passes: number[] = [];
  for (let pass = 0; pass < 3; pass++) {
    // One session is heard 600 times a minute.
    const session = await demoSession(url);
    const samples: number[] = [];
    for (let i = 0; i < requests; i++) {
      const start = performance.now();
      await (await fetch(url + path, { headers: cookieHeader(session) })).arrayBuffer();
      samples.push(performance.now() - start);
    }
    passes.push(quantile(samples, 0.95));
  }
  return atMost(`${name}: last byte, p95`, Math.min(...passes), 'ms', 100);
}

/** The first endpoint whose page draws enough charts: one with GPUs, whichever is well or ill just now. */
async function chartedPage(page: Page, { url, session }: Visit): Promise<string> {
  const html = await (await fetch(`${url}/search/endpoints?sort=name`, { headers: cookieHeader(session) })).text();
  const paths = new Set([...html.matchAll(/href="(\/search\/endpoints\/\d{12}\/[^"?]+)/g)].map((match) => match[1] ?? ''));
  for (const path of paths) {
    await page.goto(url + path, { waitUntil: 'networkidle' });
    if ((await page.locator('canvas').count()) >= charts) return path;
  }
  throw new Error(`no endpoint of search draws ${charts} charts`);
}

/** From the document's last byte to the frame after the last stroke, scripts from the browser's cache; the best of three runs. */
async function drawingFigure(product: Visit, browser: Browser): Promise<Figure> {
  const context = await watchDrawing(browser);
  await context.addCookies([product.session]);
  const page = await context.newPage();
  const path = await chartedPage(page, product);
  const samples: number[] = [];
  for (let load = 0; load <= 3 * loads; load++) {
    await page.goto(product.url + path, { waitUntil: 'networkidle' });
    const drawn = await page.evaluate(() => {
      const [document] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
      const end = (window as unknown as { lastFrameMs: number }).lastFrameMs;
      return end - (document?.responseEnd ?? 0);
    });
    if (load > 0) samples.push(drawn);
  }
  await context.close();
  const medians = [0, 1, 2].map((run) => quantile(samples.slice(run * loads, (run + 1) * loads), 0.5));
  return atMost('12 charts, last byte to last frame, median', Math.min(...medians), 'ms', 150);
}

async function machineFigures({ databaseUrl }: Product): Promise<Figure[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const trips: number[] = [];
  for (let i = 0; i < requests; i++) {
    const start = performance.now();
    await client.query('select 1');
    trips.push(performance.now() - start);
  }
  await client.end();
  return [beside('select 1, median', quantile(trips, 0.5), 'ms'), beside('loop of 1e8 additions', loop(), 'ms')];
}

function loop(): number {
  const start = performance.now();
  let sum = 0;
  for (let i = 0; i < 1e8; i++) sum = (sum + i) | 0;
  return performance.now() - start + (sum === 0.5 ? 1 : 0);
}
