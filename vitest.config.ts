import { defineConfig } from 'vitest/config';

const folders = '{app,components,lib,demo,bench,bin,e2e}';

export default defineConfig({
  test: {
    env: { LOG_LEVEL: 'silent', TZ: 'Pacific/Chatham' },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [`${folders}/**/*.test.{ts,tsx}`],
          exclude: ['**/*.db.test.ts'],
          setupFiles: 'lib/testing/properties.ts',
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
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
