import type { Place } from './cursors.ts';
import type { Db } from './transaction.ts';

/** A word that changes whenever resources of a place come, go, end or are configured otherwise. */
export async function inventoryMark(db: Db, { account, region }: Place): Promise<string> {
  const { rows } = await db.pool.query<{ mark: string }>(
    `select concat_ws(' ', count(*), count(deleted_at), count(ended_at), max(first_seen_at), max(deleted_at),
       sum(extract(epoch from ended_at)), sum(extract(epoch from created_at)), (select max(valid_from) from resource_version where account = $1 and region = $2)) as mark
     from resource where account = $1 and region = $2`,
    [account, region],
  );
  return rows[0]?.mark ?? '';
}
