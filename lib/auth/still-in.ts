import { can, isRole } from '../catalog/roles.ts';
import { database } from '../db.ts';
import type { Caller } from './caller.ts';
import { isDemoOpen } from './demo-people.ts';
import { narrowed, scopeOf } from './scope.ts';
import { lacksFactor } from './viewer.ts';

const teamsSql = 'array(select team from membership m where m.person_id = p.id order by team) as teams';
const sessionSql = `select p.role, s.how, ${teamsSql} from session s join person p on p.id = s.person_id
  where s.id = $1 and s.expires_at > now() and s.last_seen_at > now() - interval '12 hours'
    and p.disabled_at is null and ($2 or p.id not like 'demo:%')`;
const tokenSql = `select p.role, t.permissions, case when not t.all_teams then t.teams end as "tokenTeams", ${teamsSql}
  from token t join person p on p.id = t.person_id
  where t.id = $1 and t.revoked_at is null and t.expires_at > now()
    and p.disabled_at is null and ($2 or p.id not like 'demo:%')`;

type Row = { role: string; teams: string[] } & ({ how: string } | { permissions: string[]; tokenTeams: string[] | null });

/**
 * Who opened something long, as that caller is now: what they may and see follows their role, their teams and their token. Null once the
 * session or token has ended, or the role asks for a second factor, unless that is no matter here. Asking is no use of either.
 */
export async function findStillIn(caller: Caller, { isFactorAsked = true } = {}): Promise<Caller | null> {
  const { kind, key } = caller;
  if (kind === 'system') return caller;
  const { rows } = await database().pool.query<Row>(kind === 'token' ? tokenSql : sessionSql, [
    key.slice(key.indexOf(' ') + 1),
    isDemoOpen(process.env),
  ]);
  const [row] = rows;
  if (!row || !isRole(row.role)) return null;
  const { role, teams } = row;
  if ('how' in row) {
    if (isFactorAsked && lacksFactor(role, row.how)) return null;
    return { ...caller, scope: scopeOf(role, teams), may: (permission) => can(role, permission), isFresh: false };
  }
  const { permissions, tokenTeams } = row;
  return {
    ...caller,
    scope: narrowed(scopeOf(role, teams), tokenTeams),
    may: (permission) => permissions.includes(permission) && can(role, permission),
  };
}
