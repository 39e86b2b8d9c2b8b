import type { BrowserContext, Page } from '@playwright/test';
import { Client } from 'pg';
import { expect, test } from './test.ts';

test.use({ storageState: { cookies: [], origins: [] } });

/** A page that is awake: until then its buttons are plain forms, which also sign out, but clear nothing. */
const awake = (page: Page) => page.waitForResponse((answer) => answer.url().endsWith('/api/v1/live') && answer.ok());
/** A page that is cleared while it still streams says so in the console. */
const whole = async (page: Page): Promise<void> => {
  await page.waitForLoadState('load');
  await expect(page.locator('main [aria-busy="true"]')).toHaveCount(0, { timeout: 60_000 });
};
const signIn = async (page: Page, name: RegExp): Promise<void> => {
  await page.goto('/sign-in');
  const streaming = awake(page);
  await page.getByRole('button', { name }).click();
  await expect(page).toHaveURL(/\/all$/);
  await streaming;
  await whole(page);
};
const open = async (context: BrowserContext, path: string): Promise<Page> => {
  const page = await context.newPage();
  const streaming = awake(page);
  await page.goto(path);
  await streaming;
  await whole(page);
  return page;
};
const signOut = (page: Page) => page.getByRole('button', { name: 'Sign out' }).click();
const isCleared = async (page: Page): Promise<void> => {
  await expect(page).toHaveURL(/\/sign-in(\?to=[^&]*)?$/);
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await expect(page.locator('.shell, #main')).toHaveCount(0);
};
/** A page that asks, with no session any more, is told so. */
const forgive401 = (complaints: string[]): void =>
  void complaints.splice(0, complaints.length, ...complaints.filter((line) => !line.includes('401')));

const see = (page: Page, state: 'visible' | 'hidden') =>
  page.evaluate((wanted) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => wanted });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);

const endSessions = async (databaseUrl: string, personId: string): Promise<void> => {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query('delete from session where person_id = $1', [personId]);
  await client.end();
};

test('signing out in one tab clears the others, at whatever instant they stand; theme and zone stay', async ({
  page,
  context,
}) => {
  await signIn(page, /Omar Operator/);
  const live = await open(context, '/search/endpoints?range=1h');
  const fixed = await open(context, `/all?asOf=${new Date(Date.now() - 3_600_000).toISOString()}`);
  const hidden = await open(context, '/all/resources');
  await see(hidden, 'hidden');
  await signOut(page);
  await expect(page).toHaveURL(/\/sign-in$/);
  for (const other of [live, fixed, hidden]) await isCleared(other);
  expect((await context.cookies()).map(({ name }) => name)).toContain('__Host-trailwatch-theme');
  await page.goBack().catch(() => {});
  await isCleared(page);
});

test('a session that is ended elsewhere takes its open pages with it, and who signs in again is back where they were', async ({
  page,
  context,
  complaints,
  product,
}) => {
  await signIn(page, /Audrey Auditor/);
  const fixed = await open(context, `/all?asOf=${new Date(Date.now() - 3_600_000).toISOString()}`);
  await expect(page.getByRole('link', { name: /Audrey Auditor/ })).toBeVisible();
  await endSessions(product.databaseUrl, 'demo:audrey');
  await isCleared(page);
  await isCleared(fixed);
  forgive401(complaints);
  await fixed.getByRole('button', { name: /Audrey Auditor/ }).click();
  await expect(fixed).toHaveURL(/\/all\?asOf=/);
});

test('a hidden tab whose session ended is cleared as it is seen again', async ({ page, complaints, product }) => {
  await signIn(page, /Audrey Auditor/);
  await see(page, 'hidden');
  await endSessions(product.databaseUrl, 'demo:audrey');
  await page.waitForTimeout(2500);
  await see(page, 'visible');
  await isCleared(page);
  forgive401(complaints);
});

test('a tab of somebody else’s, who signed in with this browser, does not stay', async ({ page, context }) => {
  await signIn(page, /Omar Operator/);
  const other = await open(context, '/all/runs');
  await page.goto('/sign-in?again=');
  await page.getByRole('button', { name: /Mia Member/ }).click();
  await expect(page).toHaveURL(/\/all$/);
  await expect(other.getByRole('link', { name: /Mia Member/ })).toBeVisible();
  await expect(other.getByText('Omar Operator')).toHaveCount(0);
});

test('a page is cleared also where the server cannot be reached, and says that the session may be open', async ({
  page,
  context,
  complaints,
}) => {
  await signIn(page, /Mia Member/);
  await context.route('**/api/auth/sign-out', (route) => route.abort());
  await signOut(page);
  await expect(page.getByText('your session may still be open')).toBeVisible();
  expect(await page.content()).not.toContain('Mia Member');
  complaints.splice(0, complaints.length, ...complaints.filter((line) => !line.includes('ERR_FAILED')));
});
