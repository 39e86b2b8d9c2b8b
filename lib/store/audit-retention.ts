import type { Db } from './transaction.ts';

/** Deletes a batch of unreadable records that came in before. */
export async function expireQuarantine({ pool }: Db, { before, most }: { before: Date; most: number }): Promise<number> {
  const { rowCount } = await pool.query(
    'delete from quarantine where id in (select id from quarantine where received_at < $1 limit $2 for update skip locked)',
    [before, most],
  );
  return rowCount ?? 0;
}
