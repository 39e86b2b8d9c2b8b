import { beforeAll, expect, test } from 'vitest';
import { testDatabase } from '#lib/testing/database.ts';
import { everyScope } from '#lib/testing/scopes.ts';
import { seedEndpoint, seedRun } from '#lib/testing/seed-fleet.ts';
import { hourMs, minuteMs } from '#lib/time.ts';
import { listTeamPlots } from './team-plots.ts';

const database = await testDatabase();
process.env.DATABASE_URL = database.webUrl;

const now = Date.parse('2026-11-19T07:42:10Z');
const readTo = Math.floor(now / minuteMs) * minuteMs - 2 * minuteMs;
const elsewhere = readTo - 10 * minuteMs;
const figures = { 'endpoint.invocations Sum': () => 1000, 'endpoint.errors.5xx Sum': () => 10 };
const ask = { team: 'search', from: readTo - hourMs, to: now, now };

const move = async (table: string, where: string): Promise<void> => {
  await database.pool.query(`update ${table} set region = 'us-east-1' where ${where}`);
};

const failed = async (word: string, ids: number[]): Promise<number> =>
  seedRun(database, {
    ...{ from: readTo - 40 * minuteMs, to: readTo - 30 * minuteMs, status: 'partial' },
    ...{ word, message: 'Rate exceeded', seriesIds: ids },
  });

beforeAll(async () => {
  await seedEndpoint(database, { name: 'far', team: 'search', figures }, readTo);
  await seedRun(database, { from: readTo - 3 * hourMs, to: elsewhere });
  await move('series', 'true');
  await move('resource', 'true');
  await move('run', 'true');
  await seedEndpoint(database, { name: 'near', team: 'search', figures }, readTo);
  await seedRun(database, { from: readTo - 3 * hourMs, to: readTo });
});

test('a sum of two Regions ends where the one that lags was read, not on a cliff', async () => {
  const { invocations, errors } = await listTeamPlots(everyScope(), ask);
  const [all] = invocations.series;
  expect(new Set(all?.values.slice(0, 50))).toEqual(new Set([2000]));
  expect(all?.values.slice(50).every((value) => value === null)).toBe(true);
  expect(invocations.gaps.map(({ absence, from }) => [absence, from * 1000])).toEqual([['late', elsewhere]]);
  expect(invocations.asOf * 1000).toBe(elsewhere);
  expect(errors.series[0]?.values.slice(0, 50).every((value) => value === 1)).toBe(true);
});

test('minutes that a part of the sum misses are a gap with its reason', async () => {
  const { rows } = await database.pool.query<{ id: number }>(
    "select id from series where name = 'near' and metric_id ~ 'invocations'",
  );
  await failed(
    'throttled',
    rows.map(({ id }) => id),
  );
  const { invocations } = await listTeamPlots(everyScope(), ask);
  expect(invocations.gaps.map(({ absence, from, to }) => [absence, (to - from) / 60])).toEqual([
    ['throttled', 10],
    ['late', 13],
  ]);
});
