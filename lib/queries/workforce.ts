import type { TeamScope } from '#lib/auth/scope.ts';
import { numberAt, textAt } from '#lib/catalog/answer.ts';
import { isRunning } from '#lib/catalog/jobs.ts';
import { fewestPeople } from '#lib/catalog/people.ts';
import { heardAt, isHeard } from './heard.ts';
import { type Ask, ownedBy, read, teamsOf, toTime } from './sql.ts';

/** A labeling job with what people did on it. Epoch ms; figures of people come from the WorkerActivity log. */
export type LabelingRecord = {
  account: string;
  region: string;
  name: string;
  arn: string;
  team: string;
  status: string | null;
  failureReason: string | null;
  task: string | null;
  workteam: string | null;
  workersPerObject: number;
  /** LabelCounters; null where the answer held none. */
  labeled: number | null;
  human: number | null;
  machine: number | null;
  failed: number | null;
  total: number | null;
  createdAt: number | null;
  endedAt: number | null;
  /** When the counters were read. */
  readAt: number;
  /** Tasks submitted in the last hour, people active in the last 15 minutes, and people seen in the last seven days. */
  perHour: number;
  active: number;
  people: number;
  lastWorkAt: number | null;
  /** When the log that tells of people was last read. */
  heardAt: number | null;
  /** It runs, and the log was not read lately enough to speak of now. */
  isUnheard: boolean;
};

type Row = Pick<
  LabelingRecord,
  | 'account'
  | 'region'
  | 'name'
  | 'arn'
  | 'team'
  | 'status'
  | 'createdAt'
  | 'endedAt'
  | 'readAt'
  | 'perHour'
  | 'active'
  | 'people'
  | 'lastWorkAt'
  | 'heardAt'
> & { description: unknown };

/** "arn:…:function:PRE-BoundingBox" → "bounding box": what people are asked to do. */
const taskOf = (description: unknown): string | null => {
  const arn = textAt(description, 'HumanTaskConfig.PreHumanTaskLambdaArn');
  const name = arn?.split('PRE-')[1];
  if (name) return name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return textAt(description, 'HumanTaskConfig.TaskTitle') ?? null;
};

function toRecord({ description, ...row }: Row, now: number): LabelingRecord {
  const counter = (name: string) => numberAt(description, `LabelCounters.${name}`) ?? null;
  const [labeled, unlabeled, failed] = [counter('TotalLabeled'), counter('Unlabeled'), counter('FailedNonRetryableError')];
  return {
    ...row,
    isUnheard: (isRunning(row.status) || (row.endedAt ?? now) > now) && !isHeard(row.heardAt, now),
    failureReason: textAt(description, 'FailureReason') ?? null,
    task: taskOf(description),
    workteam: textAt(description, 'HumanTaskConfig.WorkteamArn')?.split('/').at(-1) ?? null,
    workersPerObject: numberAt(description, 'HumanTaskConfig.NumberOfHumanWorkersPerDataObject') ?? 1,
    labeled,
    human: counter('HumanLabeled'),
    machine: counter('MachineLabeled'),
    failed,
    total: labeled === null || unlabeled === null ? null : labeled + unlabeled + (failed ?? 0),
    endedAt: isRunning(row.status) ? null : row.endedAt,
  };
}

const columns = `r.account, r.region, r.name, r.arn, r.team, r.status, r.description, extract(epoch from r.created_at)::float8 * 1000 as "createdAt",
  extract(epoch from r.ended_at)::float8 * 1000 as "endedAt", extract(epoch from r.last_seen_at)::float8 * 1000 as "readAt",
  w."perHour", w.active, w.people, w."lastWorkAt", ${heardAt} as "heardAt"`;

