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
