import type { Page } from '@playwright/test';
import { anEndpoint } from './reader.ts';
import { expect, test } from './test.ts';

/** What the console says while AWS refuses, seen by turning the demo account's knobs under the running worker. */
test.describe.configure({ mode: 'serial', timeout: 300_000 });

const refused = '444455556666:cloudwatch:GetMetricData';
/** What a rule watches is asked for every two minutes. */
const oneCycleMs = 200_000;

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
  // What fills the past, or an open page, may meet it minutes before a live look does, by which the foot judges sources.
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole('link', { name: /^Collection/ })).toContainText('denied', { timeout: 1500 });
  }).toPass({ timeout: oneCycleMs });
});

test('meanwhile the neighbours go on', async ({ page }) => {
  await page.goto('/all/endpoints?account=111122223333');
  await expect(page.locator('main tbody tr').first()).toContainText(/\d/);
  await page.goto('/all/endpoints?account=444455556666');
  await expect(async () => {
    await page.reload();
    await expect(page.locator('main tbody')).toContainText(/denied|unknown/, { timeout: 1500 });
  }).toPass({ timeout: oneCycleMs });
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
