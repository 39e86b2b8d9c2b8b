import type { Permission } from '../catalog/roles.ts';
import { database } from '../db.ts';

/** A token as it is shown; the token itself is nowhere. Times in ISO 8601; `teams` null is all its owner sees. */
export type HeldToken = {
  id: string;
  name: string;
  owner: { id: string; name: string };
  permissions: Permission[];
  teams: string[] | null;
  state: 'live' | 'expired' | 'revoked';
  createdAt: string;
  expiresAt: string;
  lastUsedAt: string | null;
  lastUsedFrom: string | null;
};

type Row = Omit<HeldToken, 'createdAt' | 'expiresAt' | 'lastUsedAt'> & {
  createdAt: Date;
  expiresAt: Date;
  lastUsedAt: Date | null;
};

/** The tokens of one person, or of everybody (null): those that live first, then the newest. At most 500. */
export async function listTokens(personId: string | null): Promise<HeldToken[]> {
  const { rows } = await database().pool.query<Row>(
    `select t.id, t.name, json_build_object('id', p.id, 'name', p.name) as owner, t.permissions,
       case when not t.all_teams then t.teams end as teams,
       case when t.revoked_at is not null then 'revoked' when t.expires_at <= now() then 'expired' else 'live' end as state,
       t.created_at as "createdAt", t.expires_at as "expiresAt", t.last_used_at as "lastUsedAt", t.last_used_from as "lastUsedFrom"
     from token t join person p on p.id = t.person_id where $1::text is null or t.person_id = $1
     order by t.revoked_at is not null or t.expires_at <= now(), t.created_at desc limit 500`,
    [personId],
  );
  return rows.map((row) => ({
    ...row,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  }));
}
