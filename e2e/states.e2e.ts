import type { Page } from '@playwright/test';
import { Client } from 'pg';
import { anEndpoint, linkOn, settled } from './reader.ts';
import { expect, test } from './test.ts';

/** What the console says while AWS refuses, seen by turning the demo account's knobs under the running worker. */
test.describe.configure({ mode: 'serial', timeout: 180_000 });

const refused = '444455556666:cloudwatch:GetMetricData';
const oneCycleMs = 100_000;

/** An empty text allows everything again. */
async function deny(demoUrl: string, text: string): Promise<void> {
  const answer = await fetch(`${demoUrl}/__demo/deny`, { method: 'POST', body: text });
  expect(answer.status).toBe(204);
}

test.afterAll(({ product }) => deny(product.demoUrl, ''));

const logs = (page: Page) => page.getByRole('region', { name: 'Last log lines' });

test('log lines that may not be read say so, and come when they may', async ({ page, product }) => {
  await deny(product.demoUrl, '*:logs:*');
  const { path } = await anEndpoint(page);
  await page.goto(`${path}?tab=logs`);
  await expect(logs(page)).toContainText('denied');
  await expect(logs(page)).toContainText('logs:');
  await deny(product.demoUrl, '');
  await page.getByRole('button', { name: 'Read again' }).click();
  await expect(page.locator('.log-line').first()).toBeVisible();
});

const inTheWay = (page: Page) => page.getByRole('region', { name: 'What is in the way' });
const refusal = (page: Page) => inTheWay(page).getByRole('listitem').filter({ hasText: 'cloudwatch:GetMetricData' });

test('metrics that may not be read: the missing action, since when, what stays dark, and the fix', async ({ page, product }) => {
  await deny(product.demoUrl, refused);
  await page.goto('/all/runs');
  await expect(async () => {
    await page.reload();
    await expect(refusal(page).first()).toBeVisible({ timeout: 1500 });
  }).toPass({ timeout: oneCycleMs });
  const item = refusal(page).first();
  await expect(item).toContainText('denied');
  await expect(item).toContainText('ml-research');
  await expect(item).toContainText(/\d+ (s|min), since \d\d:\d\d/);
  await item.getByText('Show fix').click();
  await expect(item.getByText('"cloudwatch:GetMetricData"')).toBeVisible();
  await expect(page.getByRole('link', { name: /^Collection/ })).toContainText('denied');
});

test('meanwhile the neighbours go on', async ({ page }) => {
  await page.goto('/all/endpoints?account=111122223333');
  await expect(page.locator('main tbody tr').first()).toContainText(/\d/);
  await page.goto('/all/endpoints?account=444455556666');
  await expect(page.locator('main tbody')).toContainText(/denied|unknown/);
});

test('and it is over when the action is allowed again', async ({ page, product }) => {
  await deny(product.demoUrl, '');
  await page.goto('/all/runs');
  await expect(async () => {
    await page.reload();
    await expect(inTheWay(page)).toBeVisible({ timeout: 1500 });
    await expect(refusal(page)).toHaveCount(0, { timeout: 500 });
  }).toPass({ timeout: oneCycleMs });
});

/** Nobody else can read the table until the returned function is called. */
async function hold(databaseUrl: string, table: string): Promise<() => Promise<void>> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query('begin');
  await client.query(`lock table ${table} in access exclusive mode`);
  return () => client.end();
}

test('a panel that cannot be read says why, its neighbours go on, and it can be tried again', async ({ page, product }) => {
  const path = await linkOn(page, '/all/resources?kind=domain', /\/resources\/domain\/\d{12}\//);
  const events = page.getByRole('region', { name: 'Events', exact: true });
  const release = await hold(product.databaseUrl, 'audit_event_resource');
  try {
    await settled(page, path);
    await expect(events).toContainText('Could not be read: another process held the data for too long.');
    await expect(page.getByRole('region', { name: 'Configuration', exact: true })).toContainText('DomainName');
  } finally {
    await release();
  }
  await events.getByRole('button', { name: 'Try again' }).click();
  await expect(events).not.toContainText('Could not be read');
});

test('a page that cannot be read keeps its frame, and can be tried again', async ({ page, product, complaints }) => {
  const path = await linkOn(page, '/all/resources?kind=domain', /\/resources\/domain\/\d{12}\//);
  const release = await hold(product.databaseUrl, 'resource_version');
  try {
    await page.goto(path);
    await expect(page.getByRole('heading', { name: 'This page could not be read' })).toBeVisible();
    await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
  } finally {
    await release();
  }
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('region', { name: 'Configuration', exact: true })).toContainText('DomainName');
  const isOfTheFault = (line: string): boolean => /^500 |status of 500|React error #441/.test(line);
  complaints.splice(0, complaints.length, ...complaints.filter((line) => !isOfTheFault(line)));
});
