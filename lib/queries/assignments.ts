import type { TeamScope } from '#lib/auth/scope.ts';
import { read, teamsOf } from './sql.ts';

/** What a person said about an owner. Epoch ms; `exists`: it is in the inventory still. */
export type AssignmentRow = {
  account: string;
  region: string;
  kind: string;
  name: string;
  team: string;
  madeBy: string;
  madeAt: number;
  reason: string;
  exists: boolean;
};

/** Owners set by hand, the newest first, at most 500. */
export const listAssignments = (scope: TeamScope): Promise<AssignmentRow[]> =>
  read<AssignmentRow>(
    scope,
    'assignments',
    `select a.account, a.region, a.kind, a.name, a.team, a.made_by as "madeBy", extract(epoch from a.made_at)::float8 * 1000 as "madeAt", a.reason,
       a.region = '' or exists (select from resource r where (r.account, r.region, r.kind, r.name) = (a.account, a.region, a.kind, a.name)
         and r.deleted_at is null) as exists
     from team_assignment a where $1::text[] is null or a.team = any($1) order by a.made_at desc, a.name limit 500`,
    [teamsOf(scope)],
  );
