import { database } from '../db.ts';
import { signInConfig } from './sign-in-config.ts';
import type { Viewer } from './viewer.ts';

/** Times in epoch ms. */
type HeldSession = { id: string; network: string | null; browser: string | null; signedInAt: number; lastSeenAt: number };
type HeldPasskey = { id: string; name: string; addedAt: number; usedAt: number | null };
export type Account = {
  hasPassword: boolean;
  hasCode: boolean;
  /** That were not used yet. */
  recoveryCodes: number;
  passkeys: HeldPasskey[];
  /** The newest use first. */
  sessions: HeldSession[];
};

const ms = (column: string): string => `extract(epoch from ${column})::float8 * 1000`;

/** How a person signs in, and where they are signed in. Their own: the viewer is the scope. */
export async function getAccount({ person }: Viewer): Promise<Account> {
  const { pool } = database();
  const [factors, passkeys, sessions] = await Promise.all([
    pool.query<Pick<Account, 'hasPassword' | 'hasCode' | 'recoveryCodes'>>(
      `select exists (select from two_factor where person_id = person.id and confirmed_at is not null) as "hasCode",
         (select count(*)::int from recovery_code where person_id = person.id and used_at is null) as "recoveryCodes",
         exists (select from sign_in_method where person_id = person.id and password_hash is not null) as "hasPassword"
       from person where id = $1`,
      [person.id],
    ),
    pool.query<HeldPasskey>(
      `select id, name, ${ms('created_at')} as "addedAt", ${ms('last_used_at')} as "usedAt" from passkey
       where person_id = $1 order by created_at`,
      [person.id],
    ),
    pool.query<HeldSession>(
      `select id, network, browser, ${ms('created_at')} as "signedInAt", ${ms('last_seen_at')} as "lastSeenAt" from session
       where person_id = $1 and expires_at > now() and last_seen_at > now() - interval '12 hours' order by last_seen_at desc limit 100`,
      [person.id],
    ),
  ]);
  const { hasPassword = false, hasCode = false, recoveryCodes = 0 } = factors.rows[0] ?? {};
  return {
    hasPassword: hasPassword && signInConfig().password,
    hasCode,
    recoveryCodes,
    passkeys: passkeys.rows,
    sessions: sessions.rows,
  };
}
