import type { PoolClient } from 'pg';
import type { Db } from './transaction.ts';

/** An authenticator app; `seed` is encrypted. */
type StoredApp = { seed: string; isConfirmed: boolean };

export async function findApp({ pool }: Db, personId: string): Promise<StoredApp | null> {
  const { rows } = await pool.query<StoredApp>(
    'select seed, confirmed_at is not null as "isConfirmed" from two_factor where person_id = $1',
    [personId],
  );
  return rows[0] ?? null;
}

/** Keeps the seed of an app that is still to be confirmed, in place of one that never was; false where one is confirmed. */
export async function savePendingApp(client: PoolClient, personId: string, seed: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `insert into two_factor as t (person_id, seed) values ($1, $2)
     on conflict (person_id) do update set seed = excluded.seed where t.confirmed_at is null`,
    [personId, seed],
  );
  return rowCount === 1;
}

/** @returns false where another request was first, or another seed stands there by now */
export async function confirmApp({ pool }: Db, personId: string, seed: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    'update two_factor set confirmed_at = now() where person_id = $1 and seed = $2 and confirmed_at is null',
    [personId, seed],
  );
  return rowCount === 1;
}

/** The app and its recovery codes. */
export async function deleteApp(client: PoolClient, personId: string): Promise<boolean> {
  await client.query('delete from recovery_code where person_id = $1', [personId]);
  const { rowCount } = await client.query('delete from two_factor where person_id = $1', [personId]);
  return rowCount === 1;
}

export async function listSeeds({ pool }: Db): Promise<{ personId: string; seed: string }[]> {
  const { rows } = await pool.query<{ personId: string; seed: string }>(
    'select person_id as "personId", seed from two_factor order by person_id',
  );
  return rows;
}

/** Puts the same seed, encrypted anew, in its place; false where another stands there by now. */
export async function replaceSeed(
  { pool }: Db,
  { personId, seed, fresh }: { personId: string; seed: string; fresh: string },
): Promise<boolean> {
  const { rowCount } = await pool.query('update two_factor set seed = $3 where person_id = $1 and seed = $2', [
    personId,
    seed,
    fresh,
  ]);
  return rowCount === 1;
}

/** Whether the person has anything besides a password. */
export async function hasFactor({ pool }: Db, personId: string): Promise<boolean> {
  const { rows } = await pool.query(
    `select from person where id = $1 and (exists (select from passkey where person_id = $1)
       or exists (select from two_factor where person_id = $1 and confirmed_at is not null))`,
    [personId],
  );
  return rows.length > 0;
}
