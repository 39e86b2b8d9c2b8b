import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { parseCsv } from './csv.ts';
import { account, attackNames, attacks, forgetAll, importRecords, kinds, region, saveResources } from './hostile.ts';
import { find, settled } from './reader.ts';
import { expect, test } from './test.ts';

/** What an attacker wrote into records, tags and names runs nowhere: not on a page, not in a spreadsheet, not in a terminal. */
test.describe.configure({ mode: 'serial', timeout: 300_000 });

// biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal obeys
const obeyed = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;
const ourLinks = /^https?:\/\/(localhost:\d+|([a-z0-9-]+\.)?console\.aws\.amazon\.com|docs\.aws\.amazon\.com)\//;

test.beforeAll(async ({ product }) => {
  const said = await importRecords(product.home);
  expect(said).toContain(`${2 * attackNames.length} saved, 0 known already, 0 in quarantine`);
  expect(said).not.toMatch(obeyed);
  await saveResources(product.databaseUrl);
});

test.afterAll(({ product }) => forgetAll(product.databaseUrl, product.home));

/** What the page holds that it should not: marks of a script that ran, scripts without the nonce, links that are no addresses. */
const harmOn = (page: Page): Promise<string[]> =>
  page
    .evaluate(() => [
      ...('hostile' in window ? ['a script ran'] : []),
      ...Object.keys(Object.prototype).map((name) => `every object has ${name}`),
      // Chunks that a script with the nonce loads have none: 'strict-dynamic'.
      ...[...document.scripts]
        .filter((script) => script.nonce === '' && !script.src.startsWith(`${location.origin}/_next/static/`))
        .map((script) => `no nonce: ${script.outerHTML.slice(0, 80)}`),
      ...[...document.querySelectorAll('img, iframe, object, embed, base, [onerror], [onload]')].map((one) =>
        one.outerHTML.slice(0, 80),
      ),
      ...[...document.querySelectorAll('[href], [action], [formaction], [src]')]
        .flatMap((one) => ['href', 'action', 'formaction', 'src'].map((name) => one.getAttribute(name)))
        .flatMap((address) => (address === null ? [] : [`leads to ${URL.parse(address, location.href)?.href ?? address}`])),
    ])
    .then((found) => found.filter((line) => !ourLinks.test(line.replace('leads to ', ''))));

/** Every script of the document as it came carries the nonce of its policy. */
async function nonced(page: Page, path: string): Promise<void> {
  const answer = await page.request.get(path);
  const [, nonce = 'none'] = /'nonce-([^']+)'/.exec(answer.headers()['content-security-policy'] ?? '') ?? [];
  const tags = (await answer.text()).match(/<script\b[^>]*>/gi) ?? [];
  expect(tags.length).toBeGreaterThan(0);
  expect(tags.filter((tag) => !tag.includes(`nonce="${nonce}"`))).toEqual([]);
}

async function harmless(page: Page, path: string): Promise<void> {
  await settled(page, path);
  expect(await harmOn(page), path).toEqual([]);
  await nonced(page, path);
}

const events = `/all/audit?range=24h&account=${account}`;
const resources = `/all/resources?account=${account}`;

test('the events, who made them, and each record', async ({ page }) => {
  await harmless(page, events);
  const links = page.locator('main tbody a[href*="/audit/"]');
  await expect(links).toHaveCount(2 * attackNames.length);
  const facets = page.getByRole('link').filter({ hasText: attacks.script });
  await expect(facets.first(), 'who and through whom').toBeVisible();
  const addresses = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
  for (const address of addresses) {
    await harmless(page, address);
    await expect(page.getByRole('heading', { level: 1 })).not.toContainText('could not be read');
  }
});

test('events asked for by each text', async ({ page }) => {
  for (const text of Object.values(attacks)) {
    for (const name of ['who', 'q']) {
      await page.goto(`${events}&${name}=${encodeURIComponent(text)}`);
      expect(await harmOn(page), `${name}=${text}`).toEqual([]);
    }
  }
});

test('the resources, and the page of each', async ({ page }) => {
  await harmless(page, resources);
  await expect(page.getByText(attacks.attribute, { exact: true }).first()).toBeVisible();
  const links = page.locator(`main tbody a[href*="/${account}/${region}/"]`);
  await expect(links).toHaveCount(kinds.length * attackNames.length);
  const addresses = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
  for (const address of addresses) await harmless(page, address);
});

test('the palette', async ({ page }) => {
  for (const text of ['hostile', attacks.path, attacks.property, attacks.formula]) {
    await page.goto('/all');
    await find(page, text);
    await expect(page.getByRole('option').first()).toBeVisible();
    expect(await harmOn(page), text).toEqual([]);
  }
});

test('a spreadsheet runs no cell of them', async ({ page }) => {
  for (const [table, least] of [
    ['audit', 2 * attackNames.length],
    ['resources', kinds.length * attackNames.length],
  ] as const) {
    const answer = await page.request.get(`/api/v1/export/${table}?range=24h&account=${account}`);
    const [head = [], ...rows] = parseCsv((await answer.text()).replace(/^\uFEFF/, ''));
    expect(rows.length).toBeGreaterThanOrEqual(least);
    expect(rows.filter((row) => row.length !== head.length)).toEqual([]);
    const cells = rows.flat().flatMap((cell) => [cell, ...cell.split(/[;\t\r\n]/)]);
    expect(cells.filter((cell) => /^[\s\p{Cf}\p{Cc}]*[=+\-@]/u.test(cell) && Number.isNaN(Number(cell)))).toEqual([]);
  }
});

test('the log holds one line of each thing that happened, and none of theirs', async ({ page, product }) => {
  for (const text of Object.values(attacks)) {
    const encoded = encodeURIComponent(text);
    for (const path of [`/api/v1/find?q=${encoded}`, `/all/audit/${encoded}`, `/${encoded}`, `/api/v1/export/${encoded}`]) {
      expect((await page.request.get(path)).status(), path).toBeLessThan(500);
    }
    const body = { email: text, password: text };
    expect((await page.request.post('/api/auth/sign-in', { data: body })).status()).toBeLessThan(500);
  }
  const folder = join(product.home, 'logs');
  for (const file of readdirSync(folder)) {
    const lines = readFileSync(join(folder, file), 'utf8').split('\n').filter(Boolean);
    expect(
      lines.filter((line) => obeyed.test(line.replaceAll('\t', ' '))),
      file,
    ).toEqual([]);
    expect(
      lines.filter((line) => line.startsWith('{"level":60')),
      file,
    ).toEqual([]);
    if (['web.log', 'worker.log'].includes(file)) for (const line of lines.filter((one) => one.startsWith('{'))) JSON.parse(line);
  }
});

test('and no browser reported a violation of the content security policy', async ({ request }) => {
  const { count, last } = await (await request.get('/api/csp-report')).json();
  expect({ count, last }).toEqual({ count: 0, last: [] });
});
