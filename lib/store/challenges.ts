import { randomUUID } from 'node:crypto';
import type { Db } from './transaction.ts';

/** What a browser is asked to sign: kept ten minutes, and used once. The browser holds the token; here is its hash. */
export const challengeSeconds = 600;

export async function saveChallenge({ pool }: Db, tokenHash: string, value: string): Promise<void> {
  await pool.query(
    // Anybody may be asked and never answer: what is late goes when the next is asked.
    `with late as (delete from verification where expires_at < now())
     insert into verification (id, identifier, value, expires_at) values ($1, $2, $3, now() + make_interval(secs => $4))`,
    [randomUUID(), tokenHash, value, challengeSeconds],
  );
}

export async function claimChallenge({ pool }: Db, tokenHash: string): Promise<string | null> {
  const { rows } = await pool.query<{ value: string }>(
    'delete from verification where identifier = $1 and expires_at > now() returning value',
    [tokenHash],
  );
  return rows[0]?.value ?? null;
}
