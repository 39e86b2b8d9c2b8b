import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { SecurityWarning } from '#lib/ship/warning-message.ts';
import type { Db } from './transaction.ts';

type Kept = SecurityWarning & { id: string };

/** While the log server is away, so many wait; beyond, the oldest go. */
const mostWaiting = 100_000;

const storable = (text: string): string => text.toWellFormed().replaceAll('\u0000', '\uFFFD');

/** Keeps a warning until it is sent. */
export async function saveSecurityWarning({ pool }: Db, { at, part, text, fields }: SecurityWarning): Promise<void> {
  const json = JSON.stringify(fields).toWellFormed().replaceAll('\\u0000', '\\ufffd');
  await pool.query('insert into security_warning (id, at, part, text, fields) values ($1, $2, $3, $4, $5)', [
    randomUUID(),
    new Date(at),
    part,
    storable(text),
    json,
  ]);
}

/** The oldest that wait. */
export async function listSecurityWarnings(client: PoolClient, limit: number): Promise<Kept[]> {
  const { rows } = await client.query<Kept>(
    `select id, (extract(epoch from at) * 1000)::float8 as at, part, text, fields from security_warning order by at, id limit $1`,
    [limit],
  );
  return rows;
}

export async function deleteSecurityWarnings(client: PoolClient, ids: readonly string[]): Promise<void> {
  await client.query('delete from security_warning where id = any ($1)', [ids]);
}

/** Drops what is more than may wait, the oldest first; tells how many. */
export async function boundSecurityWarnings({ pool }: Db): Promise<number> {
  const { rowCount } = await pool.query(
    `delete from security_warning where (at, id) <= (select at, id from security_warning order by at desc, id desc offset $1 limit 1)`,
    [mostWaiting],
  );
  return rowCount ?? 0;
}
