import type { AlertStep } from '#lib/alerts/decide.ts';
import type { AlertFilter, AlertStanding } from '#lib/alerts/filter.ts';
import type { RuleBook, RuleFacts } from '#lib/alerts/rule-book.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import type { AlertSeverity } from '#lib/catalog/alert-rules.ts';
import { notFound } from '#lib/errors.ts';
import { holders } from './alert-deeds.ts';
import { owner, withOwner } from './alert-owner.ts';
import { allRules, ruleBook } from './rules.ts';
import { holdsAt, isAbout } from './silences.ts';
import { read, teamsOf, toTime } from './sql.ts';

/** How an alert stands at a moment. `calm`: its promise holds again, not long enough yet to end it. */
export type AlertWord = 'firing' | 'calm' | 'resolved';

/** An alert as it stood at the moment that was asked for. Epoch ms. */
export type AlertRecord = {
  id: number;
  rule: string;
  /** What is said of its rule; null of one that nobody knows any more. */
  facts: RuleFacts | null;
  word: AlertWord;
  account: string;
  region: string;
  kind: string;
  name: string;
  /** Null of what is no resource. */
  arn: string | null;
  team: string;
  beganAt: number;
  firedAt: number;
  resolvedAt: number | null;
  returns: number;
  sentence: string;
  figure: string;
  acknowledgedAt: number | null;
  acknowledgedBy: string | null;
  /** When that ends by itself. */
  snoozedUntil: number | null;
  /** Whose it is; the name as it was then. */
  assignee: { id: string; name: string } | null;
  /** Of an open one: the silence that holds, of several the one that ends last. */
  silence: { id: number; until: number; by: string; reason: string } | null;
  /** The silence because of which nobody was told that it began; null once somebody was. */
  heldBy: number | null;
};

export type AlertTransition = { at: number; step: AlertStep; sentence: string; figure: string };

/** `limit`: 500 unless said. */
export type AlertAsk = { team: string; now: number; from: number; filter: AlertFilter; limit?: number };

const isAcknowledged = 'k.id is not null';
const isOpen = `t.step not in ('resolved', 'gone')`;
const isSilenced = 's.id is not null';
const assignee = `case when w.whom_id is not null then json_build_object('id', w.whom_id, 'name', w.whom) end`;
const columns = `a.id::float8 as id, a.rule, a.account, a.region, a.kind, a.name, r.arn, ${owner} as team,
  case when not ${isOpen} then 'resolved' when t.step = 'calm' then 'calm' else 'firing' end as word,
  extract(epoch from a.began_at)::float8 * 1000 as "beganAt", extract(epoch from a.fired_at)::float8 * 1000 as "firedAt",
  case when not ${isOpen} then extract(epoch from t.at)::float8 * 1000 end as "resolvedAt",
  a.returns, case when a.judged_at <= $2 then a.sentence else t.sentence end as sentence,
  case when a.judged_at <= $2 then a.figure else t.figure end as figure,
  extract(epoch from k.at)::float8 * 1000 as "acknowledgedAt", k.done_by as "acknowledgedBy",
  extract(epoch from k.until)::float8 * 1000 as "snoozedUntil", ${assignee} as assignee, a.held_by::float8 as "heldBy",
  case when ${isSilenced} then json_build_object('id', s.id, 'until', extract(epoch from s.ends_at)::float8 * 1000, 'by', s.made_by,
    'reason', s.reason) end as silence`;
/** Each with the last that became of it by the moment, and the silence that held then. */
const found = `alert a ${withOwner}
  cross join lateral (select t.seq, t.at, t.step, t.sentence, t.figure from alert_transition t
    where (t.account, t.alert) = (a.account, a.id) and t.at <= $2 order by t.seq desc limit 1) t
  left join lateral (select s.* from silence s where ${isOpen} and ${holdsAt('$2')} and ${isAbout} order by s.ends_at desc, s.id limit 1) s on true
  ${holders(isOpen)}
  where ($1::text[] is null or ${owner} = any($1)) and a.fired_at <= $2`;
/** What is silenced waits for nobody, whoever has seen it. */
const standing = `case when not ${isOpen} then 'resolved' when ${isSilenced} then 'silenced' when ${isAcknowledged} then 'acknowledged' else 'open' end`;
const isRecent = `(a.resolved_at is null or a.resolved_at >= $3) and (${isOpen} or t.at >= $3)`;

const rulesOf = ({ rules, severities }: AlertFilter, all: readonly RuleFacts[]): string[] | null => {
  if (severities.length === 0) return rules.length === 0 ? null : [...rules];
  const severe = all.filter(({ severity }) => severities.includes(severity));
  return severe.map(({ id }) => id).filter((id) => rules.length === 0 || rules.includes(id));
};

