import { settled } from './reader.ts';
import { cookieHeader, demoSession } from './session.ts';
import { expect, test } from './test.ts';

test('an alert is found in the inbox, opened, taken by a key, told to the others, and given back', async ({
  page,
  product,
  findings,
}) => {
  await settled(page, '/all/alerts?rule=job_failed&state=open');
  const first = page.getByRole('link', { name: /: a job failed$/ }).first();
  const name = (await first.textContent()) ?? '';
  await first.click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  await expect(page.getByText('Likely causes')).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: 'fired' }).first()).toBeVisible();
  const id = /\/alerts\/(\d+)/.exec(page.url())?.[1];

  await expect(page.getByRole('button', { name: 'Acknowledge' })).toBeEnabled();
  await expect(async () => {
    await page.keyboard.press('a');
    await expect(page.getByRole('button', { name: 'Take back' })).toBeVisible({ timeout: 2000 });
  }).toPass();
  await expect(page.getByText(/Seen by Ada/)).toBeVisible();
  expect(await findings()).toEqual([]);

  const headers = cookieHeader(await demoSession(product.url, 'omar'));
  const read = async () => (await fetch(`${product.url}/api/v1/alerts/${id}`, { headers })).json();
  expect((await read()).acknowledgedBy).toMatch(/^Ada/);

  await page.getByRole('button', { name: 'Take back' }).click();
  await expect(page.getByRole('button', { name: 'Acknowledge' })).toBeVisible();
  expect((await read()).acknowledgedBy).toBeNull();
});

test('an alert is silenced from its page, stands under Silenced, and is open again once that is ended', async ({
  page,
  findings,
}) => {
  const why = 'training data is being moved';
  await settled(page, '/all/alerts?rule=job_failed&state=open');
  const last = page.getByRole('link', { name: /: a job failed$/ }).last();
  const name = (await last.textContent()) ?? '';
  await last.click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  const address = new URL(page.url()).pathname;
  await page.getByRole('link', { name: 'Silence…' }).click();

  const form = page.getByRole('form', { name: 'Silence alerts' });
  await expect(form.getByLabel('Name of the resource')).toHaveValue(name.replace(/: a job failed$/, ''));
  await expect(form.getByRole('checkbox', { name: 'A job failed' })).toBeChecked();
  await form.getByLabel('How long').selectOption('4 hours');
  await form.getByLabel('Why').fill(why);
  expect(await findings()).toEqual([]);
  await form.getByRole('button', { name: 'Silence' }).click();
  const row = page.getByRole('row').filter({ hasText: why }).filter({ hasText: 'active' });
  await expect(row).toContainText(/(4 h|3 h 59 min) more/);
  await expect(row.getByRole('link', { name: '1 open alerts: show what is silenced' })).toBeVisible();

  await row.getByRole('link', { name: /show what is silenced/ }).click();
  await expect(page.getByRole('row').filter({ hasText: name })).toContainText('silenced');
  await settled(page, address);
  await expect(page.getByText(`: ${why}`).first()).toContainText('Silenced until');

  await page.getByRole('link', { name: /^Silenced until/ }).click();
  await row.getByRole('button', { name: `End the silence: ${why}` }).click();
  await expect(page.getByRole('row').filter({ hasText: why }).filter({ hasText: 'ended by Ada' })).toHaveCount(1);
  await settled(page, address);
  await expect(page.getByText(/^Silenced until/)).toHaveCount(0);
});

/** What others do is seen within so long, well before a page would be read again for anything else. */
const soonMs = 5000;

