import { randomUUID } from 'node:crypto';
import type { Db } from './transaction.ts';

export type StoredPasskey = {
  id: string;
  personId: string;
  credentialId: string;
  publicKey: Buffer;
  counter: number;
  transports: string[];
};

const columns = 'id, person_id as "personId", credential_id as "credentialId", public_key as "publicKey", counter, transports';

export type NewPasskey = Omit<StoredPasskey, 'id' | 'publicKey'> & { name: string; publicKey: Uint8Array; isBackedUp: boolean };

/** @returns false when the very key is somebody's already */
export async function savePasskey({ pool }: Db, key: NewPasskey): Promise<boolean> {
  const { rowCount } = await pool.query(
    `insert into passkey (id, person_id, name, credential_id, public_key, counter, transports, is_backed_up)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (credential_id) do nothing`,
    [
      randomUUID(),
      key.personId,
      key.name,
      key.credentialId,
      Buffer.from(key.publicKey),
      key.counter,
      key.transports,
      key.isBackedUp,
    ],
  );
  return rowCount === 1;
}

export async function findPasskey({ pool }: Db, credentialId: string): Promise<StoredPasskey | null> {
  const { rows } = await pool.query<StoredPasskey>(`select ${columns} from passkey where credential_id = $1`, [credentialId]);
  return rows[0] ?? null;
}

export async function listCredentials({ pool }: Db, personId: string): Promise<{ id: string; transports: string[] }[]> {
  const { rows } = await pool.query<{ id: string; transports: string[] }>(
    'select credential_id as id, transports from passkey where person_id = $1',
    [personId],
  );
  return rows;
}

export async function notePasskeyUse({ pool }: Db, id: string, counter: number): Promise<void> {
  await pool.query('update passkey set counter = $2, last_used_at = now() where id = $1', [id, counter]);
}

export async function deletePasskey({ pool }: Db, personId: string, id: string): Promise<number> {
  const { rowCount } = await pool.query('delete from passkey where id = $2 and person_id = $1', [personId, id]);
  return rowCount ?? 0;
}
