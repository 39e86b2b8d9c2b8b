import type { Db } from './transaction.ts';

type StoredHash = { id: string; hash: string };

/** What is stored of a person's password; null for who has none. */
export async function findPasswordHash({ pool }: Db, email: string): Promise<StoredHash | null> {
  const { rows } = await pool.query<StoredHash>(
    `select m.id, m.password_hash as hash from sign_in_method m join person p on p.id = m.person_id
     where p.email = $1 and m.provider = 'credential' and m.password_hash is not null`,
    [email],
  );
  return rows[0] ?? null;
}

/** Puts another hash of the same password in its place, unless the password was changed meanwhile. */
export async function replacePasswordHash({ pool }: Db, { id, hash }: StoredHash, fresh: string): Promise<void> {
  await pool.query('update sign_in_method set password_hash = $3, updated_at = now() where id = $1 and password_hash = $2', [
    id,
    hash,
    fresh,
  ]);
}
