import type { Db } from './transaction.ts';

/** Ends one session of a person, or all but one of theirs; tells how many. */
export async function endSession({ pool }: Db, personId: string, sessionId: string): Promise<number> {
  const { rowCount } = await pool.query('delete from session where id = $2 and person_id = $1', [personId, sessionId]);
  return rowCount ?? 0;
}

export async function endOtherSessions({ pool }: Db, personId: string, keptId: string): Promise<number> {
  const { rowCount } = await pool.query('delete from session where person_id = $1 and id <> $2', [personId, keptId]);
  return rowCount ?? 0;
}

/** Ends the session that a browser held before it signed in anew, and forgets those whose time is over. */
export async function endFormerSession({ pool }: Db, tokenHash: string | null): Promise<void> {
  await pool.query('delete from session where token_hash = $1 or expires_at < now()', [tokenHash]);
}

/** Notes when the person proved who they are, as an identity provider tells it; null for unknown. */
export async function noteProof({ pool }: Db, tokenHash: string, provedAt: number | null): Promise<void> {
  await pool.query('update session set proved_at = $2 where token_hash = $1', [
    tokenHash,
    provedAt === null ? null : new Date(provedAt),
  ]);
}

/** Notes what proved who it is: a session of a password alone is not enough for every role. */
export async function noteHow({ pool }: Db, tokenHash: string, how: string): Promise<void> {
  await pool.query('update session set how = $2 where token_hash = $1', [tokenHash, how]);
}
