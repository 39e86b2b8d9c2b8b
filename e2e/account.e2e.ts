import type { Page } from '@playwright/test';
import { Pool } from 'pg';
import { beginApp, confirmApp, join, openLink, password } from './join.ts';
import { fits } from './reader.ts';
import { cookieHeader, demoSession } from './session.ts';
import { expect, test } from './test.ts';
import { totp } from './totp.ts';

test.use({ storageState: { cookies: [], origins: [] } });

/** The link that the demo's administrator hands over. */
async function linkFor(url: string, email: string): Promise<string> {
  const headers = { ...cookieHeader(await demoSession(url, 'ada')), 'Content-Type': 'application/json' };
  const answer = await fetch(`${url}/api/v1/people/invitations`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ role: 'auditor', email }),
  });
  return ((await answer.json()) as { link: string }).link;
}

async function signOut(page: Page): Promise<void> {
  // Who leaves while panels still come in makes React tell the console that they never did.
  await expect(page.locator('main [aria-busy="true"]')).toHaveCount(0);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
}

async function enterPassword(page: Page, email: string): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

test('an authenticator app is set up, asked for, and replaced by a recovery code', async ({
  page,
  product,
  findings,
  complaints,
}) => {
  const email = 'code@example.com';
  await openLink(page, await linkFor(product.url, email), 'Eve Auditor');
  await page.goto('/all/journal');
  await expect(page, 'nothing else is open before').toHaveURL(/\/account$/);
  expect(await findings()).toEqual([]);
  const begun = await beginApp(page);
  expect(await findings()).toEqual([]);
  await confirmApp(page, begun);
  const confirmed = totp(begun.secret);
  await page.goto('/account');
  await expect(page.getByText('asked after the password; 10 recovery codes are left')).toBeVisible();

  await signOut(page);
  await enterPassword(page, email);
  await page.getByRole('button', { name: 'Use a recovery code' }).click();
  await page.getByLabel('Recovery code').fill(begun.recoveryCodes[0] ?? '');
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page).toHaveURL(/\/all$/);

  await signOut(page);
  await enterPassword(page, email);
  await page.goto('/all');
  await expect(page, 'a password alone opens nothing').toHaveURL(/\/sign-in$/);
  await enterPassword(page, email);
  const code = page.getByLabel('Code from your authenticator app');
  // The code that set the app up opens nothing again.
  await expect.poll(() => totp(begun.secret), { timeout: 40_000 }).not.toBe(confirmed);
  await code.fill(confirmed);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'This code has run out. Enter the one shown now.' })).toBeVisible();
  complaints.splice(0, complaints.length, ...complaints.filter((line) => !line.includes('401')));
  await code.fill(totp(begun.secret));
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page).toHaveURL(/\/all$/);
});

test('a passkey signs in by itself', async ({ page, context, product, findings }) => {
  const device = await context.newCDPSession(page);
  await device.send('WebAuthn.enable');
  const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true } as const;
  const { authenticatorId } = await device.send('WebAuthn.addVirtualAuthenticator', {
    options: { ...options, isUserVerified: true, automaticPresenceSimulation: true },
  });
  await openLink(page, await linkFor(product.url, 'passkey@example.com'), 'Eve Auditor');
  await page.getByLabel('Passkey name').fill('this laptop');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await expect(page, 'the console opens').toHaveURL(/\/all$/);
  await page.goto('/account');
  await expect(page.getByRole('list', { name: 'Passkeys' })).toContainText('this laptop');
  expect(await findings()).toEqual([]);
  await signOut(page);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await expect(page).toHaveURL(/\/all$/);
  await expect(page.getByRole('link', { name: /Eve Auditor/ })).toBeVisible();

  await device.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
  await signOut(page);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'No passkey was given' })).toBeVisible();
});

test('another session is ended from the account page', async ({ page, product }) => {
  const other = await demoSession(product.url, 'audrey');
  await page.goto('/sign-in');
  await page.getByRole('button', { name: /Audrey Auditor/ }).click();
  await expect(page).toHaveURL(/\/all$/);
  await page.goto('/account');
  await page.getByRole('button', { name: 'End all other sessions' }).click();
  await expect(page.getByRole('list', { name: 'Sessions' }).getByRole('listitem')).toHaveCount(1);
  const answer = await fetch(`${product.url}/api/v1/find?q=x`, { headers: cookieHeader(other) });
  expect(answer.status).toBe(401);
});

test('who signed in long ago is asked to sign in again before a session is ended', async ({ page, context, product }) => {
  const held = await demoSession(product.url, 'omar');
  await context.addCookies([held]);
  await demoSession(product.url, 'omar');
  const pool = new Pool({ connectionString: product.databaseUrl });
  await pool.query(`update session set created_at = now() - interval '11 minutes' where person_id = 'demo:omar'`);
  await pool.end();
  await page.goto('/account');
  await expect(page.getByRole('button', { name: /^End/ })).toHaveCount(0);
  await page.getByRole('link', { name: 'Sign in again to end others' }).click();
  await page.getByRole('button', { name: /Omar Operator/ }).click();
  await expect(page).toHaveURL(/\/account$/);
  await page.getByRole('button', { name: 'End all other sessions' }).click();
  await expect(page.getByRole('list', { name: 'Sessions' }).getByRole('listitem')).toHaveCount(1);
});

test('a password is changed, and weak ones are refused', async ({ page, product, complaints }) => {
  await join(page, await linkFor(product.url, 'change@example.com'), 'Eve Auditor');
  await page.goto('/account');
  const form = page.getByRole('form', { name: 'Change the password' });
  await form.getByLabel('Current password').fill(password);
  await form.getByLabel('New password').fill('password12345');
  await form.getByRole('button', { name: 'Change' }).click();
  await expect(form.getByRole('alert')).toContainText('easily guessed');
  complaints.splice(0, complaints.length, ...complaints.filter((line) => !line.includes('400')));
  await form.getByLabel('New password').fill('harbour violin cactus seventeen');
  await form.getByRole('button', { name: 'Change' }).click();
  await expect(form.getByLabel('New password')).toHaveValue('');
});

test('the account page passes axe and fits a phone', async ({ page, product, findings, findingsInLight }) => {
  await join(page, await linkFor(product.url, 'axe@example.com'), 'Eve Auditor');
  await page.goto('/account');
  await expect(page.locator('h1')).toHaveCount(1);
  expect(await findings()).toEqual([]);
  expect(await findingsInLight()).toEqual([]);
  await fits(page, [1440, 1024, 390]);
  expect(await findings()).toEqual([]);
});
