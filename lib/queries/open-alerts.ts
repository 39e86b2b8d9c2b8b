import type { TeamScope } from '#lib/auth/scope.ts';
import { holdsAt, isAbout } from './silences.ts';
import { read, teamsOf, toTime } from './sql.ts';

/** How many alerts of the teams $1 wait for somebody: open, seen by nobody yet, and not silenced at a moment. */
export const openAlerts = (moment: string): string => `(select count(*)::int from alert a
  join resource r on (r.account, r.region, r.kind, r.name) = (a.account, a.region, a.kind, a.name)
  where a.resolved_at is null and a.acknowledged_at is null and ($1::text[] is null or r.team = any($1))
    and not exists (select from silence s where ${holdsAt(moment)} and ${isAbout}))`;

/** How many alerts of a team wait for somebody now: what stands in the sidebar and in the title. */
export async function countOpenAlerts(scope: TeamScope, { team, now }: { team: string; now: number }): Promise<number> {
  const [row] = await read<{ count: number }>(scope, 'open alerts', `select ${openAlerts('$2')} as count`, [
    teamsOf(scope, team),
    toTime(now),
  ]);
  return row?.count ?? 0;
}
