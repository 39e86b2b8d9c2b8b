import { expect, test } from 'vitest';
import { teamsScope } from '#lib/auth/scope.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { everyScope } from '#lib/testing/scopes.ts';
import { seedEndpoint } from '#lib/testing/seed-fleet.ts';
import { hourMs } from '#lib/time.ts';
import { listStrangerMetrics } from './stranger-metrics.ts';

const database = await testDatabase();
process.env.DATABASE_URL = database.webUrl;
const now = Date.parse('2026-11-19T07:42:10Z');

test('what is stored of nothing that is known is shown to those who see every team, and to no team', async () => {
  const figures = { 'endpoint.invocations Sum': () => 1, 'endpoint.errors.5xx Sum': () => 0 };
  await seedEndpoint(database, { name: 'known', team: 'search', figures, hours: 3 }, now);
  await seedEndpoint(database, { name: 'vanished', team: 'search', figures, hours: 3 }, now - hourMs);
  await database.pool.query("delete from resource where name = 'vanished'");
  expect(await listStrangerMetrics(everyScope(), now)).toEqual([
    {
      ...{ account: '111122223333', region: 'eu-west-1', kind: 'endpoint', name: 'vanished', series: 2 },
      metrics: ['endpoint.errors.5xx', 'endpoint.invocations'],
      lastAt: Date.parse('2026-11-19T06:41:00Z'),
    },
  ]);
  expect(await listStrangerMetrics(teamsScope(['search']), now)).toEqual([]);
});
