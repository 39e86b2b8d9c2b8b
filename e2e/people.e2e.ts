import type { Page } from '@playwright/test';
import { join } from './join.ts';
import { fits, settled } from './reader.ts';
import { demoSession } from './session.ts';
import { expect, test } from './test.ts';

test.use({ storageState: { cookies: [], origins: [] } });

/** Signs in with the button of a demo's person, and from there back to `path`. */
async function enter(page: Page, person: RegExp, path: string): Promise<void> {
  await page.goto(`/sign-in?to=${encodeURIComponent(path)}`);
  await page.getByRole('button', { name: person }).click();
  await expect(page).toHaveURL(new RegExp(`${path}$`));
}

/** The link that the people page shows once. */
async function inviteBy(
  page: Page,
  { email, role, teams = [] }: { email: string; role: string; teams?: string[] },
): Promise<string> {
  await settled(page, '/all/people');
  const form = page.getByRole('form', { name: 'Invite somebody' });
  await form.getByLabel('E-mail').fill(email);
  await form.getByLabel('Role').selectOption(role);
  for (const team of teams) await form.getByLabel(team, { exact: true }).check();
  await form.getByRole('button', { name: 'Create link' }).click();
  const link = await page.locator('[data-given="link"]').textContent();
  expect(link).toMatch(/\/invitation#[\w-]{43}$/);
  return link ?? '';
}

test('somebody is invited, joins in another browser, and loses the session with the role', async ({ page, browser, product }) => {
  await enter(page, /Ada Administrator/, '/all/people');
  const link = await inviteBy(page, { email: 'nina@example.com', role: 'member', teams: ['search'] });
  const context = await browser.newContext({ baseURL: product.url });
  const theirs = await context.newPage();
  await join(theirs, link, 'Nina New');
  await expect(theirs.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'People', exact: true })).toHaveCount(
    0,
  );
  const foreign = await theirs.goto('/all/people');
  expect(foreign?.status()).toBe(404);

  await settled(page, '/all/people');
  await expect(page.getByRole('row', { name: /Nina New/ })).toContainText('search');
  await page.getByRole('link', { name: 'Nina New' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Nina New');
  const form = page.getByRole('form', { name: 'Role and teams' });
  await form.getByLabel('Role').selectOption('auditor');
  await form.getByRole('button', { name: 'Change' }).click();
  await expect(page.getByText('Auditor, active; signs in with password, code')).toBeVisible();
  await theirs.goto('/all');
  await expect(theirs, 'the session ended with the role').toHaveURL(/\/sign-in$/);
  await context.close();

  await settled(page, '/all/journal?on=Nina');
  for (const action of ['Changed a role', 'Looked at a person’s activity']) {
    await expect(page.getByRole('cell', { name: action }).first()).toBeVisible();
  }
});

test('the last administrator is neither lowered nor disabled', async ({ page, browser, product, complaints }) => {
  await enter(page, /Ada Administrator/, '/all/people');
  const link = await inviteBy(page, { email: 'root@example.com', role: 'administrator' });
  const context = await browser.newContext({ baseURL: product.url });
  await join(await context.newPage(), link, 'Rita Root');
  await context.close();
  await settled(page, '/all/people');
  await page.getByRole('link', { name: 'Rita Root' }).click();
  await page.getByRole('form', { name: 'Role and teams' }).getByLabel('Role').selectOption('member');
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  const refusal = page.getByRole('alert').filter({ hasText: 'last active administrator' });
  await expect(refusal).toHaveCount(1);
  await page.getByRole('button', { name: 'Disable Rita Root' }).click();
  await expect(refusal).toHaveCount(2);
  complaints.splice(0, complaints.length, ...complaints.filter((line) => !line.includes('409')));
});

test('what nobody owns is given to a team by hand, and taken back', async ({ page, browser, product }) => {
  const others = await browser.newContext({
    baseURL: product.url,
    storageState: { cookies: [await demoSession(product.url, 'mia')], origins: [] },
  });
  const mia = await others.newPage();
  await enter(page, /Omar Operator/, '/all/teams');
  await settled(page, '/all/teams');
  // Endpoints that no tag and no rule of the demo names: they stand in its roster, and no new ones come.
  const group = page.locator('main details').filter({ hasText: 'other endpoints' });
  await group.locator('summary').click();
  const boxes = await group.getByRole('checkbox').all();
  const { name } = JSON.parse((await boxes[0]?.getAttribute('value')) ?? '{}') as { name: string };
  for (const box of boxes.slice(1)) await box.uncheck();
  const seen = async () => {
    await settled(mia, `/search/resources?q=${encodeURIComponent(name)}`);
    return mia.getByRole('rowheader', { name, exact: true }).count();
  };
  expect(await seen(), 'nobody of the team sees it').toBe(0);
  await group.getByLabel('To team').selectOption('search');
  await group.getByLabel('Reason').fill('the search team runs it');
  await group.getByRole('button', { name: 'Assign by hand' }).click();
  const undo = page.getByRole('button', { name: `Undo for ${name}` });
  await expect(undo).toBeVisible();
  expect(await seen(), 'the team sees it at once').toBe(1);
  await undo.click();
  await expect(undo).toHaveCount(0);
  expect(await seen(), 'and no more').toBe(0);
  await others.close();
});

test('a rule is tried without being saved', async ({ page, findings }) => {
  await enter(page, /Omar Operator/, '/all/teams');
  await settled(page, '/all/teams');
  const form = page.getByRole('form', { name: 'What a rule would move' });
  await form.getByLabel('Kind, for resources').selectOption('endpoint');
  await form.getByLabel('Name, * for any text').fill('*');
  await form.getByLabel('Gives to team').fill('newcomers');
  await form.getByLabel('Stands').selectOption('first');
  await form.getByRole('button', { name: 'Show what it would move' }).click();
  await expect(page.getByText(/It would move/)).toBeVisible();
  await expect(page.getByText('- { team: "newcomers", match: { kind: "endpoint", name: "*" } }')).toBeVisible();
  expect(await findings()).toEqual([]);
  await settled(page, '/all/teams');
  await expect(page.getByRole('table', { name: 'Teams' }).getByText('newcomers')).toHaveCount(0);
});

test('who may not manage people finds no such page, and an auditor assigns nothing', async ({ page, forgive404 }) => {
  await enter(page, /Audrey Auditor/, '/all');
  expect((await page.goto('/all/people'))?.status()).toBe(404);
  forgive404();
  await settled(page, '/all/teams');
  await expect(page.getByRole('button', { name: 'Assign by hand' })).toHaveCount(0);
});

test('people and teams pass axe and fit a phone', async ({ page, findings, findingsInLight }) => {
  await enter(page, /Ada Administrator/, '/all/people');
  for (const path of ['/all/people', '/all/people/demo:ada', '/all/teams']) {
    await page.setViewportSize({ width: 1440, height: 1000 });
    await settled(page, path);
    await expect(page.locator('h1')).toHaveCount(1);
    // At once: live data may take a group away between two.
    await page.locator('main details').evaluateAll((all) => {
      for (const closed of all) closed.setAttribute('open', '');
    });
    expect(await findings()).toEqual([]);
    expect(await findingsInLight()).toEqual([]);
    await fits(page, [1440, 1024, 390]);
    expect(await findings()).toEqual([]);
  }
});

test('who lost their app comes in again by a link, with a reason in the journal', async ({
  page,
  browser,
  product,
  findings,
}) => {
  await enter(page, /Ada Administrator/, '/all/people');
  const link = await inviteBy(page, { email: 'lena@example.com', role: 'auditor' });
  const context = await browser.newContext({ baseURL: product.url });
  const theirs = await context.newPage();
  await join(theirs, link, 'Lena Lost');
  await settled(page, '/all/people');
  await page.getByRole('link', { name: 'Lena Lost' }).click();
  const form = page.getByRole('form', { name: 'Lost second factor' });
  await form.getByLabel(/Reason/).fill('phone lost; called back at the desk');
  expect(await findings()).toEqual([]);
  await form.getByRole('button', { name: 'Remove factors and create a link' }).click();
  const fresh = (await page.locator('[data-given="link"]').textContent()) ?? '';
  await theirs.goto('/all');
  await expect(theirs, 'the session ended').toHaveURL(/\/sign-in$/);
  await theirs.goto(fresh);
  await theirs.getByLabel('Password').fill('harbour violin cactus seventeen');
  await theirs.getByRole('button', { name: 'Set password' }).click();
  await theirs.getByLabel('E-mail').fill('lena@example.com');
  await theirs.getByLabel('Password').fill('harbour violin cactus seventeen');
  await theirs.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(theirs.getByRole('heading', { name: 'One more step: a second factor' })).toBeVisible();
  await context.close();
  await settled(page, '/all/journal?on=Lena');
  await expect(page.getByRole('cell', { name: 'Removed a person’s lost factors' })).toBeVisible();
});
