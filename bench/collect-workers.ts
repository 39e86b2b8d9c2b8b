import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { compose } from '#demo/scenario/compose.ts';
import type { MetricUnit } from '#lib/collect/context.ts';
import { compareWithOracle } from '#lib/collect/testing/oracle.ts';
import { closeDatabase, database } from '#lib/db.ts';
import { secureDatabase } from '#lib/launch/database-roles.ts';
import { openRuntime } from '#lib/launch/runtime.ts';
import { packQueries } from '#lib/metrics/batches.ts';
import { dimensionsKey } from '#lib/metrics/series.ts';
import type { Window } from '#lib/metrics/windows.ts';
import { openQueues } from '#lib/store/queues.ts';
import { startRun } from '#lib/store/runs.ts';
import { ensureSeries } from '#lib/store/series.ts';
import { transaction } from '#lib/store/transaction.ts';
import { hourMs, minuteMs } from '#lib/time.ts';
import { shareThrough } from '#lib/worker/units.ts';
import { type Child, startBenchChild } from './child.ts';
import type { DemoAnswer, DemoAsk } from './collect-demo.ts';
import { atLeast, atMost, beside, exactly, type Figure } from './figure.ts';
import type { TakerAsk } from './workers-taker.ts';

const now = Date.parse('2026-11-19T10:00:00Z');
const place = { account: '444455556666', region: 'us-east-1' };
const endpoints = 600;
const scenario = compose({ seed: 'bench', scale: { endpoints, isPlain: true } });
const windowMs = 5 * minuteMs;
const windowsPerRound = 10;
const batchesPerUnit = 4;
const rounds = 3;

type Taker = Child<TakerAsk, Record<string, never>>;
type World = { pool: Pool; url: string; ids: readonly number[]; takers: readonly [Taker, Taker]; share: Share };
type Share = (round: number) => Promise<{ seconds: number; calls: number; undone: number; window: Window }>;

/** The series of the place's endpoints, as if they had been found. */
async function seedSeries(pool: Pool): Promise<number[]> {
  const sources = scenario.parts.flatMap((part) => part.metrics(place, now - hourMs, now));
  const wanted = sources.map(({ namespace, metricName, dimensions }) => {
    const sorted = dimensions.toSorted((a, b) => (a.Name < b.Name ? -1 : 1));
    const name = dimensions.find(({ Name }) => Name === 'EndpointName')?.Value ?? '';
    return {
      ...{ kind: 'endpoint' as const, name, metricId: null, namespace, metric: metricName, unit: null },
      ...{ dimensions: sorted, dimensionsKey: dimensionsKey(sorted), statistic: 'Sum' },
    };
  });
  await transaction({ pool }, (client) => ensureSeries(client, place, wanted));
  const { rows } = await pool.query<{ id: number }>('select id from series order by namespace, metric, dimensions_key');
  return rows.map(({ id }) => id);
}

/** A round's windows lie behind those of the round before: everything is stored for the first time. */
function unitsOf(ids: readonly number[], run: number, round: number): MetricUnit[] {
  return Array.from({ length: windowsPerRound }, (_, index) => {
    const to = now - (2 + round * windowsPerRound + index) * windowMs;
    const batches = packQueries(ids, windowMs / minuteMs);
    return Array.from({ length: Math.ceil(batches.length / batchesPerUnit) }, (__, unit) => ({
      ...{ run, key: `${to} ${unit}`, ...place, window: { from: to - windowMs, to } },
      batches: batches.slice(unit * batchesPerUnit, (unit + 1) * batchesPerUnit),
    }));
  }).flat();
}

async function measureRounds({ takers, share }: World): Promise<{ one: number; two: number }> {
  const rate = { one: 0, two: 0 };
  for (let round = 0; round < rounds; round += 1) {
    for (const workers of ['one', 'two'] as const) {
      await takers[1].ask({ isTaking: workers === 'two' });
      const { seconds, calls } = await share(2 * round + (workers === 'one' ? 0 : 1));
      console.error(`${workers} at work: ${calls} calls in ${seconds.toFixed(1)} s`);
      rate[workers] = Math.max(rate[workers], (60 * calls) / seconds);
    }
  }
  return rate;
}

