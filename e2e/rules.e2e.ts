import { settled } from './reader.ts';
import { cookieHeader, demoSession } from './session.ts';
import { expect, test } from './test.ts';

const id = 'search-is-called';

test('a rule is made, backtested before it is saved, fires, is changed and deleted', async ({ page, product, findings }) => {
  test.setTimeout(300_000);
  const headers = cookieHeader(await demoSession(product.url, 'omar'));
  const alerts = async (): Promise<{ resolvedAt: string | null }[]> =>
    (await (await fetch(`${product.url}/api/v1/alerts?rule=${id}`, { headers })).json()).items;
  await settled(page, '/search/alerts/rules');
  await page.getByRole('link', { name: 'New rule' }).click();

  const form = page.getByRole('form', { name: 'Alert rule' });
  await expect(form.getByRole('button', { name: 'Save the rule' })).toBeEnabled();
  await form.getByLabel('Id', { exact: true }).fill(id);
  await form.getByLabel('Title').fill('Somebody calls search');
  await form.getByLabel('Names').fill('search-*');
  await expect(form.getByText(/^Watches \d+ of \d+ endpoints: search-/)).toBeVisible();
  await form.getByLabel('Metric').selectOption('Invocations');
  await form.getByLabel('Statistic').selectOption('Sum');
  await form.getByLabel('Above', { exact: true }).fill('many');
  await form.getByRole('button', { name: 'Backtest' }).click();
  await expect(form.getByLabel('Above', { exact: true })).toHaveAccessibleDescription(/expected a number/i);
  await form.getByLabel('Above', { exact: true }).fill('1');
  await form.getByLabel('For', { exact: true }).fill('1 of 10');
  await form.getByRole('button', { name: 'Backtest' }).click();
  await expect(page.getByText(/^It would have fired \d+ times?, on \d+ of/)).toBeVisible();
  await expect(page.getByRole('img', { name: /^search-.*: \d+ alerts? in 15 days$/ }).first()).toBeVisible();
  expect(await findings()).toEqual([]);
  expect(await alerts()).toEqual([]);
  await form.getByRole('button', { name: 'Save the rule' }).click();

  await expect(page.getByRole('row').filter({ hasText: `${id}, made in the console, of search` })).toBeVisible();
  await expect.poll(async () => (await alerts()).length, { timeout: 120_000 }).toBeGreaterThan(0);

  await page.getByRole('link', { name: `Edit ${id}` }).click();
  await expect(form.getByLabel('Above', { exact: true })).toHaveValue('1');
  await form.getByLabel('Title').fill('Search is called');
  await form.getByRole('button', { name: 'Save the changes' }).click();
  await expect(page.getByRole('row').filter({ hasText: 'Search is called' })).toBeVisible();

  await page.getByRole('button', { name: `Delete the rule ${id}` }).click();
  await expect(page.getByRole('button', { name: `Delete the rule ${id}` })).toHaveCount(0);
  await expect.poll(async () => (await alerts()).every(({ resolvedAt }) => resolvedAt !== null), { timeout: 120_000 }).toBe(true);
});
