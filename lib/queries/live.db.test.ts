import { expect, test, vi } from 'vitest';
import { testDatabase } from '#lib/testing/database.ts';
import { watchNotices } from './live.ts';

const db = await testDatabase();
process.env.DATABASE_URL = db.webUrl;

const tell = (noun: string) => db.pool.query('select pg_notify($1, $2)', ['trailwatch', JSON.stringify({ noun })]);
const untilHeard = (heard: string[], noun: string) =>
  vi.waitFor(
    async () => {
      await tell(noun);
      expect(heard.some((each) => each.includes(noun))).toBe(true);
    },
    { timeout: 8000, interval: 100 },
  );

test('tells every listener, none that has left, and joins again after its connection was cut', { timeout: 20_000 }, async () => {
  const [stays, leaves]: [string[], string[]] = [[], []];
  const forget = watchNotices((payload) => stays.push(payload));
  const forgetOther = watchNotices((payload) => leaves.push(payload));
  await untilHeard(stays, 'metrics');
  await untilHeard(leaves, 'metrics');

  forgetOther();
  const heard = leaves.length;
  await db.pool.query("select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen trailwatch%'");
  await untilHeard(stays, 'audit');
  expect(stays, 'told that something may have been missed').toContain('');
  expect(leaves).toHaveLength(heard);
  forget();
});
