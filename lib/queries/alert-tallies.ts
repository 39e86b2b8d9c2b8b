import type { TeamScope } from '#lib/auth/scope.ts';
import { owner, withOwner } from './alert-owner.ts';
import { read, teamsOf, toTime } from './sql.ts';

/** What became of a rule's alerts that fired in a window. `newestAt` in epoch ms; `open`: now, whenever they began. */
export type AlertTally = { rule: string; fired: number; acknowledged: number; open: number; newestAt: number };

/** How often each rule fired since `from`, how many of these somebody has seen, and how many are open; of what a team owns. Epoch ms. */
export const tallyAlerts = (
  scope: TeamScope,
  { team, now, from }: { team: string; now: number; from: number },
): Promise<AlertTally[]> =>
  read<AlertTally>(
    scope,
    'alert tallies',
    `select a.rule, count(*) filter (where a.fired_at > $3)::int as fired,
       count(*) filter (where a.fired_at > $3 and a.acknowledged_at <= $2)::int as acknowledged,
       count(*) filter (where a.resolved_at is null or a.resolved_at > $2)::int as open,
       extract(epoch from max(a.fired_at))::float8 * 1000 as "newestAt"
     from alert a ${withOwner}
     where a.fired_at <= $2 and (a.fired_at > $3 or a.resolved_at is null or a.resolved_at > $2) and ($1::text[] is null or ${owner} = any($1))
     group by a.rule`,
    [teamsOf(scope, team), toTime(now), toTime(from)],
  );
