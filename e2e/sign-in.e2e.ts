import type { Page } from '@playwright/test';
import { fits } from './reader.ts';
import { cookieHeader, demoSession } from './session.ts';
import { expect, test } from './test.ts';

test.use({ storageState: { cookies: [], origins: [] } });

const signOut = (page: Page) => page.getByRole('button', { name: 'Sign out' }).click();

test('one click lets a newcomer in, and a member of a team sees that team alone', async ({ page, findings }) => {
  await page.goto('/search/endpoints?range=1h');
  await expect(page).toHaveURL(/\/sign-in\?to=%2Fsearch%2Fendpoints%3Frange%3D1h$/);
  expect(await findings()).toEqual([]);
  await page.getByRole('button', { name: /Mia Member of team search/ }).click();
  await expect(page).toHaveURL(/\/search\/endpoints\?range=1h$/);
  await expect(page.getByRole('link', { name: /Mia Member/ })).toBeVisible();
  await page.goto('/all');
  const teams = page.getByRole('combobox', { name: /team/i }).first().locator('option');
  await expect(teams).toHaveText(['All teams', 'search']);
});

test('another team does not exist for a member', async ({ page, request, forgive404, product }) => {
  await page.goto('/sign-in');
  await page.getByRole('button', { name: /Mia Member/ }).click();
  await expect(page).toHaveURL(/\/all$/);
  await page.goto('/vision');
  await expect(page.getByRole('heading', { name: 'This page was not found' })).toBeVisible();
  forgive404();
  const answer = await request.get(`${product.url}/api/v1/export/endpoints?team=search&format=json`);
  expect(answer.status()).toBe(401);
});

test('signing out ends the session, on the server too', async ({ page, context }) => {
  await page.goto('/sign-in');
  await page.getByRole('button', { name: /Omar Operator/ }).click();
  await expect(page).toHaveURL(/\/all$/);
  const held = await context.cookies();
  expect(held.find(({ name }) => name === '__Host-trailwatch')).toMatchObject({
    httpOnly: true,
    secure: true,
    sameSite: 'Lax',
    path: '/',
    domain: 'localhost',
  });
  await signOut(page);
  await expect(page).toHaveURL(/\/sign-in$/);
  expect((await context.cookies()).map(({ name }) => name)).not.toContain('__Host-trailwatch');
  await context.addCookies(held);
  await page.goto('/all');
  await expect(page).toHaveURL(/\/sign-in$/);
});

test('a wrong password is told, and a link elsewhere is not followed', async ({ page, complaints }) => {
  await page.goto('/sign-in?to=//evil.example/x');
  await page.getByLabel('E-mail').fill('eve@example.com');
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'wrong' })).toBeVisible();
  complaints.splice(0, complaints.length, ...complaints.filter((line) => !line.includes('401')));
  await page.getByRole('button', { name: /Audrey Auditor/ }).click();
  await expect(page).toHaveURL(/localhost:\d+\/all$/);
});

test('a link’s token stays in the browser: no URL that is asked for has it, nor the address bar', async ({ page, product }) => {
  const headers = { ...cookieHeader(await demoSession(product.url, 'ada')), 'Content-Type': 'application/json' };
  const body = JSON.stringify({ role: 'auditor', email: 'lin@example.com' });
  const answer = await fetch(`${product.url}/api/v1/people/invitations`, { method: 'POST', headers, body });
  const { link } = (await answer.json()) as { link: string };
  const token = new URL(link).hash.slice(1);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url(), request.headers().referer ?? ''));
  await page.goto(link);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Welcome');
  await expect(page.getByLabel('E-mail')).toHaveValue('lin@example.com');
  await expect(page).toHaveURL(/\/invitation$/);
  await page.getByLabel('Name').fill('Lin');
  await page.getByLabel('Password').fill('gravel sonata mirror thimble');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/account$/);
  expect(asked.filter((one) => one.includes(token) && !one.includes('#'))).toEqual([]);
  expect(
    await page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .map(({ name }) => name)
        .join(' '),
    ),
  ).not.toContain(token);
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This link is incomplete');
});

test('while the server is away a link says so, and is looked at again', async ({ page, complaints }) => {
  await page.route('**/api/auth/link/look', (route) => route.abort());
  await page.goto('/invitation#none');
  await expect(page.getByRole('alert').filter({ hasText: 'could not be reached' })).toBeVisible();
  await page.unroute('**/api/auth/link/look');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This link no longer works');
  complaints.splice(0, complaints.length, ...complaints.filter((line) => !line.includes('ERR_FAILED')));
});

for (const [path, heading] of [
  ['/sign-in', 'Sign in'],
  ['/setup', 'This link is incomplete'],
  ['/setup#none', 'This link no longer works'],
  ['/invitation#none', 'This link no longer works'],
] as const) {
  test(`${path} passes axe and fits a phone`, async ({ page, findings, findingsInLight }) => {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
    await expect(page.locator('h1')).toHaveCount(1);
    expect(await findings()).toEqual([]);
    expect(await findingsInLight()).toEqual([]);
    await fits(page, [390]);
  });
}
