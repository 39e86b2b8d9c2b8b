import type { Db } from './transaction.ts';

type SealingKey = { version: number; publicKey: string };

/** Publishes what workers seal with; the same again changes nothing. */
export async function publishSealingKey({ pool }: Db, { version, publicKey }: SealingKey): Promise<void> {
  await pool.query(
    `insert into sealing_key as old (version, public_key) values ($1, $2)
     on conflict (version) do update set public_key = excluded.public_key where old.public_key <> excluded.public_key`,
    [version, publicKey],
  );
}

/** The newest; null while none is published: then nothing can be sealed, and pseudonyms alone are kept. */
export async function findSealingKey({ pool }: Db): Promise<SealingKey | null> {
  const { rows } = await pool.query<SealingKey>(
    'select version, public_key as "publicKey" from sealing_key order by version desc limit 1',
  );
  return rows[0] ?? null;
}
