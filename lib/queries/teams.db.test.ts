import { beforeAll, describe, expect, test } from 'vitest';
import { teamsScope } from '#lib/auth/scope.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { everyScope } from '#lib/testing/scopes.ts';
import { seedEndpoint, seedResource, seedRun } from '#lib/testing/seed-fleet.ts';
import { hourMs, minuteMs } from '#lib/time.ts';
import { getEndpointRecord, listEndpointRecords } from './fleet.ts';
import { listFleet } from './health.ts';
import { listNodes } from './nodes.ts';
import { listEndpointPlots } from './plots.ts';
import { getShell } from './shell.ts';
import { getBoard } from './teams.ts';

const database = await testDatabase();
process.env.DATABASE_URL = database.webUrl;

const now = Date.parse('2026-11-19T07:42:10Z');
const ask = { team: 'all', now, asOf: null };
const scope = everyScope();
const calm = {
  'endpoint.invocations Sum': () => 1000,
  'endpoint.latency.model p99': () => 200_000,
  'endpoint.errors.5xx Sum': () => null,
};

beforeAll(async () => {
  const readTo = Math.floor(now / minuteMs) * minuteMs - 2 * minuteMs;
  await seedEndpoint(database, { name: 'calm', team: 'fraud', figures: calm }, readTo);
  await seedEndpoint(
    database,
    { name: 'burning', team: 'search', figures: { ...calm, 'endpoint.errors.5xx Sum': (minute) => (minute >= -22 ? 41 : 0) } },
    readTo,
  );
  await seedEndpoint(database, { name: 'idle', team: 'vision', figures: {} }, readTo);
  await seedEndpoint(
    database,
    {
      name: 'slow',
      team: 'fraud',
      figures: { ...calm, 'endpoint.latency.model p99': (minute) => (minute >= -40 ? 604_000 : 200_000) },
    },
    readTo,
  );
  await seedResource(
    database,
    { kind: 'cluster_node', name: 'i-1', team: 'vision', status: 'Running', parent: 'cluster/c', description: {} },
    now,
  );
  for (let hour = 26; hour >= 0; hour -= 1) {
    await seedRun(database, { from: readTo - (hour + 1) * hourMs, to: readTo - hour * hourMs });
  }
});

describe('the board', () => {
  test('each team has the word of its worst thing, and the sentence that earned it', async () => {
    const { rows, needs } = await getBoard(scope, ask);
    expect(rows.map(({ team, word, subject, sentence }) => ({ team, word, subject, sentence }))).toEqual([
      { team: 'fraud', word: 'failing', subject: 'slow', sentence: 'p99 is 604 ms, limit 400 ms' },
      { team: 'search', word: 'failing', subject: 'burning', sentence: 'answers 4.1 % of calls with 5xx, limit 1 %' },
      { team: 'vision', word: 'no_traffic', subject: null, sentence: 'idle stood ready and nothing called.' },
    ]);
    expect(needs.shown.map((one) => one.subject)).toEqual(['burning', 'slow']);
    expect(rows[1]?.since).toBe(Math.floor(now / minuteMs) * minuteMs - 24 * minuteMs);
  });

  test('what was not read lately is unknown: a place and a cluster are one thing each', async () => {
    const later = { ...ask, now: now + 41 * minuteMs };
    expect(await listNodes(scope, ask)).toMatchObject([{ name: 'i-1', word: 'healthy', isUnread: false }]);
    expect(await listNodes(scope, later)).toMatchObject([
      { word: 'unknown', sentence: 'was last read 41 min ago, healthy then', isUnread: true },
    ]);
    const { rows, needs } = await getBoard(scope, later);
    expect(rows.map(({ word }) => word)).toEqual(['unknown', 'unknown', 'unknown']);
    expect(needs.shown.map(({ subject, sentence, teams }) => [subject, sentence, teams])).toEqual([
      ['c', 'has 1 node that nobody has read lately', undefined],
      ['111122223333 eu-west-1', 'was last read 43 min ago, 4 endpoints unseen, 2 of them ill then', 3],
    ]);
  });

  test('the lane turns where the trouble began', async () => {
    const { rows } = await getBoard(scope, ask);
    expect(rows[1]?.lane.map((one) => one.word)).toEqual(['healthy', 'failing']);
  });

  test('a team sees its own, and another team is not found', async () => {
    const { rows } = await getBoard(teamsScope(['search']), ask);
    expect(rows.map((row) => row.team)).toEqual(['search']);
    await expect(getBoard(teamsScope(['search']), { ...ask, team: 'fraud' })).rejects.toMatchObject({ code: 'not_found' });
    const key = { account: '111122223333', region: 'eu-west-1', name: 'calm' };
    await expect(getEndpointRecord(teamsScope(['search']), { ...ask, ...key })).rejects.toMatchObject({ code: 'not_found' });
    expect(await getEndpointRecord(teamsScope(['fraud']), { ...ask, ...key })).toMatchObject({
      kind: 'realtime',
      variants: [{ running: 2 }],
    });
  });

  test('as of a moment before the trouble all was well', async () => {
    const past = now - 3 * hourMs;
    const { rows } = await getBoard(scope, { team: 'all', now: past, asOf: past });
    expect(rows.map((row) => row.word)).toEqual(['healthy', 'healthy', 'no_traffic']);
    expect(await listEndpointRecords(scope, { team: 'all', now: now - 300 * hourMs, asOf: now - 300 * hourMs })).toEqual([]);
  });

  test('the shell counts what there is', async () => {
    expect(await getShell(scope, 'all', now)).toMatchObject({
      counts: { endpoints: 4, nodes: 5, resources: 13 },
      collection: { sources: { current: 1, total: 1 }, troubles: [] },
    });
  });
});

