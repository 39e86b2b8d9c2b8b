import type { RuleBook } from '#lib/alerts/rule-book.ts';
import type { SilenceMatcher, SilenceSpan } from '#lib/alerts/silences.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { notFound } from '#lib/errors.ts';
import { owner, withOwner } from './alert-owner.ts';
import { ruleBook } from './rules.ts';
import { read, teamsOf, toTime } from './sql.ts';

/** A silence as it stood at the moment that was asked for. Epoch ms. */
export type SilenceRecord = SilenceMatcher &
  SilenceSpan & {
    id: number;
    reason: string;
    madeBy: string;
    madeAt: number;
    endedBy: string | null;
    /** Of `rules`; the id itself of one that is known no more. */
    ruleTitles: string[];
    /** Open alerts that it silences, or would once it begins; of one that is over, none. */
    matches: number;
  };

const epoch = (column: string): string => `extract(epoch from ${column})::float8 * 1000`;

/** Whether silence `s` is over at a moment, or holds then. */
const isOver = (moment: string): string => `(s.ends_at <= ${moment} or coalesce(s.ended_at <= ${moment}, false))`;
export const holdsAt = (moment: string): string => `(s.starts_at <= ${moment} and not ${isOver(moment)})`;

/** Whether silence `s` is about alert `a` with its `owner`, as lib/alerts/silences says: a test holds the two beside each other. */
export const isAbout = `(s.team in ('all', ${owner}) and (cardinality(s.rules) = 0 or a.rule = any(s.rules))
  and (cardinality(s.kinds) = 0 or a.kind = any(s.kinds)) and coalesce(s.account = a.account, true) and coalesce(s.region = a.region, true)
  and coalesce(a.name like replace(replace(replace(replace(s.name, '\\', '\\\\'), '%', '\\%'), '_', '\\_'), '*', '%'), true))`;

const matches = `case when ${isOver('$2')} then 0 else (select count(*)::int from alert a
  ${withOwner}
  where a.fired_at <= $2 and coalesce(a.resolved_at > $2, true) and ($1::text[] is null or ${owner} = any($1)) and ${isAbout}) end`;
const columns = `s.id::float8 as id, s.team, s.rules, s.kinds, s.account, s.region, s.name, s.reason, ${epoch('s.starts_at')} as "startsAt",
  ${epoch('s.ends_at')} as "endsAt", s.made_by as "madeBy", ${epoch('s.made_at')} as "madeAt",
  case when s.ended_at <= $2 then ${epoch('s.ended_at')} end as "endedAt", case when s.ended_at <= $2 then s.ended_by end as "endedBy",
  ${matches} as matches`;
/** What is silenced for all teams is silenced for each of them: whoever is not told sees why. */
const found = `silence s where ($1::text[] is null or s.team = any($1) or s.team = 'all') and s.made_at <= $2`;

export type SilenceAsk = { team: string; now: number; from: number; limit?: number };
export type SilenceList = { rows: SilenceRecord[]; hasMore: boolean };

const mostSilences = 500;
const withTitles = (row: Omit<SilenceRecord, 'ruleTitles'>, book: RuleBook): SilenceRecord => ({
  ...row,
  ruleTitles: row.rules.map((id) => book(id)?.title ?? id),
});

/** Silences that hold at a moment, those that are planned, and those that ended since `from`: in this order, each by what comes or was next. */
export async function listSilences(
  scope: TeamScope,
  { team, now, from, limit = mostSilences }: SilenceAsk,
): Promise<SilenceList> {
  const rows = await read<Omit<SilenceRecord, 'ruleTitles'>>(
    scope,
    'silences',
    `select ${columns} from ${found} and (not ${isOver('$2')} or least(s.ends_at, s.ended_at) >= $3)
     order by ${isOver('$2')}, s.starts_at > $2, case when ${isOver('$2')} then null when s.starts_at > $2 then s.starts_at else s.ends_at end,
       least(s.ends_at, s.ended_at) desc, s.id desc limit $4`,
    [teamsOf(scope, team), toTime(now), toTime(from), limit + 1],
  );
  const book = await ruleBook(scope);
  return { rows: rows.slice(0, limit).map((row) => withTitles(row, book)), hasMore: rows.length > limit };
}

/** A silence. @throws TrailwatchError `not_found`, also for one of a team that the scope does not see */
export async function getSilence(scope: TeamScope, id: number, { now }: { now: number }): Promise<SilenceRecord> {
  const [silence] = await read<Omit<SilenceRecord, 'ruleTitles'>>(
    scope,
    'silence',
    `select ${columns} from ${found} and s.id = $3`,
    [...[teamsOf(scope), toTime(now), id]],
  );
  if (!silence) throw notFound('This silence');
  return withTitles(silence, await ruleBook(scope));
}
