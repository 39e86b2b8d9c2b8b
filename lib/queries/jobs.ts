import type { TeamScope } from '#lib/auth/scope.ts';
import { isJobKind, type JobFacts, type JobKind, jobFacts, tableKinds } from '#lib/catalog/jobs.ts';
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

type Row = {
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
  deletedAt: number | null;
  who: string | null;
  through: string | null;
};

const columns = `r.account, r.region, r.kind, r.name, r.arn, r.team, r.status, r.description, extract(epoch from coalesce(r.created_at, r.first_seen_at))::float8 * 1000 as "createdAt",
  extract(epoch from r.last_seen_at)::float8 * 1000 as "lastSeenAt", started.who, started.through`;

const starter = `left join lateral (select e.who, e.through from audit_event_resource x join audit_event e on (e.account, e.event_id) = (x.account, x.event_id)
  where (x.owner, x.region, x.kind, x.name) = (r.account, r.region, r.kind, r.name) and e.result = 'ok' and (e.event_name like 'Create%' or e.event_name like 'Start%')
  order by x.at limit 1) started on true`;

/** $1 teams, $2 from, $3 to, $4 kinds, $5 statuses, $6 accounts, $7 text */
const matching = `r.kind = any($4) and ($1::text[] is null or r.team = any($1)) and coalesce(r.created_at, r.first_seen_at) < $3
  and (r.ended_at is null or r.ended_at >= $2) and (r.ended_at is not null or r.deleted_at is null)
  and (cardinality($5::text[]) = 0 or r.status = any($5)) and (cardinality($6::text[]) = 0 or r.account = any($6))
  and ($7::text is null or r.name ilike $7 or r.description ->> 'FailureReason' ilike $7)`;

export type JobAsk = Pick<Ask, 'team' | 'now'> & { from: number; to: number; filter: JobFilter };

const values = (scope: TeamScope, { team, from, to, filter }: JobAsk): unknown[] => [
  teamsOf(scope, team),
  toTime(from),
  toTime(to),
  filter.kinds.length === 0 ? tableKinds : filter.kinds,
  filter.statuses,
  filter.accounts,
  filter.text === null ? null : containing(filter.text),
];

function toRecord({ description, deletedAt: _, ...row }: Row, now: number): JobRecord {
  const facts = jobFacts(row.kind, description);
  const from = facts.startedAt ?? row.createdAt;
  return { ...row, ...facts, durationMs: from === null ? null : Math.max(0, (facts.endedAt ?? now) - from) };
}

/** Columns a table of jobs may be sorted by; duration comes out of the Describe answer, so it is sorted here. */
const sorts = {
  name: (job: JobRecord) => job.name,
  kind: (job: JobRecord) => job.kind,
  team: (job: JobRecord) => job.team,
  status: (job: JobRecord) => job.status ?? '',
  started: (job: JobRecord) => job.startedAt ?? job.createdAt ?? 0,
  took: (job: JobRecord) => job.durationMs ?? -1,
} as const;
export type JobSort = keyof typeof sorts;
export const jobSorts = Object.keys(sorts) as JobSort[];

/** At most this many jobs of a window are read: beyond, the window or the filter must be narrower, and the page says so. */
export const jobLimit = 2000;

/** Jobs that ran at any time of the window, labeling apart, sorted. */
export async function listJobs(
  scope: TeamScope,
  ask: JobAsk,
  order: { column: JobSort; descending: boolean },
): Promise<JobRecord[]> {
  const rows = await read<Row>(
    scope,
    'jobs',
    `select ${columns} from resource r ${starter} where ${matching} order by coalesce(r.created_at, r.first_seen_at) desc, r.name limit ${jobLimit}`,
    values(scope, ask),
  );
  const key = sorts[order.column];
  const sign = order.descending ? -1 : 1;
  return rows
    .map((row) => toRecord(row, ask.now))
    .toSorted((a, b) => {
      const [left, right] = [key(a), key(b)];
      return left === right ? a.name.localeCompare(b.name) : sign * (left < right ? -1 : 1);
    });
}

export type JobCounts = { kind: { value: string; count: number }[]; status: { value: string; count: number }[] };

/** Counts per kind and status, each as if its own filter were not set. */
export async function countJobs(scope: TeamScope, ask: JobAsk): Promise<JobCounts> {
  const one = (field: 'kind' | 'status', filter: JobFilter) =>
    read<{ value: string; count: number }>(
      scope,
      `job counts ${field}`,
      `select coalesce(r.${field}, 'none') as value, count(*)::int as count from resource r where ${matching} group by 1 order by 2 desc, 1`,
      values(scope, { ...ask, filter }),
    );
  const [kind, status] = await Promise.all([
    one('kind', { ...ask.filter, kinds: [] }),
    one('status', { ...ask.filter, statuses: [] }),
  ]);
  return { kind, status };
}