describe('plots', () => {
  const plots = async (name: string, more: object = {}) => {
    const [entry] = (await listFleet(scope, ask)).filter((one) => one.endpoint.name === name);
    if (!entry) throw new Error(name);
    const [latency, errors, gpu, instances] = await listEndpointPlots(scope, {
      endpoint: entry.endpoint,
      panels: ['latency', 'errors', 'gpu', 'instances'],
      ...{ from: now - 90 * minuteMs, to: now, now, variant: 'AllTraffic', latencyLimitMs: entry.evidence.p99LimitMs, types: [] },
      ...more,
    });
    return { latency, errors, gpu, instances };
  };

  test('microseconds become milliseconds, the last minutes are late', async () => {
    const { latency } = await plots('slow');
    const p99 = latency?.series.find((one) => one.role === 'p99');
    expect([p99?.values.at(0), p99?.values.at(-4)]).toEqual([200, 604]);
    expect(latency?.lines).toEqual([{ value: 400, label: '400 ms p99, 5 of 5 min', kind: 'limit' }]);
    expect(latency?.gaps.map((gap) => gap.absence)).toEqual(['late']);
    expect(latency?.cli).toContain('aws cloudwatch get-metric-data --region eu-west-1');
  });

  test('errors are a share of calls', async () => {
    const { errors } = await plots('burning');
    expect(errors?.series[0]?.values.at(-5)).toBeCloseTo(4.1);
    expect(errors?.series[0]?.values.at(0)).toBe(0);
  });

  test('a whole plot of nothing says why', async () => {
    expect((await plots('calm')).gpu?.absent).toEqual({ absence: 'not_published', why: 'ml.m5.large has no GPU.' });
    expect((await plots('idle')).latency?.absent?.absence).toBe('no_traffic');
    expect((await plots('calm')).instances?.absent?.absence).toBe('not_collected');
  });
});

test('a hole that a throttled call left is throttled until it is mended', async () => {
  const [entry] = (await listFleet(scope, ask)).filter((one) => one.endpoint.name === 'idle');
  const window = { from: now - 60 * minuteMs, to: now - 50 * minuteMs };
  const { rows } = await database.pool.query<{ id: number }>("select id from series where name = 'calm' and statistic = 'p99'");
  await seedRun(database, {
    ...window,
    status: 'partial',
    word: 'throttled',
    message: 'Rate exceeded',
    seriesIds: [rows[0]?.id ?? 0],
  });
  const [calmEntry] = (await listFleet(scope, ask)).filter((one) => one.endpoint.name === 'calm');
  await database.pool.query("delete from sample_live where series_id = $1 and hour = '2026-11-19T06:00Z'", [rows[0]?.id]);
  const [plot] = await listEndpointPlots(scope, {
    endpoint: calmEntry?.endpoint ?? (entry?.endpoint as never),
    panels: ['latency'],
    ...{ from: now - 90 * minuteMs, to: now - 42 * minuteMs, now, variant: null, latencyLimitMs: null, types: [] },
  });
  expect(plot?.gaps.map((gap) => gap.absence)).toEqual(['no_traffic', 'throttled', 'no_traffic']);
});
