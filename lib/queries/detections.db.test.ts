import { describe, expect, test, vi } from 'vitest';
import { type Severity, severities } from '#lib/audit/detections/rule.ts';
import type { RuleId } from '#lib/audit/detections/rules.ts';
import { systemScope, teamsScope } from '#lib/auth/scope.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { seedEvents } from '#lib/testing/seed-events.ts';

const db = await testDatabase();
vi.stubEnv('DATABASE_URL', db.webUrl);
const { countDetections, findNewestDetection, listDetections } = await import('./detections.ts');

const start = Date.parse('2026-11-12T09:00:00Z');
const account = '111122223333';
const rules: RuleId[] = ['trail_stopped', 'root_used', 'presigned_url_opened'];

await db.pool.query(`insert into principal (account, kind, name, team, team_reason) values ($1, 'role', 'ours', 'search', 'x')`, [
  account,
]);
for (let n = 0; n < 9; n += 1) {
  // Three events share an instant, and each has two detections of one rule.
  const [at, eventId] = [new Date(start + Math.floor(n / 3) * 1000), `e${n}`];
  const by = { who: 'ada', userType: 'AssumedRole', through: n % 3 === 0 ? 'ours' : 'theirs' };
  await seedEvents(db, [{ ...by, account, eventId, at, region: 'eu-west-1', targets: ['a'] }]);
  await db.pool.query(
    `insert into detection (account, event_id, rule, at, severity, found, basis) select $1, $2, $3, $4, $5, '{}', b from unnest(array['x', 'y']) b`,
    [account, eventId, rules[n % 3], at, severities[n % 3]],
  );
}

const ask = { team: 'all', from: start, to: start + 60_000, filter: { rules: [], severities: [] } };
const keys = (rows: readonly { eventId: string; key: string }[]): string[] => rows.map(({ eventId, key }) => `${eventId} ${key}`);

describe('pages of detections', () => {
  test('hold each once, newest first, whatever their size', async () => {
    const whole = await listDetections(systemScope(), { ...ask, limit: 100, cursor: null });
    expect([whole.rows.length, whole.next, whole.rows[0]?.at]).toEqual([18, null, start + 2000]);
    for (const limit of [1, 5, 17]) {
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const page: typeof whole = await listDetections(systemScope(), { ...ask, limit, cursor });
        seen.push(...keys(page.rows));
        cursor = page.next;
      } while (cursor !== null);
      expect(seen).toEqual(keys(whole.rows));
    }
  });

  test.each<[RuleId[], Severity[], number]>([
    [['root_used'], [], 6],
    [['root_used', 'trail_stopped'], ['critical'], 6],
    [['root_used'], ['critical'], 0],
  ])('by %j and %j: %i', async (wanted, weights, count) => {
    const filter = { rules: wanted, severities: weights };
    const { rows } = await listDetections(systemScope(), { ...ask, filter, limit: 100, cursor: null });
    expect(rows).toHaveLength(count);
  });

  test.each(['x', '1.2.3', `${start}.${account}.trail_stopped.${'0'.repeat(32)}.\u0000`])(
    '%j as a cursor is the first page or none',
    async (cursor) => {
      const { rows } = await listDetections(systemScope(), { ...ask, limit: 3, cursor: cursor.replace('\u0000', 'e') });
      expect(rows.length).toBeLessThanOrEqual(3);
    },
  );
});

test('a team sees those of its events, in lists, counts and the newest', async () => {
  const ours = teamsScope(['search']);
  const { rows } = await listDetections(ours, { ...ask, limit: 100, cursor: null });
  expect([...new Set(rows.map(({ eventId }) => eventId))]).toEqual(['e6', 'e3', 'e0']);
  expect(await countDetections(ours, ask)).toEqual([{ rule: 'trail_stopped', severity: 'critical', count: 6 }]);
  expect((await countDetections(systemScope(), ask)).map(({ count }) => count)).toEqual([6, 6, 6]);
  expect(await findNewestDetection(teamsScope(['nobody']), 'all')).toBeNull();
  expect(await findNewestDetection(ours, 'search')).toBe(start + 2000);
});
