import type { Page } from '@playwright/test';
import { endpointLink, fits, linkOn, settled } from './reader.ts';
import { expect, test } from './test.ts';

const jobLink = /\/jobs\/[^/]+\/\d{12}\/[^/]+\/[^/?]+/;
const biographyLink = /\/biography(\?|$)/;

/**
 * Every page, found as a reader finds it: by its link. Each is seen in both themes and at all widths. Nothing but the colours depends on
 * the theme: axe looks at all of the dark one on a desk, at all but its colours on a phone, and at the colours of the light one.
 * Long tables are shown of a short window, since axe weighs every pair of targets.
 * `from` is where the link stands, `link` picks it by its address, `further` one on the page that it leads to.
 */
const pages: readonly { name: string; path?: string; from?: string; link?: RegExp; further?: RegExp; tab?: string }[] = [
  { name: 'all teams', path: '/all' },
  { name: 'a team', path: '/search' },
  { name: 'unowned', path: '/unowned' },
  { name: 'alerts', path: '/all/alerts' },
  { name: 'rules of alerts', path: '/all/alerts/rules' },
  { name: 'alarm coverage', path: '/all/alerts/coverage' },
  { name: 'the wallboard of all teams', path: '/all/wallboard' },
  { name: 'the wallboard of a team', path: '/search/wallboard' },
  {
    name: 'a new rule, backtested',
    path: '/all/alerts/rules/new?owner=all&test=threshold&kind=endpoint&threshold.metric=Invocations&threshold.statistic=Sum&threshold.above=1&backtest=1',
  },
  { name: 'an alert', from: '/all/alerts', link: /\/alerts\/\d+/ },
  { name: 'silences', path: '/all/alerts/silences?name=ranker-*' },
  { name: 'endpoints', path: '/all/endpoints' },
  { name: 'an endpoint', from: '/search/endpoints', link: endpointLink },
  { name: 'all metrics of an endpoint', from: '/search/endpoints', link: endpointLink, tab: 'metrics' },
  { name: 'the configuration of an endpoint', from: '/search/endpoints', link: endpointLink, tab: 'configuration' },
  { name: 'the events of an endpoint', from: '/search/endpoints', link: endpointLink, tab: 'events' },
  { name: 'the biography of an endpoint', from: '/search/endpoints', link: endpointLink, further: biographyLink },
  { name: 'the biography of a tuning job', from: '/all/jobs?kind=tuning_job&range=7d', link: jobLink, further: biographyLink },
  { name: 'nodes', path: '/all/nodes' },
  { name: 'jobs', path: '/all/jobs?range=1h' },
  { name: 'a job', from: '/all/jobs?range=24h', link: jobLink },
  { name: 'workforce', path: '/all/workforce' },
  { name: 'a labeling job', from: '/all/workforce', link: /\/workforce\/\d{12}\/[^/]+\/[^/?]+/ },
  { name: 'resources', path: '/all/resources?kind=model' },
  {
    name: 'a resource',
    from: '/all/resources?kind=notebook_instance',
    link: /\/resources\/notebook_instance\/\d{12}\/[^/]+\/[^/?]+/,
  },
  { name: 'audit', path: '/all/audit?range=1h' },
  { name: 'an event', from: '/all/detections', link: /\/audit\/[0-9a-f-]{36}/ },
  { name: 'people and roles', path: '/all/activity?range=3h' },
  { name: 'the activity of a person', path: '/all/activity?who=ml-lead&range=12h' },
  { name: 'the activity of a shared role', path: '/all/activity?through=SageMakerStudio&range=24h' },
  { name: 'the activity of an error', path: '/all/activity?error=AccessDeniedException&range=24h' },
  { name: 'detections', path: '/all/detections?range=6h' },
  { name: 'unexplained changes', path: '/all/unexplained' },
  { name: 'log integrity', path: '/all/integrity?range=24h' },
  { name: 'the journal', path: '/all/journal' },
  { name: 'runs', path: '/all/runs?range=1h' },
  { name: 'a run', from: '/all/runs', link: /\/runs\/\d+/ },
];

async function open(page: Page, { path, from = '/', link, further, tab }: (typeof pages)[number]): Promise<void> {
  const first = link ? await linkOn(page, from, link) : (path ?? '/');
  const address = further ? await linkOn(page, first, further) : first;
  await settled(page, tab ? `${address.split('?')[0]}?tab=${tab}` : address);
}

for (const one of pages) {
  test(one.name, async ({ page, findings, findingsInLight, findingsOfLayout }) => {
    await open(page, one);
    await expect(page.locator('h1')).toHaveCount(1);
    expect(await findings()).toEqual([]);
    expect(await findingsInLight()).toEqual([]);
    await fits(page, [1440, 1024, 390]);
    expect(await findingsOfLayout()).toEqual([]);
  });
}

test('what an event names, however long, breaks inside its column on a phone', async ({ page }) => {
  await settled(page, '/all/audit?range=24h');
  const links = await page
    .locator('main tbody a[href*="/audit/"]')
    .evaluateAll((all) => all.map((link) => ({ action: link.textContent ?? '', href: link.getAttribute('href') ?? '' })));
  const byAction = new Map(links.map(({ action, href }) => [action, href]));
  const longest = [...byAction.keys()].toSorted((a, b) => b.length - a.length).slice(0, 4);
  expect(longest[0]?.length).toBeGreaterThan(20);
  for (const action of longest) {
    await settled(page, byAction.get(action) ?? '');
    await fits(page, [390]);
  }
});