const work = `cross join lateral (
  select count(*) filter (where e.type = 'TasksSubmitted' and e.at > $2::timestamptz - interval '1 hour')::int as "perHour",
    count(distinct e.worker) filter (where e.at > $2::timestamptz - interval '15 minutes')::int as active, count(distinct e.worker)::int as people,
    extract(epoch from max(e.at))::float8 * 1000 as "lastWorkAt"
  from worker_event e where e.account = r.account and e.region = r.region and e.labeling_job = r.name and e.at <= $2 and e.at > $2::timestamptz - interval '7 days') w`;

/** Labeling jobs that ran at any time between `from` and now, running ones first. */
export async function listLabelingJobs(
  scope: TeamScope,
  ask: Pick<Ask, 'team' | 'now'> & { from: number },
): Promise<LabelingRecord[]> {
  const rows = await read<Row>(
    scope,
    'labeling jobs',
    `select ${columns} from resource r ${work}
     where r.kind = 'labeling_job' and ($1::text[] is null or r.team = any($1)) and coalesce(r.created_at, r.first_seen_at) <= $2
       and (r.ended_at is null or r.ended_at >= $3) and (r.deleted_at is null or r.ended_at is not null)
     order by (r.ended_at is not null), coalesce(r.created_at, r.first_seen_at) desc, r.name limit 500`,
    [teamsOf(scope, ask.team), toTime(ask.now), toTime(ask.from)],
  );
  return rows.map((row) => toRecord(row, ask.now));
}

/** One labeling job; null when the team has none of that name. */
export async function findLabelingJob(
  scope: TeamScope,
  ask: Pick<Ask, 'team' | 'now'> & { account: string; region: string; name: string },
): Promise<LabelingRecord | null> {
  const rows = await read<Row>(
    scope,
    'labeling job',
    `select ${columns} from resource r ${work}
     where r.kind = 'labeling_job' and ($1::text[] is null or r.team = any($1)) and r.account = $3 and r.region = $4 and r.name = $5`,
    [teamsOf(scope, ask.team), toTime(ask.now), ask.account, ask.region, ask.name],
  );
  return rows[0] ? toRecord(rows[0], ask.now) : null;
}

export type JobName = { account: string; region: string; name: string };
export type FloorWindow = { from: number; to: number };

const keyed = (scope: TeamScope, jobs: readonly JobName[]) => [
  jobs.map(({ account }) => account),
  jobs.map(({ region }) => region),
  jobs.map(({ name }) => name),
  teamsOf(scope),
];
const ofJobs = `join unnest($1::text[], $2::text[], $3::text[]) as j (account, region, name) on (e.account, e.region, e.labeling_job) = (j.account, j.region, j.name)
    and ${ownedBy("e.account, e.region, 'labeling_job', e.labeling_job", '$4')}`;

/** Lines of the window $5 to $6 that the teams $4 may see; one that the log wrote twice counts once. */
const once = `(select distinct on (e.account, e.region, e.labeling_job, e.worker, e.type, coalesce(e.accepted_at, e.at)) e.*
  from worker_event e ${ofJobs} where e.at >= $5 and e.at < $6
  order by e.account, e.region, e.labeling_job, e.worker, e.type, coalesce(e.accepted_at, e.at), e.at) e`;

/** What people did in a window, from the WorkerActivity log. */
export type FloorFigures = {
  accepted: number;
  submitted: number;
  declined: number;
  returned: number;
  people: number;
  twice: number;
  secondsSpent: number;
  p50: number | null;
  p90: number | null;
};

