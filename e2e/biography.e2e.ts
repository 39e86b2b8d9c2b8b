import { anEndpoint, awake, endpointLink, linkOn, settled } from './reader.ts';
import { expect, test } from './test.ts';

const eventLink = /\/audit\/[^/?]+\?.*account=/;

test.describe('a biography', () => {
  test('is one press from the endpoint, shows the whole life, and marks lead to their events', async ({ page }) => {
    // One of which events are known.
    const path = (await linkOn(page, '/all/audit?range=7d&action=UpdateEndpoint', endpointLink)).split('?')[0] ?? '';
    const name = decodeURIComponent(path.split('/').at(-1) ?? '');
    await settled(page, path);
    await page.getByRole('link', { name: 'Biography' }).click();
    await expect(page).toHaveURL(/\/biography$/);
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
    await expect(page.getByText('Whole life', { exact: true }).first()).toBeVisible();
    const lanes = page.getByRole('group', { name: `The life of ${name}` }).first();
    await expect(lanes).toBeVisible();
    // Where several stand as one, a press parts them.
    await expect(async () => {
      const one = lanes.locator('a[href*="/audit/"]').first();
      if ((await one.count()) === 0)
        await settled(page, (await lanes.locator('a[href*="from="]').last().getAttribute('href')) ?? '');
      await expect(one).toBeVisible({ timeout: 1000 });
    }).toPass({ timeout: 60_000 });
    await settled(page, (await lanes.locator('a[href*="/audit/"]').first().getAttribute('href')) ?? '');
    await expect(page.getByRole('heading', { name: 'What it asked for' })).toBeVisible();
  });

  test('a version is chosen by its stretch, stands in the URL, and says what it changed', async ({ page }) => {
    const { path, name } = await anEndpoint(page);
    await settled(page, await linkOn(page, path, /\/biography/));
    const lanes = page.getByRole('group', { name: `The life of ${name}` }).first();
    await lanes.locator('a[href*="version="]').first().click();
    await expect(page).toHaveURL(/version=/);
    await expect(page.getByRole('heading', { name: /^Version \d+$/ })).toBeVisible();
    await page.getByRole('link', { name: 'close' }).click();
    await expect(page).not.toHaveURL(/version=/);
  });

  test('focus says what a mark is, in words', async ({ page }) => {
    const { path, name } = await anEndpoint(page);
    await settled(page, await linkOn(page, path, /\/biography/));
    const mark = page
      .getByRole('group', { name: `The life of ${name}` })
      .first()
      .locator('a')
      .first();
    await mark.focus();
    const said = (await mark.getAttribute('data-said')) ?? '';
    expect(said).not.toBe('');
    await expect(page.locator('.lanes-said').first()).toHaveText(said);
  });

  test('what is narrowed stays on the page, and the whole life is one press back', async ({ page }) => {
    const { path } = await anEndpoint(page);
    const life = await linkOn(page, path, /\/biography/);
    await settled(page, `${life}?range=1h`);
    await expect(page.getByText('Part of its life')).toBeVisible();
    await page.getByRole('main').getByRole('link', { name: 'its whole life' }).click();
    await expect(page).toHaveURL(/\/biography$/);
  });
});

const jobLink = (kind: string) => new RegExp(`/jobs/${kind}/\\d{12}/[^/]+/[^/?]+`);

test.describe('jobs', () => {
  test('a tuning job leads to its children, and a child back to it', async ({ page }) => {
    const tuning = await linkOn(page, '/all/jobs?kind=tuning_job&range=7d', jobLink('tuning_job'));
    const life = await linkOn(page, tuning, /\/biography/);
    await settled(page, life);
    const children = page.getByRole('region', { name: 'Training jobs it started' });
    await expect(children.getByRole('group', { name: /training jobs?:/ })).toBeVisible();
    await children.getByRole('table').first().getByRole('link').first().click();
    await expect(page).toHaveURL(/\/training_job\/.*\/biography/);
    await page
      .getByRole('region', { name: /^tuning job/ })
      .getByRole('heading')
      .getByRole('link')
      .click();
    await expect(page).toHaveURL((url) => url.pathname === new URL(life, url).pathname);
  });

  test('what was done to a job stands over its charts', async ({ page }) => {
    await page.goto(await linkOn(page, '/all/jobs?kind=training_job&status=Completed&range=24h', jobLink('training_job')));
    await awake(page);
    // Charts come after the rest of the page.
    await expect(page.getByRole('region', { name: 'Changes' }).locator('svg title').nth(1)).toBeAttached();
  });
});

test.describe('without a script', () => {
  test.use({ javaScriptEnabled: false });

  test('lanes stand where they belong, with their words and links', async ({ page }) => {
    await page.goto('/search/endpoints');
    // The list may come late, and is then never shown: its links are there.
    const endpoint = /\/search\/endpoints\/\d{12}\/[^"?]+/.exec(await page.content())?.[0];
    await page.goto(endpoint ?? '');
    await page.getByRole('link', { name: 'Biography' }).click();
    const lanes = page.locator('.lanes-wide svg[role="group"]').first();
    await expect(lanes).toBeVisible();
    await expect(lanes.getByText('status')).toBeVisible();
    expect(await lanes.locator('a title').count()).toBeGreaterThan(0);
    await expect(page.getByRole('region', { name: 'What happened' }).first()).toContainText(/Who|Nothing happened/);
  });
});

test.describe('between events and metrics', () => {
  test('an event leads to the metrics around it, where it is a marker that leads back', async ({ page }) => {
    await settled(page, await linkOn(page, '/all/audit?range=7d&action=UpdateEndpoint', eventLink));
    const event = new URL(page.url()).pathname;
    await page.getByRole('region', { name: 'Metrics around it' }).getByRole('link').first().click();
    await expect(page).toHaveURL(/\/endpoints\/.*from=.*to=/);
    const lane = page.getByRole('region', { name: 'Changes' });
    await expect(lane.locator(`a[href^="${event}"]`).first()).toBeVisible();
  });

  test('Escape leaves a brush also while no chart is there to hear it', async ({ page }) => {
    const { path } = await anEndpoint(page);
    await page.goto(path);
    await awake(page);
    const box = await page.locator('.u-over').first().boundingBox();
    if (!box) throw new Error('no chart to brush');
    await page.mouse.move(box.x + box.width * 0.3, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2, { steps: 6 });
    await page.mouse.up();
    await expect(page).toHaveURL(/from=.*to=/);
    const tabs = page.getByRole('navigation', { name: 'Parts of this endpoint' });
    await tabs.getByRole('link', { name: /^Events/ }).click();
    await expect(page).toHaveURL(/tab=events/);
    await expect(page.locator('.chart-host')).toHaveCount(0);
    await page.keyboard.press('Escape');
    await expect(page).not.toHaveURL(/from=/);
    await expect(page).toHaveURL(/tab=events/);
  });
});
