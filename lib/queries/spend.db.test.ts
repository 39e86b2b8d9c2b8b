import { beforeAll, describe, expect, test } from 'vitest';
import { teamsScope } from '#lib/auth/scope.ts';
import { saveSeriesShares } from '#lib/store/series-shares.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { everyScope } from '#lib/testing/scopes.ts';
import { place, seedEndpoint, seedResource } from '#lib/testing/seed-fleet.ts';
import { seedCollectionRun } from '#lib/testing/seed-runs.ts';
import { dayMs, hourMs, minuteMs } from '#lib/time.ts';
import { listDemand } from './demand.ts';
import { exportTable } from './exports.ts';
import { getSpend } from './spend.ts';
import { listTeamSpend } from './team-spend.ts';

const database = await testDatabase();
process.env.DATABASE_URL = database.webUrl;
const now = Date.parse('2026-11-03T12:00:00Z');
const scope = everyScope();
const metered = `insert into call_meter values ($1, $2, $3, 'cloudwatch', $4, 10, 0, 0, 7, $5, $6, 9)`;
const { pool } = database;
const both = (metric: number, statistic: number) => ({
  metric: expect.closeTo(metric, 9),
  statistic: expect.closeTo(statistic, 9),
});

beforeAll(async () => {
  const { account, region } = place;
  await pool.query(metered, ['2026-10-31', account, region, 'GetMetricData', 50, 90]);
  await pool.query(metered, ['2026-11-01', account, region, 'GetMetricData', 1, 2]);
  await pool.query(metered, ['2026-11-03', account, region, 'GetMetricData', 2, 4]);
  await pool.query(metered, ['2026-11-03', account, region, 'ListMetrics', 0.5, 0.5]);
  await pool.query(metered, ['2026-11-04', account, region, 'GetMetricData', 70, 70]);
  const figures = { 'endpoint.invocations Sum': () => 7 };
  for (const [name, team] of [
    ['a', 'search'],
    ['b', 'search'],
    ['c', 'fraud'],
  ] as const) {
    await seedEndpoint(database, { name, team, hours: 2, figures }, now);
  }
  await seedEndpoint(database, { name: 'gone', team: 'fraud', hours: 2, figures }, now);
  await pool.query(`update resource set deleted_at = $1 where name = 'gone'`, [new Date(now)]);
  await seedResource(database, { kind: 'training_job', name: 'done', team: 'search', description: {} }, now);
  await pool.query(`update resource set ended_at = $1 where name = 'done'`, [new Date(now - dayMs)]);
});

test('a month without a run has no forecast, and every day its place', async () => {
  const spend = await getSpend(scope, now);
  expect(spend).toMatchObject({ total: both(3.5, 6.5), forecast: null, steps: [], budgetUsd: null, reading: 'statistic' });
  expect(spend.days).toEqual([
    { day: '2026-11-01', ...both(1, 2) },
    { day: '2026-11-02', ...both(0, 0) },
    { day: '2026-11-03', ...both(2.5, 4.5) },
  ]);
  expect(spend.places).toEqual([{ account: place.account, region: place.region, calls: 30, ...both(3.5, 6.5) }]);
});

test('a forecast carries the live runs of the last day on, and leaves history and repairs out', async () => {
  const seeded = async (startedAt: number, purpose: string, [one, each]: readonly [number, number]) => {
    const id = await seedCollectionRun(database, { collector: 'metrics', purpose, startedAt });
    await pool.query('update run set price_usd = $2, price_each_usd = $3 where id = $1', [id, one, each]);
  };
  await seeded(now - 12 * hourMs, 'live', [0.06, 0.12]);
  await seeded(now - minuteMs, 'live', [0.06, 0.12]);
  await seeded(now - hourMs, 'backfill', [9, 9]);
  await seeded(now - 30 * hourMs, 'live', [9, 9]);
  await seeded(now + minuteMs, 'live', [9, 9]);
  const { forecast, collectors } = await getSpend(scope, now);
  const restHours = 27.5 * 24;
  expect(forecast).toEqual({ ...both(3.5 + 0.01 * restHours, 6.5 + 0.02 * restHours), hours: 12 });
  expect(collectors.map(({ purpose, runs }) => [purpose, runs])).toEqual([
    ['live', 3],
    ['backfill', 1],
  ]);
});

describe('by team', () => {
  test('of every day the share of its series, and of another team nothing, not even that it is there', async () => {
    expect(await saveSeriesShares(database, now)).toBe(3);
    expect(await saveSeriesShares(database, now)).toBe(3);
    const search = { team: 'search', name: 'search', series: 2, ofSeries: 3, ...both((2.5 * 2) / 3, 3) };
    expect(await listTeamSpend(scope, { team: 'all', now })).toEqual([
      search,
      { team: 'fraud', name: 'fraud', series: 1, ofSeries: 3, ...both(2.5 / 3, 1.5) },
    ]);
    expect(await listTeamSpend(teamsScope(['search']), { team: 'all', now })).toEqual([search]);
    await expect(listTeamSpend(teamsScope(['search']), { team: 'fraud', now })).rejects.toMatchObject({ code: 'not_found' });
    const shares = (await pool.query('select team from series_share where day = $1', ['2026-11-03'])).rows;
    expect(shares).toHaveLength(2);
  });

  test('downloads have the rows of the page', async () => {
    const asked = { from: now - dayMs, to: now, team: 'all', now, asOf: null, search: {} };
    const rowsOf = async (name: string, whose = scope) => (await exportTable(name)(whose, asked)).length;
    expect(await rowsOf('spend-days')).toBe(3);
    expect(await rowsOf('spend-accounts')).toBe(1);
    expect(await rowsOf('spend-collectors')).toBe(2);
    expect(await rowsOf('spend-teams')).toBe(2);
    expect(await rowsOf('spend-teams', teamsScope(['fraud']))).toBe(1);
    expect(await rowsOf('budget-steps')).toBe(0);
  });
});

test('demand is told by tier: what is called is watched, what is silent idle, what is gone none', async () => {
  await pool.query('update series set last_at = $1', [new Date(now - minuteMs)]);
  const later = now + 4 * hourMs;
  const [here] = await listDemand(scope, now);
  expect(here).toMatchObject({ ...place, demand: { watched: { metric: 3, statistic: 3 }, normal: { metric: 0 } } });
  expect(here?.jobsADay).toBeCloseTo(1 / 7, 6);
  expect((await listDemand(scope, later))[0]?.demand).toMatchObject({
    watched: { metric: 0 },
    idle: { metric: 3, statistic: 3 },
  });
});
