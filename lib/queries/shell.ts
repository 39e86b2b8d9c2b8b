import type { TeamScope } from '#lib/auth/scope.ts';
import { type ResourceKind, resourceKinds } from '#lib/catalog/resource-kinds.ts';
import { isAsked } from '#lib/catalog/unreached.ts';
import { minuteMs } from '#lib/time.ts';
import { learnAccountNames } from './accounts.ts';
import { newestFirst } from './newest-run.ts';
import { openAlerts } from './open-alerts.ts';
import { accountNames, setup } from './setup.ts';
import { read, teamsOf, toTime } from './sql.ts';

type TroubleWord = 'denied' | 'throttled' | 'late' | 'failed';

/** What stands around every page; epoch ms. Its shape is the shell's own (components/shell/types). */
export type ShellRecord = {
  team: string;
  teams: readonly { slug: string; name: string }[];
  accounts: readonly { id: string; name: string }[];
  /** `alerts`: open, seen by nobody yet, and not silenced. `nodes`: HyperPod nodes and variants of endpoints, as their page lists them. */
  counts: { alerts: number; endpoints: number; nodes: number; jobs: number; labeling: number; resources: number };
  collection: {
    collectedAt: number | null;
    sources: { current: number; total: number };
    troubles: readonly { word: TroubleWord; count: number; since: number }[];
    callsToday: number;
    spentTodayUsd: number;
    budgetTodayUsd: number | null;
  };
  isDemo: boolean;
  now: number;
};

const jobKinds = (Object.keys(resourceKinds) as ResourceKind[]).filter(
  (kind) => resourceKinds[kind].isJob && kind !== 'labeling_job',
);
const staleMs = 15 * minuteMs;

/** Sidebar, top bar and foot of every page, in three queries. */
export async function getShell(scope: TeamScope, team: string, now: number): Promise<ShellRecord> {
  const [teams, [counts], sources, [meter]] = await Promise.all([
    listTeams(scope),
    readCounts(scope, team, now),
    listSources(scope, now),
    readMeter(scope, now),
    learnAccountNames(scope),
  ]);
  const { monthlyUsd } = setup();
  const newest = sources.map((one) => one.readAt ?? 0).reduce((a, b) => Math.max(a, b), 0);
  return {
    team,
    teams,
    accounts: [...accountNames()].map(([id, name]) => ({ id, name })),
    counts: counts ?? { alerts: 0, endpoints: 0, nodes: 0, jobs: 0, labeling: 0, resources: 0 },
    collection: {
      collectedAt: newest === 0 ? null : newest,
      sources: { current: sources.filter((one) => isCurrent(one, now)).length, total: sources.length },
      troubles: troublesOf(sources, now),
      callsToday: meter?.calls ?? 0,
      spentTodayUsd: meter?.price ?? 0,
      budgetTodayUsd: monthlyUsd === null ? null : monthlyUsd / 30,
    },
    isDemo: process.env.TRAILWATCH_DEMO === '1',
    now,
  };
}

/** Teams that own something or are configured, and "unowned" where something is. */
export const listTeams = async (scope: TeamScope): Promise<{ slug: string; name: string }[]> =>
  read(
    scope,
    'teams',
    `select slug, coalesce(max(name), slug) as name from (
       select slug, name from team union all select distinct team, null from resource where deleted_at is null
     ) t where ($1::text[] is null or slug = any($1)) group by slug order by (slug = 'unowned'), slug`,
    [teamsOf(scope)],
  );

const readCounts = async (scope: TeamScope, team: string, now: number): Promise<ShellRecord['counts'][]> =>
  read(
    scope,
    'shell counts',
    // Counted in an index: there may be any number of ended jobs, and none of their descriptions is touched.
    `with present as (
       select kind, count(*) as n from resource where deleted_at is null and ($1::text[] is null or team = any($1)) group by kind
     ), variants as (
       select coalesce(sum(jsonb_array_length(description -> 'ProductionVariants'))
         filter (where jsonb_typeof(description -> 'ProductionVariants') = 'array'), 0) as n
       from resource where deleted_at is null and kind = 'endpoint' and ($1::text[] is null or team = any($1))
     )
     select ${openAlerts('$3')} as alerts,
       coalesce(sum(p.n) filter (where kind = 'endpoint'), 0)::int as endpoints,
       (coalesce(sum(p.n) filter (where kind = 'cluster_node'), 0) + (select n from variants))::int as nodes,
       coalesce(sum(p.n) filter (where kind = any($2)), 0)::int as jobs,
       coalesce(sum(p.n) filter (where kind = 'labeling_job'), 0)::int as labeling,
       coalesce(sum(p.n), 0)::int as resources
     from present p`,
    [teamsOf(scope, team), jobKinds, toTime(now)],
  );

type Source = { readAt: number | null; status: string; word: string | null; since: number };

/** One source is one collector's look at one account and Region: how its newest run ended, and since when it is so. */
const listSources = async (scope: TeamScope, now: number): Promise<Source[]> =>
  read<Source>(
    scope,
    'sources',
    `with newest as (
       select distinct on (collector, account, region) collector, account, region, id, status, started_at from run
       where purpose = 'live' and status <> 'running' and started_at <= $1 and started_at > $1 - interval '1 day' and ${isAsked('run')}
       order by collector, account, region, ${newestFirst('run', '$1')}
     )
     select n.status, f.word, extract(epoch from n.started_at)::float8 * 1000 as since,
       extract(epoch from g.ended_at)::float8 * 1000 as "readAt"
     from newest n
     left join lateral (select word from run_failure where run_id = n.id order by (word <> 'denied'), seq limit 1) f on true
     left join lateral (select ended_at from run g where g.account = n.account and g.region = n.region and g.collector = n.collector
       and g.status in ('ok', 'partial') and g.started_at <= $1 order by g.started_at desc limit 1) g on true`,
    [toTime(now)],
  );

const isCurrent = (source: Source, now: number): boolean =>
  source.status !== 'failed' && source.readAt !== null && now - source.readAt <= staleMs;

function troublesOf(sources: readonly Source[], now: number): ShellRecord['collection']['troubles'] {
  const order = ['denied', 'failed', 'throttled', 'late'] as const;
  const worded = sources.flatMap((source): { word: TroubleWord; since: number }[] => {
    const since = source.readAt ?? source.since;
    if (source.status === 'ok') return isCurrent(source, now) ? [] : [{ word: 'late', since }];
    const word: TroubleWord = source.word === 'denied' || source.word === 'throttled' ? source.word : 'failed';
    return [{ word, since: source.status === 'partial' ? source.since : since }];
  });
  return order.flatMap((word) => {
    const some = worded.filter((one) => one.word === word);
    return some.length === 0 ? [] : [{ word, count: some.length, since: Math.min(...some.map((one) => one.since)) }];
  });
}

const readMeter = async (scope: TeamScope, now: number): Promise<{ calls: number; price: number }[]> =>
  read(
    scope,
    'meter today',
    `select coalesce(sum(calls), 0)::int as calls, coalesce(sum(case when $2 = 'metric' then price_usd else price_each_usd end), 0)::float8 as price
     from call_meter where day = $1::date`,
    [new Date(now).toISOString().slice(0, 10), setup().reading],
  );
