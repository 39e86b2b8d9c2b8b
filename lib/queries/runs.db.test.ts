import { beforeAll, describe, expect, test } from 'vitest';
import { teamsScope } from '#lib/auth/scope.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { everyScope } from '#lib/testing/scopes.ts';
import { seedResource } from '#lib/testing/seed-fleet.ts';
import { seedCollectionRun } from '#lib/testing/seed-runs.ts';
import { dayMs, hourMs, minuteMs } from '#lib/time.ts';
import { exportTable } from './exports.ts';
import { getMeter } from './meter.ts';
import { getQuarantine } from './quarantine.ts';
import { listRunFailures, listTroubles } from './run-failures.ts';
import { parseRunFilter } from './run-filter.ts';
import { countRuns, getRun, listRuns } from './runs.ts';
import { getShell } from './shell.ts';
import { listSources } from './sources.ts';

const database = await testDatabase();
process.env.DATABASE_URL = database.webUrl;

const now = Date.parse('2026-11-19T07:42:00Z');
const ago = (minutes: number): number => now - minutes * minuteMs;
const scope = everyScope();
const window = { from: now - dayMs, to: now };
const dark = { region: 'us-east-1', status: 'failed', failures: [{ service: 'sts', operation: 'AssumeRole' }] } as const;
const ids: Record<string, number> = {};

beforeAll(async () => {
  for (const minutes of [8, 6, 4, 2])
    ids[`inventory ${minutes}`] = await seedCollectionRun(database, { startedAt: ago(minutes) });
  await seedCollectionRun(database, { region: 'us-east-1', startedAt: ago(60) });
  for (const minutes of [45, 30, 3])
    ids[`dark ${minutes}`] = await seedCollectionRun(database, { ...dark, startedAt: ago(minutes) });
  await seedCollectionRun(database, { collector: 'alarms', startedAt: ago(200) });
  ids.metrics = await seedCollectionRun(database, {
    collector: 'metrics',
    status: 'partial',
    startedAt: ago(5),
    window: { from: ago(12 * 60), to: ago(7) },
    failures: [
      {
        ...{ service: 'cloudwatch', operation: 'GetMetricData', word: 'throttled', code: 'ThrottlingException' },
        ...{ seriesIds: [1, 2], window: { from: ago(20), to: ago(7) } },
      },
      {
        operation: 'GetMetricData',
        word: 'late',
        code: 'TimeoutError',
        window: { from: ago(40), to: ago(30) },
        repairedAt: ago(1),
      },
    ],
  });
  await seedCollectionRun(database, { collector: 'scaling', status: 'running', startedAt: ago(1) });
  for (const [name, team] of [
    ['ranker', 'search'],
    ['secret', 'fraud'],
  ] as const) {
    await seedResource(database, { kind: 'endpoint', name, team, description: {} }, now);
  }
  ids.named = await seedCollectionRun(database, {
    collector: 'workforce',
    status: 'partial',
    startedAt: ago(2),
    failures: [
      { operation: 'DescribeEndpoint', subject: 'ranker', message: 'about ranker' },
      { operation: 'DescribeEndpoint', subject: 'secret', message: 'about <script>secret' },
      { operation: 'DescribeModel', subject: 'never seen', message: 'about never seen' },
      { service: 'cloudwatch', operation: 'DescribeAlarms', subject: 'alarms', message: 'about alarms' },
    ],
  });
  const meter = `insert into call_meter values ($1, '111122223333', $2, $3, $4, $5, 3, 2, 7, $6, $6, 7)`;
  await database.pool.query(meter, ['2026-11-19', 'eu-west-1', 'cloudwatch', 'GetMetricData', 100, 0.5]);
  await database.pool.query(meter, ['2026-11-19', 'us-east-1', 'cloudwatch', 'GetMetricData', 50, 0.25]);
  await database.pool.query(meter, ['2026-11-19', 'eu-west-1', 'sagemaker', 'ListEndpoints', 900, 0]);
  await database.pool.query(meter, ['2026-11-02', 'eu-west-1', 'cloudwatch', 'GetMetricData', 10, 1]);
  await database.pool.query(meter, ['2026-10-31', 'eu-west-1', 'cloudwatch', 'GetMetricData', 10, 9]);
  await database.pool.query(
    `insert into quarantine values ('a', 'import', 'not JSON (f.json.gz, record 1)', 'x', $1), ('b', 'import', 'not JSON (f.json.gz, record 2)', 'y', $1),
       ('c', 'import', 'no eventID', 'z', $2)`,
    [new Date(ago(10)), new Date(now + hourMs)],
  );
});

