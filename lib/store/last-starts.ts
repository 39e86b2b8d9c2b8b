import type { Db } from './transaction.ts';

type Row = { collector: string; account: string; region: string; startedAt: number };

/**
 * When each collector last began its live pass over each place, by the clock that it had then; epoch ms. Passes that found their database
 * gone began nothing.
 */
export async function listLastStarts({ pool }: Db, collectors: readonly string[]): Promise<Row[]> {
  const { rows } = await pool.query<Row>(
    `select distinct on (collector, account, region) collector, account, region, extract(epoch from started_at) * 1000 as "startedAt"
     from run where purpose = 'live' and collector = any($1) order by collector, account, region, id desc`,
    [collectors],
  );
  return rows.map((row) => ({ ...row, startedAt: Number(row.startedAt) }));
}

/** Whether a live pass ended in a stretch of time (epoch ms, the first moment excluded): what rules watch may have changed. */
export async function hasRunEnded({ pool }: Db, { after, by }: { after: number; by: number }): Promise<boolean> {
  const { rows } = await pool.query<{ has: boolean }>(
    `select exists (select from run where purpose = 'live' and ended_at > $1 and ended_at <= $2 and started_at > $1::timestamptz - interval '1 hour') as has`,
    [new Date(after), new Date(by)],
  );
  return rows[0]?.has === true;
}
