import type { PoolClient } from 'pg';
import type { Db } from './transaction.ts';

export type Place = { account: string; region: string };
export type CursorKey = Place & { collector: string; key: string };

/** Where a collector left off, or null. Parsed by the collector that wrote it. */
export async function findCursor(db: Db, { account, region, collector, key }: CursorKey): Promise<unknown> {
  const { rows } = await db.pool.query<{ value: unknown }>(
    'select value from cursor where account = $1 and region = $2 and collector = $3 and key = $4',
    [account, region, collector, key],
  );
  return rows[0]?.value ?? null;
}

/** Inside a transaction when it moves together with what was stored. */
export async function setCursor(
  client: Pick<PoolClient, 'query'>,
  { account, region, collector, key }: CursorKey,
  value: unknown,
  at: Date,
): Promise<void> {
  await client.query(
    `insert into cursor (account, region, collector, key, value, updated_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (account, region, collector, key) do update set value = excluded.value, updated_at = excluded.updated_at`,
    [account, region, collector, key, JSON.stringify(value), at],
  );
}
