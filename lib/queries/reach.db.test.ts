import { afterEach, beforeAll, expect, test } from 'vitest';
import { systemScope, teamsScope } from '#lib/auth/scope.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { place, seedResource } from '#lib/testing/seed-fleet.ts';
import { listReach } from './reach.ts';

const { pool, url, webUrl } = await testDatabase();
const before = process.env.DATABASE_URL;
const now = Date.parse('2026-11-19T07:42:00Z');

beforeAll(async () => {
  for (const [index, team] of ['search', 'fraud'].entries()) {
    const name = `${team}-1`;
    await seedResource({ pool }, { kind: 'endpoint', name, team, description: {} }, now);
    await pool.query(
      `insert into series (account, id, region, kind, name, namespace, metric, dimensions, dimensions_key, statistic)
       values ($1, $2, $3, 'endpoint', $4, 'AWS/SageMaker', 'Invocations', '[]', $4, 'Sum')`,
      [place.account, index + 1, place.region, name],
    );
    await pool.query(`insert into series_ledger (account, series_id, region, asked) values ($1, $2, $3, '{[100,160)}')`, [
      place.account,
      index + 1,
      place.region,
    ]);
  }
});

afterEach(() => {
  process.env.DATABASE_URL = before;
  if (before === undefined) delete process.env.DATABASE_URL;
});

// The owner's reads have the type's wall alone; whoever sees all teams by type, as web, has PostgreSQL's.
test.each([
  ['the type’s wall', url],
  ['both walls', webUrl],
])('behind %s a team is told of its own series, whatever numbers it asks for', async (_, connection) => {
  process.env.DATABASE_URL = connection;
  const reachOf = async (scope: ReturnType<typeof systemScope>) => (await listReach(scope, [1, 2, 3])).map(({ id }) => id);
  expect(await reachOf(teamsScope(['search']))).toEqual([1]);
  expect((await reachOf(systemScope())).toSorted()).toEqual([1, 2]);
  expect(await reachOf(teamsScope([]))).toEqual([]);
});
