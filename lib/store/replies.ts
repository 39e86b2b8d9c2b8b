import type { PoolClient } from 'pg';
import type { Db } from './transaction.ts';

/** Leaves an answer for whoever waits under this id. The table is unlogged: answers never reach WAL or a backup. */
export async function saveReply(client: Pick<PoolClient, 'query'>, id: string, body: unknown, at: Date): Promise<void> {
  await client.query(
    `insert into reply (id, body, at) values ($1, $2, $3) on conflict (id) do update set body = excluded.body, at = excluded.at`,
    [id, JSON.stringify(body).toWellFormed().replaceAll('\\u0000', '\\ufffd'), at],
  );
}

/** Takes an answer away, so that it is read once; null while there is none. */
export async function takeReply(db: Db, id: string): Promise<unknown> {
  const { rows } = await db.pool.query<{ body: unknown }>('delete from reply where id = $1 returning body', [id]);
  return rows[0]?.body ?? null;
}

/** Forgets answers that nobody fetched. */
export async function sweepReplies(db: Db, before: Date): Promise<number> {
  const { rowCount } = await db.pool.query('delete from reply where at < $1', [before]);
  return rowCount ?? 0;
}
