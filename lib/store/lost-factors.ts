import type { PoolClient } from 'pg';
import { deleteApp } from './two-factors.ts';

/** What a person proved themselves with until now. */
type Removed = { password: boolean; app: boolean; passkeys: number; sessionsEnded: number };

/** Takes every way in of ours from a person: sessions, app, recovery codes, passkeys, password. An identity provider's is its own to close. */
export async function removeWaysIn(client: PoolClient, personId: string): Promise<Removed> {
  const count = async (sql: string): Promise<number> => (await client.query(sql, [personId])).rowCount ?? 0;
  const sessionsEnded = await count('delete from session where person_id = $1');
  await count('delete from sign_in_challenge where person_id = $1');
  const app = await deleteApp(client, personId);
  const passkeys = await count('delete from passkey where person_id = $1');
  const passwords = await count(
    'update sign_in_method set password_hash = null, updated_at = now() where person_id = $1 and password_hash is not null',
  );
  return { password: passwords > 0, app, passkeys, sessionsEnded };
}
