import type { Page } from '@playwright/test';
import { expect } from './test.ts';
import { totp } from './totp.ts';

export const password = 'gravel sonata mirror thimble';

export type Joined = { secret: string; recoveryCodes: string[] };

/** Opens a link that was handed over, as somebody new: it leads to the page that asks for a second factor. */
export async function openLink(page: Page, link: string, name: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/account$/);
  await expect(page.getByRole('heading', { name: 'One more step: a second factor' })).toBeVisible();
}

/** Begins an authenticator app on the account page. */
export async function beginApp(page: Page): Promise<Joined> {
  const form = page.getByRole('form', { name: 'Set up an authenticator app' });
  await form.getByLabel('Password').fill(password);
  await form.getByRole('button', { name: 'Set up' }).click();
  await expect(page.getByRole('img', { name: /QR code/ })).toBeVisible();
  const secret = (await page.locator('code').first().textContent()) ?? '';
  return {
    secret,
    recoveryCodes: await page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem').allTextContents(),
  };
}

export async function confirmApp(page: Page, { secret }: Joined): Promise<void> {
  await page.getByLabel('Code shown in the app now').fill(totp(secret));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expect(page).toHaveURL(/\/all$/);
}

/** The same to the end: the console is open. */
export async function join(page: Page, link: string, name: string): Promise<Joined> {
  await openLink(page, link, name);
  const begun = await beginApp(page);
  await confirmApp(page, begun);
  return begun;
}
