import { defineConfig } from 'vitest/config';
import { LongestFirst } from './lib/testing/longest-first.ts';

const folders = '{app,components,lib,demo,bench,bin,e2e}';

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    env: { LOG_LEVEL: 'silent', TZ: 'Pacific/Chatham' },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [`${folders}/**/*.test.{ts,tsx}`],
          exclude: ['**/*.{db,sim}.test.ts'],
          setupFiles: 'lib/testing/properties.ts',
          maxWorkers: 2,
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'db',
          include: [`${folders}/**/*.db.test.ts`],
          setupFiles: 'lib/testing/properties.ts',
          globalSetup: 'lib/testing/cluster.ts',
          // Most of their time they wait for backoffs, heartbeats and restarts.
          maxWorkers: 3,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'sim',
          include: [`${folders}/**/*.sim.test.ts`],
          // A simulation has lanes, databases and workers of its own: beside other tests their clocks would outrun them.
          maxWorkers: 1,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
