import { beforeAll, expect, test } from 'vitest';
import { ensureRollupDays } from '#lib/store/partitions.ts';
import { saveRollups } from '#lib/store/rollups.ts';
import { sealSamples } from '#lib/store/seal.ts';
import { transaction } from '#lib/store/transaction.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { everyScope } from '#lib/testing/scopes.ts';
import { place, seedEndpoint, seedRun } from '#lib/testing/seed-fleet.ts';
import { dayMs, hourMs, minuteMs } from '#lib/time.ts';
import { getEndpointRecord } from './fleet.ts';
import { listEndpointPlots } from './plots.ts';
import { listResourceSeries } from './series.ts';
import { readStepped } from './stepped.ts';
import { listTeamPlots } from './team-plots.ts';

const database = await testDatabase();
process.env.DATABASE_URL = database.webUrl;
const scope = everyScope();

const now = Date.parse('2026-11-19T07:42:10Z');
const today = Date.parse('2026-11-19T00:00:00Z');
/** Two days, of which nothing finer than 5 minutes is left. */
const oldEnd = today - 40 * dayMs;
const figures = {
  'endpoint.invocations Sum': (minute: number) => ((minute + 6000) % 60 < 30 ? 10 : null),
  'endpoint.latency.model p99': () => 5000,
  'endpoint.cpu Average': (minute: number) => (minute % 2 === 0 ? 10 : 30),
  'endpoint.cpu Sum': (minute: number) => (minute % 2 === 0 ? 10 : 90),
  'endpoint.cpu SampleCount': (minute: number) => (minute % 2 === 0 ? 1 : 3),
};

beforeAll(async () => {
  await seedEndpoint(database, { name: 'old', team: 'search', figures, hours: 48 }, oldEnd);
  await database.pool.query(`update resource set created_at = $1`, [new Date(now - 400 * dayMs)]);
  await seedRun(database, { from: now - 3 * hourMs, to: now - 2 * minuteMs });
  await sealSamples(database, { now: oldEnd + 3 * hourMs, keptDays: 15, signal: new AbortController().signal });
  await database.pool.query('delete from sample_day');
  await database.pool.query('delete from sample_live');
  await database.pool.query(
    `insert into series_ledger (account, region, series_id, asked, active_from) select account, region, id, int4multirange(int4range($1, $2)), $3 from series`,
    [(oldEnd - 2 * dayMs) / minuteMs, today / minuteMs + 460, today / minuteMs - 400 * 1440],
  );
  const [p99] = (await listResourceSeries(scope, { ...place, kind: 'endpoint', name: 'old' })).filter(
    ({ statistic }) => statistic === 'p99',
  );
  const at = Array.from({ length: 288 }, (_, slot) => oldEnd - dayMs + slot * 5 * minuteMs);
  const asked = { periodSeconds: 300 as const, series: [{ seriesId: p99?.id ?? 0, at, values: at.map(() => 7000) }] };
  await ensureRollupDays(database, 300, asked.series);
  await transaction(database, (client) => saveRollups(client, place.account, asked));
});

const plots = async (days: number) => {
  const endpoint = await getEndpointRecord(scope, { ...place, team: 'all', name: 'old', now, asOf: null });
  const ask = { endpoint, from: now - days * dayMs, to: now, now, variant: null, latencyLimitMs: null, types: [] };
  const [latency, invocations] = await listEndpointPlots(scope, { ...ask, panels: ['latency', 'invocations'] });
  if (!latency || !invocations) throw new Error('no plots');
  return { latency, invocations };
};
const valuesIn = ({ series, from, step }: Awaited<ReturnType<typeof plots>>['latency'], span: [number, number], id: number) =>
  new Set(
    series[id]?.values.filter((_, index) => from + index * step >= span[0] / 1000 && from + (index + 1) * step <= span[1] / 1000),
  );

test('what is older than minutes are kept is drawn from 5-minute steps, and says so', async () => {
  const { latency, invocations } = await plots(45);
  expect([latency.resolution, invocations.resolution]).toEqual(['5 min steps', '5 min steps']);
  expect(valuesIn(invocations, [oldEnd - dayMs, oldEnd], 0)).toEqual(new Set([10, 0]));
  expect(valuesIn(latency, [oldEnd - dayMs + 2 * hourMs, oldEnd - 2 * hourMs], 2)).toEqual(new Set([7]));
});

test('percentiles that CloudWatch was not asked for are a gap with its reason, never a mean', async () => {
  const { latency } = await plots(45);
  const first = latency.gaps.find(({ from, to }) => from * 1000 <= oldEnd - 2 * dayMs && to * 1000 >= oldEnd - dayMs);
  expect(first).toMatchObject({ absence: 'not_collected', why: expect.stringContaining('never averaged') });
  expect(valuesIn(latency, [oldEnd - 2 * dayMs, oldEnd - dayMs - 3 * hourMs], 2)).toEqual(new Set([null]));
});

test('beyond 5-minute steps, hours are drawn; a minute’s rate stays a minute’s rate', async () => {
  const { invocations } = await plots(90);
  expect(invocations.resolution).toBe('1 h steps');
  expect(valuesIn(invocations, [oldEnd - dayMs, oldEnd - 3 * hourMs], 0)).toEqual(new Set([5]));
  const { invocations: team } = await listTeamPlots(scope, { team: 'search', from: now - 90 * dayMs, to: now, now });
  expect(valuesIn(team, [oldEnd - dayMs, oldEnd - 3 * hourMs], 0)).toEqual(new Set([5]));
  expect(team.gaps[0]).toMatchObject({ absence: 'not_collected' });
});

test('a mean of longer steps is its sum over its number', async () => {
  const series = await listResourceSeries(scope, { ...place, kind: 'endpoint', name: 'old' });
  const window = { from: oldEnd - dayMs, to: oldEnd, stepMs: hourMs };
  const mean = series.find(({ statistic }) => statistic === 'Average');
  if (!mean) throw new Error('no mean');
  expect(new Set((await readStepped(scope, series, window)).of(mean))).toEqual(new Set([25]));
  expect(new Set((await readStepped(scope, [mean], window)).of(mean)), 'of minutes, where the parts are not stored').toEqual(
    new Set([20]),
  );
});