/** What asks for somebody at once stands before the rest. */
const pagesOf = (all: readonly RuleFacts[]): string[] => all.filter(({ severity }) => severity === 'page').map(({ id }) => id);
const withFacts = (row: Omit<AlertRecord, 'facts'>, book: RuleBook): AlertRecord => ({ ...row, facts: book(row.rule) });
const mostAlerts = 500;

export type AlertList = { rows: AlertRecord[]; hasMore: boolean };

/**
 * Alerts that are open at a moment, whenever they began, and those that ended since `from`: open first, of
 * these what pages somebody, each newest first; at most `limit`.
 */
export async function listAlerts(
  scope: TeamScope,
  { team, now, from, filter, limit = mostAlerts }: AlertAsk,
): Promise<AlertList> {
  const rules = await allRules(scope);
  const rows = await read<Omit<AlertRecord, 'facts'>>(
    scope,
    'alerts',
    `select ${columns} from ${found} and ${isRecent}
       and ($4::text[] is null or a.rule = any($4))
       and ($5::text is null or $5 = ${standing}) and ($8::text[] is null or w.whom_id = any($8))
     order by ${isOpen} desc, a.rule = any($7) desc, a.fired_at desc, a.began_at desc, a.id desc limit $6`,
    [
      ...[teamsOf(scope, team), toTime(now), toTime(from), rulesOf(filter, rules), filter.state, limit + 1, pagesOf(rules)],
      filter.assignees.length === 0 ? null : filter.assignees,
    ],
  );
  const known = new Map(rules.map((rule) => [rule.id, rule]));
  const listed = rows.slice(0, limit).map((row) => withFacts(row, (id) => known.get(id) ?? null));
  return { rows: listed, hasMore: rows.length > limit };
}

/** An alert. @throws TrailwatchError `not_found`, also for one of a team that the scope does not see */
export async function getAlert(
  scope: TeamScope,
  id: number,
  { team, now }: { team?: string; now: number },
): Promise<AlertRecord> {
  const [alert] = await read<Omit<AlertRecord, 'facts'>>(scope, 'alert', `select ${columns} from ${found} and a.id = $3`, [
    ...[teamsOf(scope, team), toTime(now), id],
  ]);
  if (!alert) throw notFound('This alert');
  return withFacts(alert, await ruleBook(scope));
}

/** What became of an alert up to a moment, the first first. */
export const listAlertTransitions = async (
  scope: TeamScope,
  { account, id }: Pick<AlertRecord, 'account' | 'id'>,
  { now }: { now: number },
): Promise<AlertTransition[]> =>
  read<AlertTransition>(
    scope,
    'alert transitions',
    `select extract(epoch from t.at)::float8 * 1000 as at, t.step, t.sentence, t.figure from alert_transition t
     where t.account = $2 and t.alert = $3 and t.at <= $4 and exists (
       select from alert a ${withOwner}
       where a.account = $2 and a.id = $3 and ($1::text[] is null or ${owner} = any($1)))
     order by t.seq`,
    [teamsOf(scope), account, id, toTime(now)],
  );

/** `severity` null: of a rule that is known no more. */
export type AlertCount = Pick<AlertRecord, 'assignee'> & {
  rule: string;
  title: string;
  severity: AlertSeverity | null;
  state: AlertStanding;
  count: number;
};

/** How many alerts of each rule are open, silenced, acknowledged, or ended since `from`, and whose they are. */
export async function countAlerts(
  scope: TeamScope,
  { team, now, from }: Pick<AlertAsk, 'team' | 'now' | 'from'>,
): Promise<AlertCount[]> {
  const rows = await read<Omit<AlertCount, 'title' | 'severity'>>(
    scope,
    'alert counts',
    `select a.rule, ${standing} as state, count(*)::int as count,
       case when w.whom_id is not null then json_build_object('id', w.whom_id, 'name', max(w.whom)) end as assignee
     from ${found} and ${isRecent} group by 1, 2, w.whom_id`,
    [teamsOf(scope, team), toTime(now), toTime(from)],
  );
  const book = await ruleBook(scope);
  return rows.map((row) => {
    const facts = book(row.rule);
    return { ...row, title: facts?.title ?? row.rule, severity: facts?.severity ?? null };
  });
}

/** When the newest alert of a team fired; null when none ever did. Epoch ms. */
export async function findNewestAlert(scope: TeamScope, { team, now }: Pick<AlertAsk, 'team' | 'now'>): Promise<number | null> {
  const [row] = await read<{ at: number }>(
    scope,
    'newest alert',
    `select extract(epoch from a.fired_at)::float8 * 1000 as at from alert a
     ${withOwner}
     where ($1::text[] is null or ${owner} = any($1)) and a.fired_at <= $2 order by a.fired_at desc limit 1`,
    [teamsOf(scope, team), toTime(now)],
  );
  return row?.at ?? null;
}
