import type { TeamScope } from '#lib/auth/scope.ts';
import { isJobKind, type JobFacts, type JobKind, jobFacts, tableKinds } from '#lib/catalog/jobs.ts';
import { dayMs } from '#lib/time.ts';
import { sameEvent } from './audit-where.ts';
import { born } from './born.ts';
import { type Ask, containing, read, teamsOf, toTime } from './sql.ts';

/** A job as its table shows it. Epoch ms. */
export type JobRecord = JobFacts & {
  account: string;
  region: string;
  kind: JobKind;
  name: string;
  arn: string;
  team: string;
  status: string | null;
  createdAt: number | null;
  /** Who started it, where the event is stored. */
  who: string | null;
  through: string | null;
  durationMs: number | null;
  lastSeenAt: number;
};

export type JobFilter = {
  kinds: readonly JobKind[];
  statuses: readonly string[];
  accounts: readonly string[];
  text: string | null;
  /** Only what failed or is not over. */
  isUndone?: boolean;
};

type Search = Readonly<Record<string, string | readonly string[] | undefined>>;

const list = (search: Search, name: string): string[] => {
  const raw = search[name];
  const texts = typeof raw === 'string' ? [raw] : (raw ?? []);
  return [
    ...new Set(texts.map((text) => text.trim().slice(0, 256)).filter((text) => text !== '' && !text.includes('\u0000'))),
  ].slice(0, 50);
};

/** The filter that a URL asks for: kind, status, account, q. */
export const parseJobFilter = (search: Search): JobFilter => ({
  kinds: list(search, 'kind').filter(isJobKind),
  statuses: list(search, 'status'),
  accounts: list(search, 'account'),
  text: list(search, 'q')[0] ?? null,
});

export type JobRow = {
  account: string;
  region: string;
  kind: JobKind;
  name: string;
  arn: string;
  team: string;
  status: string | null;
  description: unknown;
  createdAt: number | null;
  lastSeenAt: number;
  who: string | null;
  through: string | null;
};

export const jobColumns = `r.account, r.region, r.kind, r.name, r.arn, r.team, r.status, r.description, extract(epoch from coalesce(r.created_at, r.first_seen_at))::float8 * 1000 as "createdAt",
  extract(epoch from r.last_seen_at)::float8 * 1000 as "lastSeenAt", started.who, started.through`;

export const starter = `left join lateral (select e.who, e.through from audit_event_resource x join audit_event e on ${sameEvent}
  where (x.owner, x.region, x.kind, x.name) = (r.account, r.region, r.kind, r.name) and e.result = 'ok' and (e.event_name like 'Create%' or e.event_name like 'Start%')
  order by x.at limit 1) started on true`;

/** SageMaker lets no job run for more than 30 days. What has not ended is looked for however old it is. */
const longestJobMs = 62 * dayMs;

const isDone = `(r.status is not null and r.status ~* '^(completed|succeeded|stopped)$')`;
/** $1 teams, $2 from, $3 to, $4 kinds, $5 statuses, $6 accounts, $7 text, $8 from less the longest life, $9 whether what is done well is left out */
const filtered = `r.kind = any($4) and ($1::text[] is null or r.team = any($1))
  and (cardinality($5::text[]) = 0 or r.status = any($5)) and (cardinality($6::text[]) = 0 or r.account = any($6))
  and ($7::text is null or r.name ilike $7 or (r.status ilike 'fail%' and r.description ->> 'FailureReason' ilike $7))
  and not ($9 and ${isDone})`;
/** Two ranges, each of an index: what ended since the window began, and what still runs. */
export const ranges = [
  `${filtered} and ${born} < $3 and ${born} >= $8 and r.ended_at >= $2`,
  `${filtered} and ${born} < $3 and r.ended_at is null and r.deleted_at is null`,
] as const;

export type JobAsk = Pick<Ask, 'team' | 'now'> & { from: number; to: number; filter: JobFilter };

export const jobValues = (scope: TeamScope, { team, from, to, filter }: JobAsk): unknown[] => [
  teamsOf(scope, team),
  toTime(from),
  toTime(to),
  filter.kinds.length === 0 ? tableKinds : filter.kinds,
  filter.statuses,
  filter.accounts,
  filter.text === null ? null : containing(filter.text),
  toTime(from - longestJobMs),
  filter.isUndone ?? false,
];

export function toJob({ description, ...row }: JobRow, now: number): JobRecord {
  const facts = jobFacts(row.kind, description);
  const from = facts.startedAt ?? row.createdAt;
  return { ...row, ...facts, durationMs: from === null ? null : Math.max(0, (facts.endedAt ?? now) - from) };
}

/** Counting ends here: beyond, the newest are counted and the rest said to be more. */
export const mostCounted = 10_000;

type Count = { value: string; count: number };
/** `isCut`: there are more than `mostCounted`, and the counts are of the newest of them. */
export type JobCounts = { kind: Count[]; status: Count[]; isCut: boolean };

/** Counts per kind and status, each as if its own filter were not set. */
export async function countJobs(scope: TeamScope, ask: JobAsk): Promise<JobCounts> {
  const one = async (field: 'kind' | 'status', filter: JobFilter) => {
    const newest = ranges.map(
      (range) =>
        `(select r.${field} as value, ${born} as born from resource r where ${range} order by born desc limit ${mostCounted + 1})`,
    );
    return read<Count>(
      scope,
      null,
      `select coalesce(value, 'none') as value, count(*)::int as count
       from (select value from (${newest.join(' union all ')}) n order by born desc limit ${mostCounted + 1}) c group by 1 order by 2 desc, 1`,
      jobValues(scope, { ...ask, filter }),
    );
  };
  const [kind, status] = await Promise.all([
    one('kind', { ...ask.filter, kinds: [] }),
    one('status', { ...ask.filter, statuses: [] }),
  ]);
  return { kind, status, isCut: [kind, status].some((list) => list.reduce((sum, { count }) => sum + count, 0) > mostCounted) };
}
