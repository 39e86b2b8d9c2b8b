import { can, isRole, type Permission } from '../catalog/roles.ts';
import { database } from '../db.ts';
import type { Caller } from './caller.ts';
import { isDemoOpen } from './demo-people.ts';
import { narrowed, scopeOf } from './scope.ts';
import { hashToken } from './tokens.ts';

/** By the database's clock. Its use is noted at most once a minute. */
const tokenSql = `
  with live as (
    select * from token where token_hash = $1 and revoked_at is null and expires_at > now()
  ), used as (
    update token set last_used_at = now(), last_used_from = $2 from live
    where token.id = live.id and coalesce(live.last_used_at < now() - interval '1 minute', true)
  )
  select live.id, live.name, live.permissions, case when not live.all_teams then live.teams end as "tokenTeams",
    p.id as "personId", p.email, p.role, array(select team from membership m where m.person_id = p.id order by team) as teams
  from live join person p on p.id = live.person_id
  where p.disabled_at is null and ($3 or p.id not like 'demo:%')`;

type Row = {
  id: string;
  name: string;
  permissions: string[];
  tokenTeams: string[] | null;
  personId: string;
  email: string;
  role: string;
  teams: string[];
};

/**
 * Whose token an Authorization header carries: it may what it was made for, as far as its owner may it and sees it now. Null for one
 * that opens nothing.
 */
export async function findTokenCaller(authorization: string, network: string): Promise<Caller | null> {
  const [, token] = /^Bearer (tw_[A-Za-z0-9_-]{43})$/i.exec(authorization) ?? [];
  if (token === undefined) return null;
  const { rows } = await database().pool.query<Row>({
    name: 'token',
    text: tokenSql,
    values: [hashToken(token), network || null, isDemoOpen(process.env)],
  });
  const [row] = rows;
  if (!row || !isRole(row.role)) return null;
  const { id, name, permissions, tokenTeams, personId, email, role, teams } = row;
  return {
    kind: 'token',
    id,
    name,
    personId,
    email,
    key: `token ${id}`,
    scope: narrowed(scopeOf(role, teams), tokenTeams),
    may: (permission: Permission) => permissions.includes(permission) && can(role, permission),
    isFresh: false,
  };
}
