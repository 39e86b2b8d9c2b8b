import type { Locator, Page } from '@playwright/test';
import { expect } from './test.ts';

/** How long a panel may take is no matter of these tests: beside them the worker reads two days of history. */
const patienceMs = 60_000;

/** Opens a page and waits until none of its panels is loading. */
export async function settled(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.locator('main [aria-busy="true"]')).toHaveCount(0, { timeout: patienceMs });
}

/** The page itself never scrolls sideways, whatever is on it. */
export async function fits(page: Page, widths: readonly number[]): Promise<void> {
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  for (const width of widths) {
    await page.setViewportSize({ width, height: 844 });
    await expect.poll(overflow, `pixels that ${page.url()} scrolls sideways at ${width}`).toBeLessThanOrEqual(0);
  }
}

/** The address of the first link on a page that looks like `pattern`, found as a reader finds it. */
export async function linkOn(page: Page, path: string, pattern: RegExp): Promise<string> {
  await settled(page, path);
  const addresses = await page.locator('main a[href]').evaluateAll((links) => links.map((a) => a.getAttribute('href') ?? ''));
  const address = addresses.find((one) => pattern.test(one));
  if (address === undefined) throw new Error(`no link like ${pattern} on ${path}`);
  return address;
}

export const endpointLink = /\/endpoints\/(\d{12})\/([^/]+)\/([^/?]+)/;

/** Account, Region and name of the first endpoint of a team. */
export async function anEndpoint(
  page: Page,
  team = 'search',
): Promise<{ path: string; account: string; region: string; name: string }> {
  const path = await linkOn(page, `/${team}/endpoints`, endpointLink);
  const [, account = '', region = '', name = ''] = endpointLink.exec(path) ?? [];
  return { path, account, region, name: decodeURIComponent(name) };
}

/** Charts are drawn before React wakes them; from then on their sketch is gone, and they answer to pointer and keys. */
export async function awake(page: Page): Promise<void> {
  await expect(page.locator('.chart-host .u-over').first()).toBeVisible();
  await expect(page.locator('.chart-host[data-plot]')).toHaveCount(0);
}

/** The first chart of the page, with its data opened as a table. */
export async function chartAsTable(page: Page): Promise<Locator> {
  const chart = page
    .locator('section.chart-panel')
    .filter({ has: page.getByRole('slider') })
    .first();
  await awake(page);
  await chart.hover();
  await chart.getByRole('button', { name: /^Table of/ }).click();
  await expect(chart.getByRole('table')).toBeVisible();
  return chart;
}

/** Does something again until it has shown its effect: a page listens to keys only once its script runs. */
export async function until(act: () => Promise<unknown>, effect: Locator): Promise<void> {
  await expect(async () => {
    await act();
    await expect(effect).toBeVisible({ timeout: 1000 });
  }).toPass({ timeout: 20_000 });
}

/** Opens the palette by its key and types into it. */
export async function find(page: Page, text: string): Promise<void> {
  const input = page.getByRole('combobox', { name: /Name, ARN/ });
  await until(() => page.keyboard.press('ControlOrMeta+k'), input);
  await input.fill(text);
}
