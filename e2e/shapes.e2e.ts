import type { Page } from '@playwright/test';
import { fits, settled } from './reader.ts';
import { expect, test } from './test.ts';

/**
 * One page of every shape that the account holds: an event of each action, a resource, a job and an endpoint of each kind.
 * What is newest differs from run to run; what there is does not. Dark alone: layout does not depend on the theme.
 */
const shapes: readonly { name: string; list: string; link: RegExp; fewest: number }[] = [
  { name: 'event', list: '/all/audit?range=24h', link: /\/audit\/[0-9a-f-]{36}/, fewest: 8 },
  { name: 'resource', list: '/all/resources', link: /\/resources\/[^/]+\/\d{12}\//, fewest: 8 },
  { name: 'job', list: '/all/jobs?range=24h', link: /\/jobs\/[^/]+\/\d{12}\//, fewest: 3 },
  { name: 'endpoint', list: '/all/endpoints', link: /\/endpoints\/\d{12}\//, fewest: 6 },
];

/** Links of a list that look like `pattern`, and what they say. */
async function linksOn(page: Page, pattern: RegExp): Promise<{ text: string; href: string }[]> {
  const links = await page
    .locator('main tbody a[href]')
    .evaluateAll((all) => all.map((a) => ({ text: a.textContent ?? '', href: a.getAttribute('href') ?? '' })));
  return links.filter(({ href }) => pattern.test(href));
}

/** The kinds that a list can be narrowed to: by a link for each, or by a choice. */
async function kindsOn(page: Page): Promise<string[]> {
  const chosen = page.locator('main select[name="kind"] option:not([value=""])');
  const linked = page.locator('main a[href*="kind="]');
  const values = await chosen.evaluateAll((all) => all.map((option) => (option as HTMLOptionElement).value));
  const hrefs = await linked.evaluateAll((all) =>
    all.map((a) => new URL((a as HTMLAnchorElement).href).searchParams.get('kind')),
  );
  return [...new Set([...values, ...hrefs.filter((kind) => kind !== null)])];
}

/** An event's link is its action, and the first of each is taken; of other lists the first of each kind. */
async function addressesOf(page: Page, list: string, link: RegExp): Promise<string[]> {
  await settled(page, list);
  if (list.includes('/audit')) {
    const links = await linksOn(page, link);
    return [...new Map(links.map(({ text, href }) => [text, href])).values()];
  }
  const addresses: string[] = [];
  for (const kind of await kindsOn(page)) {
    await settled(page, `${list}${list.includes('?') ? '&' : '?'}kind=${kind}`);
    const [first] = await linksOn(page, link);
    if (first) addresses.push(first.href);
  }
  return addresses;
}

for (const { name, list, link, fewest } of shapes) {
  test(`${name} pages of every shape pass axe and fit a phone`, async ({ page, findings }) => {
    test.setTimeout(400_000);
    const addresses = await addressesOf(page, list, link);
    expect(addresses.length).toBeGreaterThanOrEqual(fewest);
    for (const address of addresses) {
      await page.setViewportSize({ width: 1440, height: 1000 });
      await settled(page, address);
      expect(await findings(), address).toEqual([]);
      await fits(page, [390]);
    }
  });
}
