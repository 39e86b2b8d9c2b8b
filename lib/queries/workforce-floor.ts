import type { TeamScope } from '#lib/auth/scope.ts';
import { read, teamsOf } from './sql.ts';

/** Workteams and workforces of a team, with or without a job now. */
export const listFloorKeys = (
  scope: TeamScope,
  team: string,
): Promise<{ account: string; region: string; kind: string; name: string }[]> =>
  read(
    scope,
    'floor keys',
    `select account, region, kind, name from resource where kind in ('workteam', 'workforce') and ($1::text[] is null or team = any($1)) limit 500`,
    [teamsOf(scope, team)],
  );
