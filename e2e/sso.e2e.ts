import type { Page } from '@playwright/test';
import { Client } from 'pg';
import { freePort } from './free-port.ts';
import { startIdentityProvider } from './identity-provider.ts';
import { fits } from './reader.ts';
import { type SecondConsole, startSecondConsole } from './second-console.ts';
import { expect, test } from './test.ts';

test.describe.configure({ mode: 'serial' });
test.use({ storageState: { cookies: [], origins: [] } });

const secret = 'known to both sides, and to nobody else';
const people = {
  mara: ['ml-search'],
  audra: ['compliance'],
  alma: ['admins'],
  nora: ['gardening'],
};
let port = 0;
let console: SecondConsole;
let provider: Awaited<ReturnType<typeof startIdentityProvider>> | undefined;

test.beforeAll(async ({ product }) => {
  port = await freePort();
  const config = `signIn:
  password: false
  secondFactor: [auditor]
  oidc:
    name: Example
    issuer: http://127.0.0.1:${port}
    clientId: trailwatch
    groups:
      - { group: admins, role: administrator }
      - { group: compliance, role: auditor }
      - { group: ml-search, role: member, teams: [search] }
`;
  console = await startSecondConsole(product, { config, environment: { TRAILWATCH_OIDC_SECRET: secret } });
});
test.afterAll(async () => {
  await console?.stop();
  await provider?.stop();
});

const button = (page: Page) => page.getByRole('button', { name: 'Sign in with Example' });

/** Away to the provider's own page, which asks who it is. */
async function leave(page: Page, path = '/'): Promise<void> {
  await page.goto(`${console.url}${path}`);
  await button(page).click();
  await expect(page.getByRole('heading', { name: 'Example identity provider' })).toBeVisible();
}

async function answer(page: Page, name: keyof typeof people, hasCode = false): Promise<void> {
  await page.getByLabel('Name').fill(name);
  if (hasCode) await page.getByLabel('and the code of an app').check();
  await page.getByRole('button', { name: 'Go on' }).click();
}

const refusal = (page: Page, text: RegExp) => page.getByRole('alert').filter({ hasText: text });

test('a provider that is down is told, and asked anew when it is there', async ({ page, complaints }) => {
  await page.goto(`${console.url}/sign-in`);
  await button(page).click();
  await expect(refusal(page, /could not be reached/)).toBeVisible();
  complaints.splice(0, complaints.length, ...complaints.filter((line) => !line.includes('503')));
  provider = await startIdentityProvider({ callback: `${console.url}/api/auth/sso/callback`, secret, port, people });
  await button(page).click();
  await expect(page.getByRole('heading', { name: 'Example identity provider' })).toBeVisible();
});

test('the button leads to the provider and back, into the team of the group alone, and out again', async ({
  page,
  context,
  forgive404,
}) => {
  await leave(page, '/search/endpoints?range=1h');
  await answer(page, 'mara');
  await expect(page).toHaveURL(`${console.url}/search/endpoints?range=1h`);
  await expect(page.getByRole('link', { name: /Mara Example/ })).toBeVisible();
  await page.goto(`${console.url}/all`);
  const teams = page.getByRole('combobox', { name: /team/i }).first().locator('option');
  await expect(teams).toHaveText(['All teams', 'search']);
  for (const path of ['/vision', '/all/people', '/all/journal']) {
    expect((await page.goto(`${console.url}${path}`))?.status(), path).toBe(404);
  }
  forgive404();
  await page.goto(`${console.url}/account`);
  await expect(page.getByText('mara@sso.example')).toBeVisible();

  const held = await context.cookies(console.url);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await context.addCookies(held.filter(({ name }) => name === '__Host-trailwatch'));
  await page.goto(`${console.url}/all`);
  await expect(page, 'the session ended on the server').toHaveURL(/\/sign-in$/);
  await button(page).click();
  await expect(page, 'the provider still knows who it is').toHaveURL(`${console.url}/all`);
});

test('who is in no group is refused in words, and so is who cancels', async ({ page, findings }) => {
  await leave(page);
  await answer(page, 'nora');
  await expect(refusal(page, /None of your groups has access here. Ask an administrator./)).toBeVisible();
  expect(await findings()).toEqual([]);
  await page.goto(`${console.url}/all`);
  await expect(page).toHaveURL(/\/sign-in$/);
  await page.context().clearCookies({ domain: '127.0.0.1' });
  await leave(page);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(refusal(page, /or you cancelled there/)).toBeVisible();
});

test('without passwords there is the button, and no door for a password', async ({ page }) => {
  await page.goto(`${console.url}/sign-in`);
  await expect(button(page)).toBeVisible();
  await expect(page.getByLabel('E-mail')).toHaveCount(0);
  await expect(page.getByLabel('Password')).toHaveCount(0);
  await expect(page.getByText('Look around as')).toHaveCount(0);
  const ask = (door: string, data: object) => page.request.post(`${console.url}/api/auth/${door}`, { data });
  const asked = { email: 'mara@sso.example', password: 'gravel sonata mirror thimble' };
  expect((await ask('sign-in', asked)).status()).toBe(404);
  expect((await ask('demo', { person: 'ada' })).status()).toBe(404);
});

test('a role that asks for two factors gets on with two at the provider, and with one to the account page', async ({ page }) => {
  await leave(page);
  await answer(page, 'audra');
  await expect(page).toHaveURL(/\/account$/);
  await expect(page.getByRole('heading', { name: 'One more step: a second factor' })).toBeVisible();
  // An open page would notice that its session is gone, and leave for the sign-in while the test does.
  await page.goto('about:blank');
  await page.context().clearCookies();
  await leave(page);
  await answer(page, 'audra', true);
  await expect(page).toHaveURL(`${console.url}/all`);
});

test('a grave act asks for a fresh sign-in, and the provider for the person', async ({ page, product }) => {
  await leave(page);
  await answer(page, 'alma');
  await expect(page).toHaveURL(`${console.url}/all`);
  const client = new Client({ connectionString: product.databaseUrl });
  await client.connect();
  const { rows } = await client.query(`select id from person where email = 'alma@sso.example'`);
  const own = `${console.url}/all/people/${rows[0].id}`;
  const change = page.getByRole('button', { name: 'Change', exact: true });
  await page.goto(own);
  await expect(change).toBeVisible();
  await client.query(`update session set proved_at = now() - interval '11 minutes'
    where person_id = (select id from person where email = 'alma@sso.example')`);
  await client.end();
  await page.goto(own);
  await expect(change).toHaveCount(0);
  await page.getByRole('link', { name: 'Sign in again' }).click();
  await button(page).click();
  await expect(page.getByRole('heading', { name: 'Example identity provider' }), 'though it knows her').toBeVisible();
  await answer(page, 'alma');
  await expect(page).toHaveURL(own);
  await expect(change).toBeVisible();
});

test('the sign-in page with the button alone passes axe and fits', async ({ page, findings, findingsInLight }) => {
  for (const path of ['/sign-in', '/sign-in?why=untimed&again=1']) {
    await page.goto(`${console.url}${path}`);
    await expect(page.locator('h1')).toHaveCount(1);
    expect(await findings()).toEqual([]);
    expect(await findingsInLight()).toEqual([]);
    await fits(page, [1440, 390]);
  }
});
