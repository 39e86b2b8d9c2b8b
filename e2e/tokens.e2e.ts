import type { Page } from '@playwright/test';
import { fits, settled } from './reader.ts';
import { cookieHeader, demoSession } from './session.ts';
import { expect, test } from './test.ts';

test.use({ storageState: { cookies: [], origins: [] } });

/** A fresh session of one of the demo's people, in this browser. */
async function as(page: Page, url: string, person: string): Promise<{ Cookie: string }> {
  const cookie = await demoSession(url, person);
  await page.context().addCookies([cookie]);
  return cookieHeader(cookie);
}

test('a token is made, shown once, does what it was made for and no more, and nothing once it is revoked', async ({
  page,
  product,
  findings,
}) => {
  await as(page, product.url, 'mia');
  await settled(page, '/account');
  await expect(page.getByText('No tokens yet.')).toBeVisible();
  const form = page.getByRole('form', { name: 'Create a token' });
  await form.getByLabel('Token name').fill('nightly <b>report</b>');
  await form.getByLabel('search', { exact: true }).check();
  await form.getByRole('combobox').selectOption('7');
  await form.getByRole('button', { name: 'Create token' }).click();
  const token = (await page.locator('[data-given="token"]').textContent()) ?? '';
  expect(token).toMatch(/^tw_[\w-]{43}$/);

  const ask = (path: string) => fetch(`${product.url}${path}`, { headers: { Authorization: `Bearer ${token}` } });
  const read = await ask('/api/v1/resources?team=search&limit=1');
  expect([read.status, ((await read.json()) as { items: unknown[] }).items.length]).toEqual([200, 1]);
  expect((await ask('/api/v1/export/endpoints')).status, 'it was not made for exports').toBe(403);

  await page.getByRole('button', { name: 'Done' }).click();
  const row = page.getByRole('row', { name: /nightly <b>report<\/b>/ });
  await expect(row).toContainText('read');
  await expect(row).toContainText('search');
  await expect(row, 'its use is noted').not.toContainText('never');
  await expect(page.getByText(token)).toHaveCount(0);
  expect(await findings()).toEqual([]);
  await fits(page, [1280, 390]);

  await page.getByRole('button', { name: 'Revoke nightly <b>report</b>' }).click();
  await expect(row).toContainText('revoked');
  expect((await ask('/api/v1/resources?team=search&limit=1')).status).toBe(401);
});

test('an administrator sees and revokes a token of somebody else', async ({ page, product }) => {
  const cookie = await as(page, product.url, 'omar');
  const made = await fetch(`${product.url}/api/v1/tokens`, {
    method: 'POST',
    headers: { ...cookie, Origin: product.url, 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: 'of omar', permissions: ['read'] }),
  });
  const { token } = (await made.json()) as { token: string };
  await as(page, product.url, 'ada');
  await settled(page, '/all/people/demo%3Aomar');
  await page.getByRole('button', { name: 'Revoke of omar' }).click();
  const table = page.getByRole('table', { name: 'Tokens' });
  await expect(table.getByRole('row', { name: /of omar/ })).toContainText('revoked');
  const gone = await fetch(`${product.url}/api/v1/teams`, { headers: { Authorization: `Bearer ${token}` } });
  expect(gone.status).toBe(401);
});

test('an auditor reveals a labeling worker for a reason, which the journal keeps without the name', async ({
  page,
  product,
  findings,
}) => {
  await as(page, product.url, 'audrey');
  await settled(page, '/all/workforce?range=7d');
  const reveal = page.getByRole('button', { name: /^Reveal [0-9a-f]{8}$/ }).first();
  await reveal.click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: /^Reason/ }).fill('complaint 4711');
  expect(await findings()).toEqual([]);
  await dialog.getByRole('button', { name: 'Reveal' }).click();
  const id = await dialog.locator('dd').first().textContent();
  await expect(dialog).toContainText('Cognito sub');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await settled(page, '/all/journal?action=person.reveal');
  await expect(page.getByRole('row', { name: /complaint 4711/ })).toContainText('Audrey Auditor');
  expect(id?.length).toBeGreaterThan(4);
  await expect(page.locator('main')).not.toContainText(id ?? '');
});

test('a member is told in words that another person’s events are not theirs to see, and is offered none', async ({
  page,
  product,
}) => {
  await as(page, product.url, 'omar');
  await settled(page, '/search/audit?range=7d');
  const facet = page.locator('main a[href*="who=data-"]').first();
  const address = (await facet.getAttribute('href')) ?? '';
  await as(page, product.url, 'mia');
  await settled(page, '/search/audit?range=7d');
  await expect(page.locator('main a[href*="who=data-"]')).toHaveCount(0);
  await settled(page, address);
  await expect(page.getByText('Your role may not see the activity of one person but yourself.')).toBeVisible();
  await settled(page, address.replace('/audit', '/activity'));
  await expect(page.getByText('Your role may not see the activity of one person but yourself.')).toBeVisible();
  await settled(page, address);
  await page.getByRole('link', { name: 'Show the events of everybody' }).click();
  await expect(page.getByRole('table', { name: 'Events' })).toBeVisible();
});
