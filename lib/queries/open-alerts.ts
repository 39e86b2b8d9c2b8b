import type { TeamScope } from '#lib/auth/scope.ts';
import type { AlertSeverity } from '#lib/catalog/alert-rules.ts';
import { owner, withOwner } from './alert-owner.ts';
import { ruleBook } from './rules.ts';
import { holdsAt, isAbout } from './silences.ts';
import { read, teamsOf, toTime } from './sql.ts';

/** Alerts of the teams $1 that wait for somebody: open, seen by nobody yet, and not silenced at a moment. */
const waiting = (moment: string): string => `alert a
  ${withOwner}
  where a.resolved_at is null and (a.acknowledged_at is null or a.snoozed_until <= ${moment}) and ($1::text[] is null or ${owner} = any($1))
    and not exists (select from silence s where ${holdsAt(moment)} and ${isAbout})`;

/** How many they are. */
export const openAlerts = (moment: string): string => `(select count(*)::int from ${waiting(moment)})`;

/** How many alerts of a team wait for somebody now: what stands in the sidebar and in the title. */
export async function countOpenAlerts(scope: TeamScope, { team, now }: { team: string; now: number }): Promise<number> {
  const [row] = await read<{ count: number }>(scope, 'open alerts', `select ${openAlerts('$2')} as count`, [
    teamsOf(scope, team),
    toTime(now),
  ]);
  return row?.count ?? 0;
}

/** How many alerts of a team wait for somebody, by severity; of a rule that is known no more, as tickets. */
export type OpenCount = { team: string } & Record<AlertSeverity, number>;

/** The same of each team that has some. */
export async function listOpenCounts(scope: TeamScope, { team, now }: { team: string; now: number }): Promise<OpenCount[]> {
  const rows = await read<{ team: string; rule: string; count: number }>(
    scope,
    'open alerts by team',
    `select ${owner} as team, a.rule, count(*)::int as count from ${waiting('$2')} group by 1, 2`,
    [teamsOf(scope, team), toTime(now)],
  );
  const book = await ruleBook(scope);
  return [...Map.groupBy(rows, (row) => row.team)].map(([of, some]) => {
    const sum = (severity: AlertSeverity): number =>
      some.filter(({ rule }) => (book(rule)?.severity ?? 'ticket') === severity).reduce((all, { count }) => all + count, 0);
    return { team: of, page: sum('page'), ticket: sum('ticket') };
  });
}
