import { expect, test } from 'vitest';
import { testDatabase } from '#lib/testing/database.ts';
import { hourMs } from '#lib/time.ts';
import { seedsOf } from './audit-questions.ts';
import { planOf, runSeed } from './audit-questions-plan.ts';
import { faultCount } from './audit-questions-verdict.ts';
import { forgetWorld } from './audit-questions-world.ts';

const db = await testDatabase();
process.env.DATABASE_URL = db.webUrl;

/** As `npm run bench -- audit questions` does, of one seed and with a few quiet hours for its weeks. */
test('each question and rule finds its culprits, and nobody else', { timeout: 600_000 }, async () => {
  await forgetWorld(db);
  const verdict = await runSeed(db, { ...planOf(1001), quietMs: 8 * hourMs });
  expect(Object.entries(verdict.faults).filter(([, list]) => list.length > 0)).toEqual([]);
  expect(faultCount(verdict)).toBe(0);
});

test.each([
  ['--seeds=1-3', [1, 2, 3]],
  ['--seeds=7,11', [7, 11]],
  ['--seeds=9-9,12', [9, 12]],
])('%s', (text, seeds) => expect(seedsOf([text, '--json'])).toEqual(seeds));

test.each(['--seeds=', '--seeds=0', '--seeds=3-1', '--seeds=a'])('%s is refused', (text) =>
  expect(() => seedsOf([text])).toThrow(RangeError),
);
