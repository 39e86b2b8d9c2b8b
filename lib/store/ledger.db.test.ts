import { beforeEach, expect, test } from 'vitest';
import { testDatabase } from '#lib/testing/database.ts';
import { minuteMs } from '#lib/time.ts';
import { listOpenSeries, listRecentlyFailed, markAsked, saveLives } from './ledger.ts';
import { saveSamples } from './samples.ts';
import { ensureSeries } from './series.ts';
import { transaction } from './transaction.ts';

const database = await testDatabase('worker');
const place = { account: '111122223333', region: 'eu-west-1' };
const at = (time: string): Date => new Date(`2026-11-19T${time}:00Z`);
const window = { from: at('01:00').getTime(), to: at('02:00').getTime() };

beforeEach(() => database.pool.query('delete from run'));

async function run(purpose: string, status: string, began: string): Promise<number> {
  const { rows } = await database.pool.query<{ id: number }>(
    `insert into run (collector, account, region, purpose, status, started_at) values ('metrics', $1, $2, $3, $4, $5) returning id`,
    [place.account, place.region, purpose, status, at(began)],
  );
  return rows[0]?.id ?? 0;
}

type Later = [purpose: string, status: string, began: string];

test.each<[string, number[], Later | null, boolean]>([
  ['what a whole call was refused is left alone', [1, 2], null, true],
  ['… until a live run came through whole', [1, 2], ['live', 'ok', '10:05'], false],
  ['… not by one that lacked something', [1, 2], ['live', 'partial', '10:05'], true],
  ['… nor by one that began before', [1, 2], ['live', 'ok', '09:59'], true],
  ['… nor by history', [1, 2], ['backfill', 'ok', '10:05'], true],
  ['what one series failed on is left alone whatever came through', [1], ['live', 'ok', '10:05'], true],
])('%s', async (_, seriesIds, later, isLeftAlone) => {
  const id = await run('repair', 'failed', '10:00');
  await database.pool.query(
    `insert into run_failure (run_id, seq, service, operation, word, code, message, series_ids, window_from, window_to)
     values ($1, 0, 'cloudwatch', 'GetMetricData', 'denied', 'AccessDenied', 'no', $2, $3, $4)`,
    [id, seriesIds, new Date(window.from), new Date(window.to)],
  );
  if (later) await run(...later);
  const left = await listRecentlyFailed(database, place, at('09:55'));
  const spans = [...left].map(([series, windows]) => [series, windows.map(({ from, to }) => ({ from, to }))]);
  expect(spans).toEqual(isLeftAlone ? seriesIds.map((series) => [series, [window]]) : []);
});

test('a series that CloudWatch forgets is asked for no more and keeps what it holds; listed again, it goes on as the same one', async () => {
  const forgotten = {
    kind: 'training_job',
    name: 'j',
    metricId: null,
    namespace: '/aws/sagemaker/TrainingJobs',
    metric: 'loss',
    unit: null,
  };
  const dimensions = [{ Name: 'TrainingJobName', Value: 'j' }];
  const wanted = { ...forgotten, dimensions, dimensionsKey: 'TrainingJobName=j', statistic: 'Average' };
  const now = at('03:00').getTime();
  await database.pool.query('select ensure_sample_days($1, $1)', [new Date(window.from)]);
  /** A settling that still finds the series, or does not. */
  const settle = (isListed: boolean, moment: number) =>
    transaction(database, async (client) => {
      const [id] = (await ensureSeries(client, place, isListed ? [wanted] : [])).ids.values();
      const lives = id === undefined ? [] : [{ id, activeFrom: window.from, activeTo: Number.POSITIVE_INFINITY }];
      await saveLives(client, place, lives, moment);
      return id;
    });
  const id = await settle(true, now);
  await transaction(database, async (client) => {
    await saveSamples(client, place.account, [{ seriesId: id ?? 0, at: [window.from], values: [0.5] }]);
    await markAsked(client, place, { seriesIds: [id ?? 0], window: { from: window.from, to: now } });
  });
  expect(await listOpenSeries(database, place)).toMatchObject([{ id, activeTo: Number.POSITIVE_INFINITY }]);
  await settle(false, now);
  expect(await listOpenSeries(database, place)).toEqual([]);
  const { rows } = await database.pool.query('select value from sample where series_id = $1', [id]);
  expect(rows).toEqual([{ value: 0.5 }]);
  expect(await settle(true, now + 30 * minuteMs)).toBe(id);
  expect(await listOpenSeries(database, place)).toMatchObject([{ id, reachedTo: now }]);
});
