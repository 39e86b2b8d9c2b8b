import type { OwnRule } from '#lib/alerts/own-rule.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { read, teamsOf } from './sql.ts';

/** How many resources of its kind live, how many of them a rule is about, and the first of these by name. */
export type RuleMatches = { matched: number; living: number; names: string[] };

const mostNames = 5;
const pattern = (text: string): string => text.replace(/[\\%_]/g, (one) => `\\${one}`).replaceAll('*', '%');

/** What of that which lives a rule is about, as far as the scope sees it: the same as lib/queries/own-series says of its series. */
export async function countMatches(
  scope: TeamScope,
  { kind, scope: of }: { kind: string; scope: OwnRule['scope'] },
): Promise<RuleMatches> {
  const isMatched = `($3::text[] is null or r.team = any($3)) and ($4::text[] is null or r.account = any($4))
    and ($5::text[] is null or r.region = any($5)) and ($6::text[] is null or r.name like any($6))`;
  const [row] = await read<RuleMatches>(
    scope,
    'matches of a rule',
    `select count(*)::int as living, count(*) filter (where ${isMatched})::int as matched,
       coalesce((array_agg(r.name order by r.name) filter (where ${isMatched}))[1:${mostNames}], '{}') as names
     from resource r where r.kind = $2 and r.deleted_at is null and r.ended_at is null and ($1::text[] is null or r.team = any($1))`,
    [teamsOf(scope), kind, of.teams, of.accounts, of.regions, of.names?.map(pattern) ?? null],
  );
  return row ?? { matched: 0, living: 0, names: [] };
}
