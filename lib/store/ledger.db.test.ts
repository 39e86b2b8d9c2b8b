import { beforeEach, describe, expect, test } from 'vitest';
import { testDatabase } from '#lib/testing/database.ts';
import { minuteMs } from '#lib/time.ts';
import { listOpenSeries, listRecentlyFailed, markAsked, mendAnswered, saveLives } from './ledger.ts';
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

describe('a failure is mended once its series have answered all that they are owed of it', () => {
  const now = at('12:00').getTime();
  const seriesOf = async (kind: string, name: string): Promise<number> => {
    const series = {
      ...{ kind, name, metricId: null, namespace: 'n', metric: 'm', unit: null, statistic: 'Average' },
      ...{ dimensions: [{ Name: 'N', Value: name }], dimensionsKey: `N=${name}` },
    };
    return transaction(database, async (client) => {
      const [id = 0] = (await ensureSeries(client, place, [series])).ids.values();
      await saveLives(client, place, [{ id, activeFrom: Number.NEGATIVE_INFINITY, activeTo: Number.POSITIVE_INFINITY }], now);
      // The second half of the window, and no more.
      await markAsked(client, place, { seriesIds: [id], window: { from: at('01:30').getTime(), to: window.to } });
      return id;
    });
  };
  type Case = [string, { kind: string; since: string; counts?: object; isMended: boolean }];

  test.each<Case>([
    ['whole where that is owed: not yet', { kind: 'endpoint', since: '01:00', isMended: false }],
    ['what is owed begins within it, because others missed more', { kind: 'endpoint', since: '01:30', isMended: true }],
    ['… a minute of it is left', { kind: 'endpoint', since: '01:29', isMended: false }],
    ['jobs are owed longer', { kind: 'training_job', since: '01:30', isMended: false }],
    [
      'a filling of history is owed what it asked for',
      { kind: 'endpoint', since: '01:30', counts: { past: 1 }, isMended: false },
    ],
  ])('%s', async (name, { kind, since, counts = {}, isMended }) => {
    const id = await seriesOf(kind, name);
    const failed = await run('backfill', 'partial', '10:00');
    await database.pool.query('update run set counts = $2 where id = $1', [failed, JSON.stringify(counts)]);
    await database.pool.query(
      `insert into run_failure (run_id, seq, service, operation, word, code, message, series_ids, window_from, window_to)
       values ($1, 0, 'cloudwatch', 'GetMetricData', 'late', 'PartialData', 'some', $2, $3, $4)`,
      [failed, [id], new Date(window.from), new Date(window.to)],
    );
    const owed = { since: at(since).getTime(), jobsSince: at('00:00').getTime(), jobKinds: ['training_job'] };
    const byRun = await run('live', 'ok', '11:00');
    expect(await mendAnswered(database, place, { byRun, at: new Date(now), owed })).toBe(isMended ? 1 : 0);
  });
});
