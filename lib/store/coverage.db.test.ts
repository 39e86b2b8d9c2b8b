import { expect, test } from 'vitest';
import { testDatabase } from '#lib/testing/database.ts';
import { listHoles, mendCovered } from './coverage.ts';

const database = await testDatabase('worker');
const place = { account: '111122223333', region: 'eu-west-1', collector: 'metrics' };
const at = (time: string): Date => new Date(`2026-11-19T${time}:00Z`);
const since = at('00:00');

type Row = { purpose: string; status: string; began: string; ended: string; window: [string, string] };

async function run({ purpose, status, began, ended, window: [from, to] }: Row): Promise<number> {
  const { rows } = await database.pool.query<{ id: number }>(
    `insert into run (collector, account, region, purpose, status, started_at, ended_at, window_from, window_to)
     values ('metrics', $1, $2, $3, $4, $5, $6, $7, $8) returning id`,
    [place.account, place.region, purpose, status, at(began), at(ended), at(from), at(to)],
  );
  return rows[0]?.id ?? 0;
}

async function hole(of: Row, series: number): Promise<number> {
  const id = await run(of);
  await database.pool.query(
    `insert into run_failure (run_id, seq, service, operation, word, code, message, series_ids, window_from, window_to)
     values ($1, 0, 'cloudwatch', 'GetMetricData', 'throttled', 'Throttling', 'Rate exceeded', $2, $3, $4)`,
    [id, [series], at(of.window[0]), at(of.window[1])],
  );
  return id;
}

const repair = { purpose: 'repair', status: 'partial', window: ['01:00', '02:00'] } as const;
const history = { purpose: 'backfill', status: 'ok', window: ['00:00', '03:00'] } as const;

test.each<[string, Row, Row, boolean]>([
  [
    'a hole that was there before is mended',
    { ...repair, began: '10:00', ended: '10:01', window: ['01:00', '02:00'] },
    { ...history, began: '10:02', ended: '10:05', window: ['00:00', '03:00'] },
    true,
  ],
  [
    'one that came while it ran is not: its series may be newer than its list',
    { ...repair, began: '10:03', ended: '10:04', window: ['01:00', '02:00'] },
    { ...history, began: '10:02', ended: '10:05', window: ['00:00', '03:00'] },
    false,
  ],
  [
    'one that it does not hold whole is not',
    { ...repair, began: '10:00', ended: '10:01', window: ['02:00', '04:00'] },
    { ...history, began: '10:02', ended: '10:05', window: ['00:00', '03:00'] },
    false,
  ],
])('%s', async (_, failed, covering, isMended) => {
  await database.pool.query('delete from run');
  const failedId = await hole(failed, 7);
  await mendCovered(database, await run(covering), at('10:06'));
  expect((await listHoles(database, place, since)).map(({ runId }) => runId)).toEqual(isMended ? [] : [failedId]);
});
