import type { Db } from './transaction.ts';

/** How long a right password waits for the second factor, and how many codes it may try. */
export const waitSeconds = 300;
const mostTries = 5;

export async function saveSignInChallenge({ pool }: Db, tokenHash: string, personId: string): Promise<void> {
  await pool.query(
    `with late as (delete from sign_in_challenge where expires_at < now())
     insert into sign_in_challenge (token_hash, person_id, expires_at) values ($1, $2, now() + make_interval(secs => $3))`,
    [tokenHash, personId, waitSeconds],
  );
}

/** Whose sign-in waits, counting a try before it is made; null where it waits no more. */
export async function trySignInChallenge({ pool }: Db, tokenHash: string): Promise<string | null> {
  const { rows } = await pool.query<{ personId: string }>(
    `update sign_in_challenge set tries = tries + 1 where token_hash = $1 and expires_at > now() and tries < $2
     returning person_id as "personId"`,
    [tokenHash, mostTries],
  );
  return rows[0]?.personId ?? null;
}

/** Uses it up: of many at once, one gets in. */
export async function claimSignInChallenge({ pool }: Db, tokenHash: string): Promise<boolean> {
  const { rowCount } = await pool.query('delete from sign_in_challenge where token_hash = $1 and expires_at > now()', [
    tokenHash,
  ]);
  return rowCount === 1;
}

/** For a password that is another now: no sign-in that it began goes on. */
export async function endSignInChallenges({ pool }: Db, personId: string): Promise<void> {
  await pool.query('delete from sign_in_challenge where person_id = $1', [personId]);
}