describe('runs', () => {
  test('pages by key give every run once, newest first, and a broken cursor is the first page', async () => {
    const seen: number[] = [];
    let cursor: string | null = 'what?';
    do {
      const page = await listRuns(scope, { ...window, filter: {}, limit: 4, cursor });
      seen.push(...page.rows.map(({ id }) => id));
      cursor = page.next;
    } while (cursor !== null);
    const all = await listRuns(scope, { ...window, filter: {}, limit: 100, cursor: null });
    expect(seen).toEqual(all.rows.map(({ id }) => id));
    expect(new Set(seen).size).toBe(12);
    expect(all.rows.map(({ startedAt }) => startedAt)).toEqual(all.rows.map((row) => row.startedAt).toSorted((a, b) => b - a));
  });

  test.each([
    [{ status: 'failed' }, 3],
    [{ status: ['failed', 'partial'], collector: 'metrics' }, 1],
    [{ region: 'us-east-1' }, 4],
    [{ account: '000000000000' }, 0],
    [{ status: "'; drop table run; --" }, 0],
    [{ nothing: 'known' }, 12],
  ])('%j finds %i', async (search, count) => {
    const ask = { ...window, filter: parseRunFilter(search) };
    const { total, fields } = await countRuns(scope, ask);
    expect(total).toBe(count);
    expect((await listRuns(scope, { ...ask, limit: 50, cursor: null })).rows).toHaveLength(count);
    expect(fields.region.reduce((sum, one) => sum + one.count, 0)).toBeGreaterThanOrEqual(count);
  });

  test('one run has its figures, its failures and how many are open', async () => {
    expect(await getRun(scope, { id: String(ids.metrics), now })).toMatchObject({
      ...{ collector: 'metrics', status: 'partial', failures: 2, open: 1, calls: 12, words: ['late', 'throttled'] },
      ...{ windowFrom: ago(12 * 60), windowTo: ago(7), counts: { read: 10, written: 2 }, priceUsd: 0.0004 },
    });
  });

  test.each(['0', 'abc', '99999999999', '-1', '1;drop'])('%s is not found', async (id) => {
    await expect(getRun(scope, { id, now })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('a run of later than the moment asked is not found', async () => {
    await expect(getRun(scope, { id: String(ids.metrics), now: ago(6) })).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('failures of a run', () => {
  const asked = async (teams: ReturnType<typeof teamsScope>) =>
    (await listRunFailures(teams, await getRun(scope, { id: String(ids.named), now }), { after: -1 })).map(
      ({ subject, message, isHidden, resource }) => ({ subject, message, isHidden, resource: resource?.kind ?? null }),
    );
  const mine = { subject: 'ranker', message: 'about ranker', isHidden: false, resource: 'endpoint' };
  const alarms = { subject: 'alarms', message: 'about alarms', isHidden: false, resource: null };
  const hidden = { subject: null, message: null, isHidden: true, resource: null };

  test('the operator reads them all, as they came', async () => {
    expect(await asked(scope)).toEqual([
      mine,
      { subject: 'secret', message: 'about <script>secret', isHidden: false, resource: 'endpoint' },
      { subject: 'never seen', message: 'about never seen', isHidden: false, resource: null },
      alarms,
    ]);
  });

  test("a team reads its own; another team's thing, and one of nobody known, keep name and message back", async () => {
    expect(await asked(teamsScope(['search']))).toEqual([mine, hidden, hidden, alarms]);
  });
});

describe('sources', () => {
  test('each says its word, its age and how complete it is, the loudest first', async () => {
    const sources = await listSources(scope, { now, ...window });
    const said = sources.map(({ collector, region, word, since, isCurrent }) => [collector, region, word, since, isCurrent]);
    expect(said.slice(0, 6)).toEqual([
      ['inventory', 'us-east-1', 'denied', ago(45), false],
      ['alarms', 'eu-west-1', 'late', ago(200) + 3000, false],
      ['metrics', 'eu-west-1', 'partial', ago(5), true],
      ['workforce', 'eu-west-1', 'partial', ago(2), true],
      ['scaling', 'eu-west-1', 'running', null, false],
      ['inventory', 'eu-west-1', 'healthy', null, true],
    ]);
    const metrics = sources.find(({ collector }) => collector === 'metrics');
    expect(metrics?.completeTo).toBe(ago(7));
    expect(metrics?.covered).toBeCloseTo((12 * 60 - 7) / 1440, 6);
    expect(sources[0]).toMatchObject({ runs: 4, ok: 1, covered: null, last: { id: ids['dark 3'], status: 'failed', calls: 12 } });
  });

  test('as of a moment, it is what was known then', async () => {
    const then = ago(50);
    const sources = await listSources(scope, { now: then, from: then - dayMs, to: then });
    const dark = sources.find(({ collector, region }) => collector === 'inventory' && region === 'us-east-1');
    expect(dark).toMatchObject({ word: 'healthy', readAt: ago(60) + 3000, runs: 1, ok: 1 });
  });

  test("the sidebar's foot counts the same sources as current", async () => {
    const [{ collection }, sources] = await Promise.all([getShell(scope, 'all', now), listSources(scope, { now, ...window })]);
    expect(collection.sources.current).toBe(sources.filter((one) => one.isCurrent).length);
  });
});

describe('what stands in the way', () => {
  test('one line a call, since it began, with what AWS said last; repaired holes are not in it', async () => {
    const troubles = await listTroubles(scope, now);
    expect(troubles.map(({ operation, word, since, regions, count }) => [operation, word, since, regions, count])).toEqual([
      ['AssumeRole', 'denied', ago(45), ['us-east-1'], 1],
      ['DescribeAlarms', 'denied', ago(2), ['eu-west-1'], 1],
      ['DescribeEndpoint', 'denied', ago(2), ['eu-west-1'], 2],
      ['DescribeModel', 'denied', ago(2), ['eu-west-1'], 1],
      ['GetMetricData', 'throttled', ago(5), ['eu-west-1'], 1],
    ]);
    expect(troubles[4]).toMatchObject({ windowFrom: ago(20), windowTo: ago(7), runId: ids.metrics });
  });

  test("messages about another team's things are kept back", async () => {
    const troubles = await listTroubles(teamsScope(['search']), now);
    expect(troubles.find((one) => one.operation === 'DescribeModel')?.message).toBeNull();
    expect(troubles.find((one) => one.operation === 'DescribeEndpoint')?.message).toBe('about ranker');
  });
});

test('the meter adds up places, the dearest first, and the month up to the day', async () => {
  const meter = await getMeter(scope, now);
  expect(meter.calls.map(({ operation, calls, priceUsd }) => [operation, calls, priceUsd])).toEqual([
    ['GetMetricData', 150, 0.75],
    ['ListEndpoints', 900, 0],
  ]);
  expect(meter).toMatchObject({ total: { calls: 1050, throttles: 9, priceUsd: 0.75 }, month: { calls: 1060, priceUsd: 1.75 } });
});

test('quarantine counts by reason without the place, up to the moment; reasons may quote what a team must not read', async () => {
  expect(await getQuarantine(scope, now)).toEqual({
    total: 2,
    groups: [{ source: 'import', reason: 'not JSON', count: 2, newestAt: ago(10) }],
  });
  expect((await getQuarantine(teamsScope(['search']), now)).groups[0]?.reason).toBe('unreadable');
});

describe('downloads', () => {
  const asked = { ...window, team: 'all', now, asOf: null };
  test.each([
    ['runs', { status: 'partial' }, 2],
    ['sources', {}, 6],
    ['calls', {}, 2],
    ['run-failures', { run: 'named' }, 4],
  ] as const)('%s holds every row', async (name, search, least) => {
    const named = 'run' in search ? { run: String(ids[search.run]) } : search;
    const rows = await exportTable(name)(scope, { ...asked, search: named });
    expect(rows.length).toBeGreaterThanOrEqual(least);
    for (const cell of rows.flatMap((row) => Object.values(row))) expect(cell).not.toBeUndefined();
  });

  test('failures of a run that is none are not found, and those of another team keep their name back', async () => {
    const failures = exportTable('run-failures');
    await expect(failures(scope, { ...asked, search: {} })).rejects.toMatchObject({ code: 'not_found' });
    const [, foreign] = await failures(teamsScope(['search']), { ...asked, search: { run: String(ids.named) } });
    expect(foreign).toMatchObject({ subject: 'another team’s', message: 'another team’s', resource_kind: null });
  });
});
