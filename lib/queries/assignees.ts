import type { TeamScope } from '#lib/auth/scope.ts';
import { can, type RoleId, roles } from '#lib/catalog/roles.ts';
import { read, teamsOf } from './sql.ts';

export type Assignee = { id: string; name: string };

const mostListed = 500;
const acting = (sees: 'all' | 'own'): RoleId[] =>
  (Object.keys(roles) as RoleId[]).filter((role) => roles[role].sees === sees && can(role, 'alerts.acknowledge'));

/** Who sees a team's alerts and may act on them, by name; the first 500. @throws TrailwatchError `not_found` for a team that the scope does not see */
export const listAssignees = async (scope: TeamScope, team: string): Promise<Assignee[]> => {
  teamsOf(scope, team);
  return read<Assignee>(
    scope,
    'assignees',
    `select p.id, p.name from person p
     where p.disabled_at is null and ($4 or p.id not like 'demo:%') and (p.role = any($2) or (p.role = any($3) and exists (
       select from membership m where m.person_id = p.id and m.team = $1)))
     order by lower(p.name), p.id limit ${mostListed}`,
    [team, acting('all'), acting('own'), process.env.TRAILWATCH_DEMO_PEOPLE === '1'],
  );
};