export async function getFloorFigures(
  scope: TeamScope,
  jobs: readonly JobName[],
  { from, to }: FloorWindow,
): Promise<FloorFigures> {
  const [row] = await read<FloorFigures>(
    scope,
    'floor figures',
    `with told as (
       select e.type, e.worker, e.at, e.accepted_at, row_number() over (partition by e.account, e.region, e.labeling_job, e.worker, e.type, e.accepted_at order by e.at) as copy
       from worker_event e ${ofJobs} where e.at >= $5 and e.at < $6
     ), once as (select *, extract(epoch from at - accepted_at)::float8 as seconds from told where copy = 1 or accepted_at is null)
     select count(*) filter (where type = 'TasksAccepted')::int as accepted, count(*) filter (where type = 'TasksSubmitted')::int as submitted,
       count(*) filter (where type = 'TasksDeclined')::int as declined, count(*) filter (where type = 'TasksReturned')::int as returned,
       count(distinct worker)::int as people, (select count(*)::int from told where copy > 1 and accepted_at is not null) as twice,
       coalesce(sum(seconds) filter (where type = 'TasksSubmitted'), 0) as "secondsSpent",
       percentile_cont(0.5) within group (order by seconds) filter (where type = 'TasksSubmitted') as p50,
       percentile_cont(0.9) within group (order by seconds) filter (where type = 'TasksSubmitted') as p90
     from once`,
    [...keyed(scope, jobs), toTime(from), toTime(to)],
  );
  return (
    row ?? { accepted: 0, submitted: 0, declined: 0, returned: 0, people: 0, twice: 0, secondsSpent: 0, p50: null, p90: null }
  );
}

export type FloorBucket = { at: number; submitted: number; declined: number; returned: number; active: number };

/** The floor in buckets of `stepMs`; buckets in which nobody did anything are left out. */
export const listFloorBuckets = (
  scope: TeamScope,
  jobs: readonly JobName[],
  { from, to, stepMs }: FloorWindow & { stepMs: number },
): Promise<FloorBucket[]> =>
  read<FloorBucket>(
    scope,
    'floor buckets',
    `select floor(extract(epoch from e.at) * 1000 / $7)::float8 * $7 as at, count(*) filter (where e.type = 'TasksSubmitted')::int as submitted,
       count(*) filter (where e.type = 'TasksDeclined')::int as declined, count(*) filter (where e.type = 'TasksReturned')::int as returned,
       count(distinct e.worker)::int as active
     from ${once} group by 1 order by 1`,
    [...keyed(scope, jobs), toTime(from), toTime(to), stepMs],
  );

export type HandleBin = { seconds: number; count: number };

/** How long submitted tasks took, in bins that grow by half: 18 s, 27 s, 40 s … */
export const listHandleTimes = (scope: TeamScope, jobs: readonly JobName[], { from, to }: FloorWindow): Promise<HandleBin[]> =>
  read<HandleBin>(
    scope,
    'handle times',
    `select round(power(1.5, floor(ln(greatest(1, extract(epoch from e.at - e.accepted_at))::float8) / ln(1.5::float8))))::float8 as seconds, count(*)::int as count
     from ${once} where e.type = 'TasksSubmitted' and e.accepted_at is not null group by 1 order by 1`,
    [...keyed(scope, jobs), toTime(from), toTime(to)],
  );

/** One person under a pseudonym. */
export type FloorWorker = {
  worker: string;
  submitted: number;
  declined: number;
  returned: number;
  medianSeconds: number | null;
  lastAt: number;
};

/** People of a window; empty when they are fewer than five. */
export async function listFloorWorkers(
  scope: TeamScope,
  jobs: readonly JobName[],
  { from, to }: FloorWindow,
): Promise<FloorWorker[]> {
  const rows = await read<FloorWorker>(
    scope,
    'floor workers',
    `select e.worker, count(*) filter (where e.type = 'TasksSubmitted')::int as submitted, count(*) filter (where e.type = 'TasksDeclined')::int as declined,
       count(*) filter (where e.type = 'TasksReturned')::int as returned, extract(epoch from max(e.at))::float8 * 1000 as "lastAt",
       percentile_cont(0.5) within group (order by extract(epoch from e.at - e.accepted_at)) filter (where e.type = 'TasksSubmitted') as "medianSeconds"
     from ${once} group by 1 order by 2 desc, 1 limit 500`,
    [...keyed(scope, jobs), toTime(from), toTime(to)],
  );
  return rows.length < fewestPeople ? [] : rows;
}
