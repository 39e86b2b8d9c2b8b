import type { TeamScope } from '#lib/auth/scope.ts';
import { type Billed, nothingBilled, statisticsPerMetric } from '#lib/catalog/prices.ts';
import { type Tier, usualPace } from '#lib/catalog/tiers.ts';
import { watchedMetricIds } from '#lib/catalog/watched-metrics.ts';
import type { PlaceDemand } from '#lib/metrics/estimate.ts';
import { dayMs, hourMs } from '#lib/time.ts';
import { read, teamsOf, toTime } from './sql.ts';

/** Without a point for so long a series is idle. */
const idleAfterMs = 3 * hourMs;

type Row = Billed & { account: string; region: string; tier: Tier };

const listTiers = async (scope: TeamScope, now: number): Promise<Row[]> =>
  read<Row>(
    scope,
    null,
    `with metric as (
       select s.account, s.region, s.kind, s.name, coalesce(s.metric_id = any($2), false) as watched, max(s.last_at) as last_at, count(*)::int as statistics
       from series s left join resource o using (account, region, kind, name)
       where o.deleted_at is null and o.ended_at is null and ($3::text[] is null or o.team = any($3))
       group by 1, 2, 3, 4, s.namespace, s.metric, s.dimensions_key, s.metric_id
     ), heard as (
       select *, last_at > $1 as is_heard, bool_or(watched and last_at > $1) over (partition by account, region, kind, name) as is_called from metric
     )
     select account, region, case when watched and is_called then 'watched' when is_heard then 'normal' else 'idle' end as tier,
       sum(ceil(statistics / ${statisticsPerMetric}.0))::int as metric, sum(statistics)::int as statistic
     from heard group by 1, 2, 3`,
    [toTime(now - idleAfterMs), watchedMetricIds, teamsOf(scope)],
  );

const listJobs = async (scope: TeamScope, now: number): Promise<{ account: string; region: string; jobs: number }[]> =>
  read(
    scope,
    null,
    `select account, region, count(*)::float8 / 7 as jobs from resource
     where kind in ('training_job', 'processing_job', 'transform_job') and ended_at > $1 and ended_at <= $2
       and ($3::text[] is null or team = any($3)) group by 1, 2`,
    [toTime(now - 7 * dayMs), toTime(now), teamsOf(scope)],
  );

/** What is asked for in each account and Region, by tier, as far as the inventory and the series tell; none before anything was collected. */
export async function listDemand(scope: TeamScope, now: number): Promise<PlaceDemand[]> {
  const [tiers, jobs] = await Promise.all([listTiers(scope, now), listJobs(scope, now)]);
  const none = Object.fromEntries(Object.keys(usualPace).map((tier) => [tier, nothingBilled])) as Record<Tier, Billed>;
  return [...Map.groupBy(tiers, ({ account, region }) => `${account} ${region}`).values()].flatMap((rows) => {
    const [place] = rows;
    if (!place) return [];
    const { account, region } = place;
    const demand = { ...none, ...Object.fromEntries(rows.map(({ tier, metric, statistic }) => [tier, { metric, statistic }])) };
    const ended = jobs.find((one) => one.account === account && one.region === region)?.jobs ?? 0;
    return [{ account, region, demand, jobsADay: ended }];
  });
}
