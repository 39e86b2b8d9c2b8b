import { anEndpoint, awake, endpointLink, linkOn, settled } from './reader.ts';
import { expect, test } from './test.ts';

const eventLink = /\/audit\/[^/?]+\?.*account=/;

test.describe('a biography', () => {
  test('is one press from the endpoint, shows the whole life, and a mark leads to its event', async ({ page }) => {
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
    const href = await lanes.locator('a[href*="/audit/"]').first().getAttribute('href');
    await settled(page, href ?? '');
    await expect(page.getByRole('heading', { name: 'What it asked for' })).toBeVisible();
  });

  test('a version is chosen by its stretch, stands in the URL, and says what it changed', async ({ page }) => {
    const { path, name } = await anEndpoint(page);
    await settled(page, await linkOn(page, path, /\/biography/));
    const lanes = page.getByRole('group', { name: `The life of ${name}` }).first();
    await lanes.locator('a[href*="version="]').last().click();
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
    await expect(page.getByRole('table', { name: 'What happened' }).first()).toBeVisible();
  });
});

test.describe('between events and metrics', () => {
  test('an event leads to the metrics around it, where it is a marker that leads back', async ({ page }) => {
    const { path, name } = await anEndpoint(page);
    await settled(page, await linkOn(page, `${path}?tab=events&range=7d`, eventLink));
    const event = new URL(page.url()).pathname;
    await page.getByRole('region', { name: 'Metrics around it' }).getByRole('link', { name, exact: true }).first().click();
    await expect(page).toHaveURL(/from=.*to=/);
    await awake(page);
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
    await page
      .getByRole('link', { name: /^Events/ })
      .first()
      .click();
    await expect(page).toHaveURL(/tab=events/);
    await expect(page.locator('.chart-host')).toHaveCount(0);
    await page.keyboard.press('Escape');
    await expect(page).not.toHaveURL(/from=/);
    await expect(page).toHaveURL(/tab=events/);
  });
});