/** One of two workers is killed in the middle of a round. */
async function measureKill({
  pool,
  takers,
  share,
}: World): Promise<{ lost: number; undone: number; points: number; seconds: number }> {
  const sharing = share(2 * rounds);
  await sleep(4000);
  takers[1].kill();
  const { seconds, undone, window } = await sharing;
  const { missing, surplus, wrong, points, examples } = await compareWithOracle(pool, scenario, place, window);
  for (const line of examples) console.error(line);
  return { lost: missing + surplus + wrong, undone, points, seconds };
}

function figuresOf(
  { one, two }: { one: number; two: number },
  { lost, undone, points, seconds }: Awaited<ReturnType<typeof measureKill>>,
): Figure[] {
  return [
    atLeast(
      'work of two workers, of which one does 1 (the demo answers after 300 ms, 2 calls at once a worker)',
      two / one,
      '×',
      1.7,
    ),
    beside('calls a minute by one worker', one, '/min'),
    beside('calls a minute by two workers', two, '/min'),
    exactly(`minutes lost, doubled or wrong, of ${points}, when one of two is killed in the middle`, lost, '', 0),
    exactly('pieces of work left undone', undone, '', 0),
    atMost('the whole round, in which what the dead one held was taken over', seconds, 's', 60),
  ];
}

/** What a second worker adds, and that a killed one loses nothing. */
export async function measureWorkers(): Promise<Figure[]> {
  const home = mkdtempSync(join(tmpdir(), 'trailwatch bench '));
  const environment = { ...process.env, TRAILWATCH_HOME: home, DATABASE_URL: undefined };
  const root = join(import.meta.dirname, '..');
  const runtime = await openRuntime({ root, environment, needs: ['database'], say: console.error });
  const owner = runtime.variables.DATABASE_URL ?? '';
  const { worker: role } = await secureDatabase({ home, url: owner, environment, by: 'launcher' });
  const db = database(role.url);
  const demo = startBenchChild<DemoAsk, DemoAnswer>('collect-demo.ts', { N: String(endpoints) });
  const { environment: aws } = await demo.ask({ now });
  await fetch(`${aws.AWS_ENDPOINT_URL}/__demo/faults`, { method: 'POST', body: 'latency=300ms' });
  const boss = await openQueues(role.url, { isWorker: true });
  const taker = (): Taker =>
    startBenchChild('workers-taker.ts', { ...aws, DATABASE_URL: role.url, BENCH_NOW: String(now), TRAILWATCH_PROCESS: 'worker' });
  const takers = [taker(), taker()] as const;
  try {
    const ids = await seedSeries(db.pool);
    for (const one of takers) await one.ask({ isTaking: true });
    const share: Share = async (round) => {
      const plan = {
        ...place,
        collector: 'metrics',
        purpose: 'live',
        window: null,
        startedAt: new Date(now),
        worker: null,
      } as const;
      const units = unitsOf(ids, await startRun(db, plan), round);
      const begun = performance.now();
      const reports = await shareThrough(boss, db).share(units, new AbortController().signal);
      const windows = units.map(({ window }) => window);
      return {
        seconds: (performance.now() - begun) / 1000,
        calls: reports.reduce((sum, report) => sum + (report?.tally.totals.calls ?? 0), 0),
        undone: reports.filter((report) => report === null || report.failures.length > 0).length,
        window: { from: Math.min(...windows.map(({ from }) => from)), to: Math.max(...windows.map(({ to }) => to)) },
      };
    };
    const world = { pool: db.pool, url: role.url, ids, takers, share };
    return figuresOf(await measureRounds(world), await measureKill(world));
  } finally {
    takers[0].kill();
    await boss.stop({ graceful: false });
    await demo.stop();
    await closeDatabase(db);
    await runtime.close();
    rmSync(home, { recursive: true, force: true });
  }
}
