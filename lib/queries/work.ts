import type { TeamScope } from '#lib/auth/scope.ts';
import { teamRules } from '#lib/catalog/health.ts';
import { type ResourceKind, resourceKinds } from '#lib/catalog/resource-kinds.ts';
import { dayMs } from '#lib/time.ts';
import { heardAt } from './heard.ts';
import { read, teamsOf, toTime } from './sql.ts';

/** Jobs of a team in the last 24 h, labeling apart. Epoch ms. */
export type JobTally = {
  team: string;
  total: number;
  running: number;
  failed: number;
  /** When they failed, and the newest one. */
  failedAt: readonly number[];
  newest: { account: string; region: string; kind: string; name: string; at: number; reason: string | null } | null;
};

const jobKinds = (Object.keys(resourceKinds) as ResourceKind[]).filter(
  (kind) => resourceKinds[kind].isJob && kind !== 'labeling_job',
);

/** Jobs that ran in the 24 h before `now`, by team. What failed says when, and the newest says why. */
export const listJobTallies = async (scope: TeamScope, ask: { team: string; now: number }): Promise<JobTally[]> =>
  read<JobTally>(
    scope,
    'job tallies',
    `with ran as (
       select team, account, region, kind, name, status, description, created_at, ended_at,
         status ~* '^fail' and coalesce(ended_at, last_seen_at) <= $3 as is_failed
       from resource where kind = any($4) and ($1::text[] is null or team = any($1))
         and coalesce(created_at, first_seen_at) <= $3 and (ended_at is null or ended_at > $2)
         and (ended_at is not null or deleted_at is null)
     )
     select team, count(*)::int as total,
       count(*) filter (where ended_at is null or ended_at > $3)::int as running,
       count(*) filter (where is_failed)::int as failed,
       coalesce(array_agg(extract(epoch from ended_at)::float8 * 1000 order by ended_at) filter (where is_failed and ended_at is not null), '{}') as "failedAt",
       (select jsonb_build_object('account', n.account, 'region', n.region, 'kind', n.kind, 'name', n.name,
          'at', extract(epoch from coalesce(n.ended_at, $3)) * 1000, 'reason', n.description ->> 'FailureReason')
        from ran n where n.team = ran.team and n.is_failed order by n.ended_at desc nulls last limit 1) as newest
     from ran group by team`,
    [teamsOf(scope, ask.team), toTime(ask.now - dayMs), toTime(ask.now), jobKinds],
  );

/**
 * Labeling of a team now. `lastWorkAt`: when anybody of its workteam last worked, on whatever job, as far as the scope sees these; null: nobody's
 * work was logged in the last week.
 */
export type LabelingTally = {
  team: string;
  account: string;
  region: string;
  name: string;
  waiting: number;
  labeled: number;
  lastWorkAt: number | null;
  /** Some of the workteam worked in these minutes of the day both yesterday and a week ago, so that silence now means something. */
  isWorkTime: boolean;
  startedAt: number | null;
  /** When the log of who works was last read; null when it never was. */
  readAt: number | null;
};

/** Labeling jobs in progress with what waits and when somebody last worked on them. */
export const listLabelingTallies = async (scope: TeamScope, ask: { team: string; now: number }): Promise<LabelingTally[]> =>
  read<LabelingTally>(
    scope,
    'labeling tallies',
    `select r.team, r.account, r.region, r.name,
       coalesce((r.description -> 'LabelCounters' ->> 'Unlabeled')::int, 0) as waiting,
       coalesce((r.description -> 'LabelCounters' ->> 'TotalLabeled')::int, 0) as labeled,
       extract(epoch from w.at)::float8 * 1000 as "lastWorkAt",
       extract(epoch from r.created_at)::float8 * 1000 as "startedAt",
       ${heardAt} as "readAt",
       coalesce(u.is_usual, false) as "isWorkTime"
     from resource r
     cross join lateral (select regexp_replace(r.description -> 'HumanTaskConfig' ->> 'WorkteamArn', '^.*/', '') as workteam) t
     left join lateral (select max(at) as at from worker_event e where (e.account, e.region, e.workteam) = (r.account, r.region, t.workteam)
       and e.at <= $2 and e.at > $2 - interval '7 days') w on true
     left join lateral (select bool_and(people >= $3) as is_usual from (
       select (select count(distinct y.worker) from worker_event y where (y.account, y.region, y.workteam) = (r.account, r.region, t.workteam)
         and y.at > $2 - d.ago - $4 * interval '1 minute' and y.at <= $2 - d.ago) as people
       from unnest(array[interval '1 day', interval '7 days']) as d (ago)) then_) u on true
     where r.kind = 'labeling_job' and r.deleted_at is null and r.status = 'InProgress' and ($1::text[] is null or r.team = any($1))
       and coalesce(r.created_at, r.first_seen_at) <= $2
     order by r.name`,
    [teamsOf(scope, ask.team), toTime(ask.now), teamRules.labelingRegulars, teamRules.idleLabelingMinutes],
  );

export type HoldingCount = { team: string; endpoints: number; workteams: number; nodes: number };

/** What each team has, whether something of it is read or not. */
export const listHoldings = async (scope: TeamScope, ask: { team: string; now: number }): Promise<HoldingCount[]> =>
  read<HoldingCount>(
    scope,
    'holdings',
    `select team, count(*) filter (where kind = 'endpoint')::int as endpoints, count(*) filter (where kind = 'workteam')::int as workteams,
       count(*) filter (where kind = 'cluster_node')::int as nodes
     from resource where kind in ('endpoint', 'workteam', 'cluster_node') and (deleted_at is null or deleted_at > $2)
       and coalesce(created_at, first_seen_at) <= $2 and ($1::text[] is null or team = any($1)) group by team`,
    [teamsOf(scope, ask.team), toTime(ask.now)],
  );
