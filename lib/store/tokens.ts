import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import { notFound, TrailwatchError } from '#lib/errors.ts';

export type NewToken = {
  name: string;
  tokenHash: string;
  personId: string;
  permissions: readonly string[];
  /** Null: whatever the owner sees. */
  teams: readonly string[] | null;
  /** From now, by the database's clock. */
  days: number;
};

/** More than anybody keeps an eye on. */
const mostTokens = 50;

/** @throws TrailwatchError `conflict` for who has fifty that live */
export async function saveToken(client: PoolClient, token: NewToken): Promise<{ id: string; expiresAt: Date }> {
  const { name, tokenHash, personId, permissions, teams, days } = token;
  // Of two at once, the second counts the first.
  await client.query('select from person where id = $1 for update', [personId]);
  const { rows } = await client.query<{ id: string; expiresAt: Date }>(
    `insert into token (id, name, token_hash, person_id, permissions, all_teams, teams, expires_at)
     select $1, $2, $3, $4, $5, $6::text[] is null, coalesce($6::text[], '{}'), now() + make_interval(days => $7)
     where (select count(*) from token where person_id = $4 and revoked_at is null and expires_at > now()) < ${mostTokens}
     returning id, expires_at as "expiresAt"`,
    [randomUUID(), name, tokenHash, personId, permissions, teams, days],
  );
  if (rows[0]) return rows[0];
  throw new TrailwatchError('conflict', `Nobody needs more than ${mostTokens} tokens at once.`, { mend: 'Revoke one first.' });
}

export type RevokedToken = { name: string; personId: string; permissions: string[]; expiresAt: Date };

/**
 * Ends a token for ever. `personId`: whose alone, null for anybody's.
 * @throws TrailwatchError `not_found`, also for one that was revoked before
 */
export async function revokeToken(client: PoolClient, id: string, personId: string | null): Promise<RevokedToken> {
  const { rows } = await client.query<RevokedToken>(
    `update token set revoked_at = now() where id = $1 and ($2::text is null or person_id = $2) and revoked_at is null
     returning name, person_id as "personId", permissions, expires_at as "expiresAt"`,
    [id, personId],
  );
  if (rows[0]) return rows[0];
  throw notFound('This token');
}
