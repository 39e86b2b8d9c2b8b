import { beforeAll, expect, test } from 'vitest';
import { testDatabase } from '#lib/testing/database.ts';
import { everyScope } from '#lib/testing/scopes.ts';
import { seedCollectionRun } from '#lib/testing/seed-runs.ts';
import { dayMs, hourMs, minuteMs } from '#lib/time.ts';
import { listCoverage } from './collection.ts';
import { listTroubles } from './run-failures.ts';
import { getShell } from './shell.ts';
import { listSources } from './sources.ts';

const database = await testDatabase();
process.env.DATABASE_URL = database.webUrl;

const now = Date.parse('2026-11-19T07:42:00Z');
const ago = (minutes: number): number => now - minutes * minuteMs;
const scope = everyScope();
const refusal = { service: 'cloudwatch', operation: 'GetMetricData' };

/** What one Region's looks at metrics found: `none` is one where none was due. */
async function looks(region: string, found: readonly [minutes: number, found: 'read' | 'denied' | 'none'][]): Promise<void> {
  for (const [minutes, what] of found) {
    const window = what === 'none' ? {} : { window: { from: ago(minutes + 2), to: ago(minutes) } };
    const counts: Record<string, number> = what === 'none' ? { between: 1 } : { queries: 14, read: what === 'read' ? 14 : 0 };
    await seedCollectionRun(database, {
      ...{ collector: 'metrics', region, startedAt: ago(minutes), counts, ...window },
      ...(what === 'denied' ? { status: 'failed', failures: [refusal] } : {}),
    });
  }
}

beforeAll(async () => {
  await looks('eu-west-1', [
    [5, 'read'],
    [4, 'denied'],
    [3, 'none'],
    [2, 'denied'],
    [1, 'none'],
  ]);
  await looks('us-east-1', [
    [6, 'denied'],
    [4, 'read'],
    [1, 'none'],
  ]);
  // Its endpoints went while they were refused.
  await looks('us-west-2', [
    [5 * 60, 'denied'],
    [2, 'none'],
    [1, 'none'],
  ]);
});

test('a look that asked for nothing hides no refusal: sources, the foot, what stands in the way and the charts go on saying it', async () => {
  const sources = await listSources(scope, { now, from: now - dayMs, to: now });
  const said = sources
    .filter(({ collector, last }) => collector === 'metrics' && last)
    .map(({ region, word, since }) => [region, word, since]);
  expect(said).toEqual([
    ['eu-west-1', 'denied', ago(4)],
    ['us-east-1', 'healthy', null],
    ['us-west-2', 'healthy', null],
  ]);
  const { collection } = await getShell(scope, 'all', now);
  expect(collection.troubles.map(({ word, count }) => [word, count])).toEqual([['denied', 1]]);
  expect((await listTroubles(scope, now)).map(({ regions, word }) => [regions, word])).toEqual([[['eu-west-1'], 'denied']]);
  const coverage = await listCoverage(scope, { from: now - hourMs, to: now });
  const blocked = coverage.filter((place) => place.blocked !== null);
  expect(blocked).toMatchObject([
    { region: 'eu-west-1', blocked: { absence: 'denied', since: ago(4), call: 'cloudwatch:GetMetricData' } },
  ]);
});

test('a window whose minutes CloudWatch keeps no longer stands in nobody’s way; longer points of the past do', async () => {
  const days = (count: number) => ({ from: now - count * dayMs, to: now - count * dayMs + 3 * hourMs });
  const lose = (region: string, count: number, counts: Record<string, number>) =>
    seedCollectionRun(database, {
      ...{ collector: 'metrics', purpose: 'backfill', status: 'partial', region, startedAt: ago(30), counts },
      failures: [{ ...refusal, word: 'late', code: 'InternalError', window: days(count) }],
    });
  await lose('eu-north-1', 14, { queries: 3 });
  await lose('eu-south-1', 16, { queries: 3 });
  await lose('eu-west-3', 40, { queries: 3, past: 1 });
  const late = (await listTroubles(scope, now)).filter(({ word }) => word === 'late');
  expect(late.flatMap(({ regions }) => regions)).toEqual(['eu-north-1', 'eu-west-3']);
});
