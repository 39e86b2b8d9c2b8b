import type { Page } from '@playwright/test';
import { fits } from './reader.ts';
import { cookieHeader, demoSession } from './session.ts';
import { expect, test } from './test.ts';
import { totp } from './totp.ts';

test.use({ storageState: { cookies: [], origins: [] } });

const password = 'gravel sonata mirror thimble';

/** A person with a password, by the link that the demo's administrator hands over. */
async function invited(page: Page, url: string, email: string): Promise<void> {
  const headers = { ...cookieHeader(await demoSession(url, 'ada')), 'Content-Type': 'application/json' };
  const answer = await fetch(`${url}/api/v1/people/invitations`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ role: 'auditor', email }),
  });
  const { link } = (await answer.json()) as { link: string };
  await page.goto(link);
  await expect(page.getByLabel('E-mail')).toHaveValue(email);
  await page.getByLabel('Name').fill('Eve Auditor');
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/all$/);
}

async function signOut(page: Page): Promise<void> {
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
  await invited(page, product.url, email);
  await page.goto('/account');
  const form = page.getByRole('form', { name: 'Set up an authenticator app' });
  await form.getByLabel('Password').fill(password);
  await form.getByRole('button', { name: 'Set up' }).click();
  await expect(page.getByRole('img', { name: /QR code/ })).toBeVisible();
  expect(await findings()).toEqual([]);
  const secret = (await page.locator('code').first().textContent()) ?? '';
  const [recovery = ''] = await page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem').allTextContents();
  await page.getByLabel('Code that the app shows now').fill(totp(secret));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expect(page.getByText('asked after the password')).toBeVisible();

  await signOut(page);
  await enterPassword(page, email);
  await page.getByLabel('Code of your authenticator app').fill('000000');
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'code is wrong' })).toBeVisible();
  complaints.splice(0, complaints.length, ...complaints.filter((line) => !line.includes('401')));
  await page.goto('/all');
  await expect(page, 'a password alone opens nothing').toHaveURL(/\/sign-in$/);

  await enterPassword(page, email);
  // The code that set the app up opens nothing again: the next one is taken already.
  await page.getByLabel('Code of your authenticator app').fill(totp(secret, Date.now() + 30_000));
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page).toHaveURL(/\/all$/);

  await signOut(page);
  await enterPassword(page, email);
  await page.getByRole('button', { name: 'Use a recovery code' }).click();
  await page.getByLabel('Recovery code').fill(recovery);
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page).toHaveURL(/\/all$/);
});

test('a passkey signs in by itself', async ({ page, context, product, findings }) => {
  const device = await context.newCDPSession(page);
  await device.send('WebAuthn.enable');
  const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true } as const;
  const { authenticatorId } = await device.send('WebAuthn.addVirtualAuthenticator', {
    options: { ...options, isUserVerified: true, automaticPresenceSimulation: true },
  });
  await invited(page, product.url, 'passkey@example.com');
  await page.goto('/account');
  await page.getByLabel('What to call it').fill('this laptop');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
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
  await page.getByRole('button', { name: 'End all others' }).click();
  await expect(page.getByRole('list', { name: 'Sessions' }).getByRole('listitem')).toHaveCount(1);
  const answer = await fetch(`${product.url}/api/v1/find?q=x`, { headers: cookieHeader(other) });
  expect(answer.status).toBe(401);
});

test('a password is changed, and weak ones are refused', async ({ page, product, complaints }) => {
  await invited(page, product.url, 'change@example.com');
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

for (const theme of ['dark', 'light'] as const) {
  test.describe(theme, () => {
    test.use({ theme });
    test(`the account page passes axe and fits a phone, ${theme}`, async ({ page, product, findings }) => {
      await invited(page, product.url, `axe-${theme}@example.com`);
      await page.goto('/account');
      await expect(page.locator('h1')).toHaveCount(1);
      expect(await findings()).toEqual([]);
      await fits(page, [1440, 1024, 390]);
      expect(await findings()).toEqual([]);
    });
  });
}
