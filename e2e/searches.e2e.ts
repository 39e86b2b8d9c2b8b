import { settled, until } from './reader.ts';
import { cookieHeader, demoSession } from './session.ts';
import { expect, test } from './test.ts';

test('a search is kept for a team, found by its people, and deleted by who kept it', async ({ page, product, findings }) => {
  await settled(page, '/search/audit?range=7d&result=denied');
  const name = page.getByRole('textbox', { name: /^Keep this search for team search/ });
  const menu = page.getByRole('button', { name: 'Saved searches' });
  await until(() => menu.click(), name);
  await name.fill('Refusals of the week');
  expect(await findings()).toEqual([]);
  await page.getByRole('button', { name: 'Keep' }).click();
  const saved = page.getByRole('navigation', { name: 'Saved searches' });
  const kept = saved.getByRole('link', { name: 'Refusals of the week' }).first();
  await expect(kept).toHaveAttribute('href', '/search/audit?range=7d&result=denied');

  const headers = cookieHeader(await demoSession(product.url, 'mia'));
  const asked = await fetch(`${product.url}/api/v1/searches?team=search`, { headers });
  expect((await asked.json()).items).toMatchObject([{ name: 'Refusals of the week', team: 'search' }]);

  await settled(page, '/search/audit');
  await kept.click();
  await expect(page).toHaveURL(/range=7d&result=denied$/);
  await until(() => menu.click(), page.getByRole('button', { name: 'Delete Refusals of the week' }));
  await page.getByRole('button', { name: 'Delete Refusals of the week' }).click();
  await expect(kept).toHaveCount(0);
});
