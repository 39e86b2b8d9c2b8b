import { defineConfig } from '@playwright/test';

const looking = ['pages.e2e.ts', 'shapes.e2e.ts', 'urls.e2e.ts'];
const waiting = ['denied.e2e.ts'];
const atDoors = ['account', 'people', 'session-end', 'sign-in', 'sso', 'start', 'tokens'].map((name) => `${name}.e2e.ts`);
const holding = ['states.e2e.ts'];

/** Chromium against the built product with the demo account. TRAILWATCH_CHROMIUM names a browser other than Playwright's own. */
export default defineConfig({
  testDir: '.',
  globalSetup: './global-setup.ts',
  outputDir: '../.cache/e2e',
  workers: 3,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: process.env.CI === 'true',
  reporter: [['list'], ['json', { outputFile: '../.cache/e2e.json' }]],
  projects: [
    { name: 'looks', testMatch: looking, fullyParallel: true },
    // It waits for rounds of collection, once history is there; what AWS refuses meanwhile disturbs no act.
    { name: 'waits', testMatch: waiting, workers: 1, dependencies: ['looks'] },
    // Both change what the one product holds, each something else, and each one test at a time.
    { name: 'doors', testMatch: atDoors, workers: 1, dependencies: ['looks'] },
    {
      name: 'acts',
      testMatch: '*.e2e.ts',
      testIgnore: [...looking, ...waiting, ...atDoors, ...holding],
      workers: 1,
      dependencies: ['looks'],
    },
    // It locks tables that every page reads.
    { name: 'holds', testMatch: holding, workers: 1, dependencies: ['waits', 'doors', 'acts'] },
  ],
  use: {
    browserName: 'chromium',
    timezoneId: 'Asia/Kathmandu',
    locale: 'en-GB',
    viewport: { width: 1440, height: 1000 },
    // A film and snapshots of every page are made for nobody: what fails is run again by hand, with --trace on.
    trace: 'off',
    launchOptions: {
      ...(process.env.TRAILWATCH_CHROMIUM ? { executablePath: process.env.TRAILWATCH_CHROMIUM } : {}),
      args: [
        '--no-sandbox',
        '--disable-quic',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
});
