import type { PoolClient } from 'pg';
import type { Db } from './transaction.ts';

/** Keeps new codes, by their hashes; those of before open nothing any more. */
export async function saveRecoveryCodes(client: PoolClient, personId: string, hashes: readonly string[]): Promise<void> {
  await client.query('delete from recovery_code where person_id = $1', [personId]);
  await client.query('insert into recovery_code (person_id, code_hash) select $1, unnest($2::text[])', [personId, hashes]);
}

/** Uses a code up: of many at once, one gets it. */
export async function claimRecoveryCode({ pool }: Db, personId: string, hash: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    'update recovery_code set used_at = now() where person_id = $1 and code_hash = $2 and used_at is null',
    [personId, hash],
  );
  return rowCount === 1;
}
