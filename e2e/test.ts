import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type Page } from '@playwright/test';
import { productFile, sessionFile } from './global-setup.ts';
import type { Product } from './product.ts';

export { expect };

const product: Omit<Product, 'said' | 'stop' | 'demoUrl'> & { demoUrl: string } = JSON.parse(readFileSync(productFile, 'utf8'));

const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** axe's rules that weigh colours. */
const ofColours = ['color-contrast', 'link-in-text-block'];

type Fixtures = {
  product: typeof product;
  /** What the browser complained about on any page of this test: it must stay empty. */
  complaints: string[];
  /** Forgets the complaint that a page which is meant to be 404 makes about itself; any other stays. */
  forgive404: () => void;
  /** axe's findings on the page, one line each: of these rules, or of all of WCAG 2.2 A and AA. */
  findings: (rules?: string[]) => Promise<string[]>;
  /** The same of the colours alone, which are all that depends on the theme, while the page is as its button makes it light. */
  findingsInLight: () => Promise<string[]>;
  /** The same of all but the colours: those of a page are the same at every width. */
  findingsOfLayout: () => Promise<string[]>;
};

export const test = base.extend<Fixtures>({
  storageState: sessionFile,
  product: async ({ browserName: _ }, use) => use(product),
  baseURL: async ({ browserName: _ }, use) => use(product.url),
  complaints: [
    async ({ page }, use) => {
      const complaints: string[] = [];
      watch(page, complaints);
      await use(complaints);
      expect(complaints, 'console errors, failed requests, CSP reports').toEqual([]);
    },
    { auto: true },
  ],
  forgive404: async ({ complaints }, use) =>
    use(() => {
      const others = complaints.filter((line) => !line.includes('404'));
      complaints.splice(0, complaints.length, ...others);
    }),
  page: async ({ page, context }, use) => {
    await context.addCookies([{ name: '__Host-trailwatch-theme', value: 'dark', domain: 'localhost', path: '/', secure: true }]);
    await use(page);
  },
  findings: async ({ page }, use) =>
    use(async (rules) => {
      const builder = axe(page);
      return violationsOf(rules ? builder.withRules(rules) : builder.withTags(wcag));
    }),
  findingsOfLayout: async ({ page }, use) => use(() => violationsOf(axe(page).withTags(wcag).disableRules(ofColours))),
  findingsInLight: async ({ page, findings }, use) =>
    use(async () => {
      await turn(page, 'light');
      const found = await findings(ofColours);
      await turn(page, 'dark');
      return found;
    }),
});

/** Its own mode opens a page for each look; no page of the console has a frame in it. */
const axe = (page: Page): AxeBuilder => new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });

async function violationsOf(builder: AxeBuilder): Promise<string[]> {
  const { violations } = await builder.analyze();
  return violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')} · ${node.failureSummary}`));
}

/** As the button does, to the end of what fades. */
const turn = (page: Page, theme: 'dark' | 'light'): Promise<void> =>
  page.evaluate(async (wanted) => {
    document.documentElement.dataset.theme = wanted;
    window.dispatchEvent(new Event('themechange'));
    await Promise.allSettled(
      document
        .getAnimations()
        .map(({ finished, effect }) => (effect?.getComputedTiming().iterations === Infinity ? null : finished)),
    );
  }, theme);

/** React's complaint about a page that was left before all of it had come: its document ends with parts still awaited. */
const cutShort = 'Minified React error #419';

function watch(page: Page, complaints: string[]): void {
  let isLeaving = false;
  page.on('request', (request) => {
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) isLeaving = true;
  });
  page.on('framenavigated', (frame) => {
    if (frame === page.mainFrame()) isLeaving = false;
  });
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()}`);
  });
  page.on('pageerror', ({ message }) => {
    if (!(isLeaving && message.includes(cutShort))) complaints.push(`script: ${message}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
  });
  page.on('request', (request) => {
    if (request.url().includes('csp-report')) complaints.push(`CSP report: ${request.postData() ?? ''}`);
  });
}