test('what somebody else does to an alert shows on open pages at once: on its page, in the inbox, in sidebar and title', async ({
  page,
  context,
  product,
}) => {
  const headers = { ...cookieHeader(await demoSession(product.url, 'omar')), origin: product.url };
  const count = async (): Promise<number> => (await (await fetch(`${product.url}/api/v1/alerts/open`, { headers })).json()).count;
  await settled(page, '/all/alerts?rule=job_failed&state=open');
  const address = await page
    .getByRole('link', { name: /: a job failed$/ })
    .first()
    .getAttribute('href');
  const path = (address ?? '').split('?')[0] ?? '';
  const of = await context.newPage();
  const board = await context.newPage();
  await settled(of, path);
  await settled(board, '/all/people');
  const inInbox = page.locator(`main a[href^="${path}"]`);
  await expect(inInbox.first()).toBeVisible();
  const open = await count();
  expect(open).toBeGreaterThan(0);
  await expect(board).toHaveTitle(`(${open}) People · Trailwatch`);

  const tell = async (method: 'POST' | 'DELETE') => {
    const { status } = await fetch(`${product.url}/api/v1${path.replace('/all', '')}/acknowledgement`, { method, headers });
    expect(status).toBe(204);
    const now = await count();
    await Promise.all([
      expect(board).toHaveTitle(`(${now}) People · Trailwatch`, { timeout: soonMs }),
      expect(board.locator('#side a[href^="/all/alerts"]')).toHaveText(`Alerts${now}`, { timeout: soonMs }),
      expect(inInbox).toHaveCount(method === 'POST' ? 0 : 1, { timeout: soonMs }),
      expect(of.getByText(/Seen by Omar/)).toHaveCount(method === 'POST' ? 1 : 0, { timeout: soonMs }),
    ]);
    return now;
  };
  expect([await tell('POST'), await tell('DELETE')]).toEqual([open - 1, open]);

  await board.goto('/all/alerts?asOf=2026-01-01T00:00:00Z');
  await expect(board).toHaveTitle('Alerts · Trailwatch');
});

test('an alert is assigned to oneself, found among one’s own, commented on and snoozed', async ({
  page,
  findings,
  complaints,
}) => {
  const said = 'The data set was renamed.\nAsked its owners.';
  await settled(page, '/all/alerts?rule=job_failed&state=open');
  const alert = page.getByRole('link', { name: /: a job failed$/ }).nth(1);
  const name = (await alert.textContent()) ?? '';
  await alert.click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  await page.getByRole('button', { name: 'Assign to me' }).click();
  await expect(page.getByRole('button', { name: 'Assign to me' })).toHaveCount(0);

  const form = page.getByRole('form', { name: 'Comment' });
  await page.route('**/comments', (route) => route.abort());
  await form.getByLabel('Your comment').fill(said);
  await form.getByRole('button', { name: 'Comment' }).click();
  await expect(form.getByRole('alert')).toContainText('could not be reached');
  await expect(form.getByLabel('Your comment')).toHaveValue(said);
  await page.unroute('**/comments');
  await form.getByRole('button', { name: 'Comment' }).click();
  const happened = page.getByRole('list', { name: 'What happened' }).getByRole('listitem');
  await expect(happened.last()).toContainText(/Ada.*The data set was renamed\./);
  await expect(form.getByLabel('Your comment')).toHaveValue('');
  expect(await findings()).toEqual([]);

  await page.getByRole('button', { name: 'Snooze' }).click();
  await page.getByRole('button', { name: '4 hours' }).click();
  await expect(page.getByText(/Snoozed until .* by Ada/)).toBeVisible();
  await expect(happened.last()).toContainText(/snoozed until .* by Ada/);

  await settled(page, '/all/alerts?state=acknowledged');
  await page.getByRole('region', { name: 'Assigned to' }).getByRole('link', { name: /^me/ }).click();
  await expect(page).toHaveURL(/assignee=/);
  await expect(page.getByRole('row').filter({ hasText: name })).toContainText(/snoozed until .* by Ada.*, assigned to Ada/);
  complaints.splice(0, complaints.length, ...complaints.filter((line) => !line.includes('ERR_FAILED')));
});

test('a silence of everything is refused at its field', async ({ page, complaints }) => {
  await settled(page, '/all/alerts/silences');
  const form = page.getByRole('form', { name: 'Silence alerts' });
  await form.getByLabel('Why').fill('quiet, please');
  await expect(form.getByRole('button', { name: 'Silence' })).toBeEnabled();
  const answer = page.waitForResponse('**/api/v1/silences');
  await form.getByRole('button', { name: 'Silence' }).click();
  expect((await answer).status()).toBe(400);
  await expect(form.getByLabel('Alerts of')).toHaveAttribute('aria-invalid', 'true');
  await expect(form.getByLabel('Alerts of')).toHaveAccessibleDescription(/would silence every alert of every team/);
  complaints.splice(0, complaints.length, ...complaints.filter((line) => !line.includes('400')));
});

test('who may only look is offered no button, and is refused', async ({ product }) => {
  const headers = { ...cookieHeader(await demoSession(product.url, 'audrey')), origin: product.url };
  const listed = await (await fetch(`${product.url}/api/v1/alerts`, { headers })).json();
  const id = listed.items[0]?.id;
  const asked = await fetch(`${product.url}/api/v1/alerts/${id}/acknowledgement`, { method: 'POST', headers });
  expect([typeof id, asked.status]).toEqual(['number', 403]);
});
