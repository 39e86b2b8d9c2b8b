import { beforeAll, describe, expect, test } from 'vitest';
import { teamsScope } from '#lib/auth/scope.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { everyScope } from '#lib/testing/scopes.ts';
import { place, seedEndpoint, seedRun } from '#lib/testing/seed-fleet.ts';
import { hourMs, minuteMs } from '#lib/time.ts';
import { exportTable } from './exports.ts';
import { findAnything } from './find.ts';

const database = await testDatabase();
process.env.DATABASE_URL = database.webUrl;
const now = Date.parse('2026-11-19T07:42:10Z');
const scope = everyScope();

beforeAll(async () => {
  const readTo = Math.floor(now / minuteMs) * minuteMs - 2 * minuteMs;
  const figures = { 'endpoint.invocations Sum': () => 1000, 'endpoint.latency.model p99': () => 200_000 };
  await seedEndpoint(database, { name: 'ranker-v7', team: 'search', figures }, readTo);
  await seedEndpoint(database, { name: '=cmd_100%', team: 'fraud' }, readTo);
  await seedRun(database, { from: readTo - 24 * hourMs, to: readTo });
});

const labels = async (query: string, by = scope) =>
  (await findAnything(by, { query, team: 'all' })).map((one) => `${one.kind} ${one.label}`);

describe('find', () => {
  test.each([
    ['RANKER', ['endpoint ranker-v7', 'endpoint configuration ranker-v7-config', 'model ranker-v7-model']],
    ['100%', ['endpoint =cmd_100%', 'endpoint configuration =cmd_100%-config', 'model =cmd_100%-model']],
    ['_100', ['endpoint =cmd_100%', 'endpoint configuration =cmd_100%-config', 'model =cmd_100%-model']],
    ['search', ['team search']],
    ['arn:aws:sagemaker:eu-west-1:111122223333:endpoint/ranker-v7', ['endpoint ranker-v7']],
    ['https://eu-west-1.console.aws.amazon.com/sagemaker/home?region=eu-west-1#/endpoints/ranker-v7', ['endpoint ranker-v7']],
    ["'; drop table resource --", []],
    ['  ', []],
  ])('%j', async (query, found) => {
    expect(new Set(await labels(query))).toEqual(new Set(found));
  });

  test("another team's things are not found", async () => {
    expect(await labels('ranker', teamsScope(['fraud']))).toEqual([]);
    expect(await labels('arn:aws:sagemaker:eu-west-1:111122223333:endpoint/ranker-v7', teamsScope(['fraud']))).toEqual([]);
  });
});

describe('exports', () => {
  const ask = { team: 'all', now, asOf: null, from: now - hourMs, to: now, search: { ...place, name: 'ranker-v7' } };

  test('a figure or the word why there is none, never an empty cell', async () => {
    const rows = await exportTable('endpoints')(scope, { ...ask, search: { sort: '-p99' } });
    expect(rows.map((row) => [row.endpoint, row.p99_ms, row.health])).toEqual([
      ['ranker-v7', 200, 'healthy'],
      ['=cmd_100%', 'no traffic', 'no_traffic'],
    ]);
  });

  test('the filters of the page hold', async () => {
    expect(await exportTable('endpoints')(scope, { ...ask, search: { health: 'no_traffic' } })).toHaveLength(1);
    expect(await exportTable('endpoints')(scope, { ...ask, team: 'search', search: {} })).toHaveLength(1);
  });

  test('every row of the metrics table says a value or a reason', async () => {
    const rows = await exportTable('endpoint-metrics')(scope, ask);
    expect(rows.length).toBeGreaterThan(60);
    expect(rows.filter((row) => typeof row.value !== 'number' && !row.why)).toEqual([]);
  });

  test('a table that is none, and a property of every object, are not found', () => {
    expect(() => exportTable('nothing')).toThrow('not found');
    expect(() => exportTable('constructor')).toThrow('not found');
  });
});
