import { randomBytes } from 'node:crypto';
import type { Db } from './transaction.ts';

/** The key under which people become pseudonyms: made once in the life of a database, the same for every worker. */
export async function workerKey(db: Db, at: Date): Promise<string> {
  const place = ['', '', 'workforce', 'pseudonym-key'];
  await db.pool.query(
    `insert into cursor (account, region, collector, key, value, updated_at) values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
    [...place, JSON.stringify(randomBytes(32).toString('base64')), at],
  );
  const { rows } = await db.pool.query<{ value: string }>(
    'select value from cursor where account = $1 and region = $2 and collector = $3 and key = $4',
    place,
  );
  return rows[0]?.value ?? '';
}
