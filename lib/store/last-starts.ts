import type { Db } from './transaction.ts';

type Row = { collector: string; account: string; region: string; startedAt: number };

/** When each collector last began its live pass over each place; epoch ms. Passes that found their database gone began nothing. */
export async function listLastStarts({ pool }: Db, collectors: readonly string[]): Promise<Row[]> {
  const { rows } = await pool.query<Row>(
    `select collector, account, region, extract(epoch from max(started_at)) * 1000 as "startedAt"
     from run where purpose = 'live' and collector = any($1) group by 1, 2, 3`,
    [collectors],
  );
  return rows.map((row) => ({ ...row, startedAt: Number(row.startedAt) }));
}
