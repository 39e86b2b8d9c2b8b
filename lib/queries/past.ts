import type { TeamScope } from '#lib/auth/scope.ts';
import { usdPerMetric } from '#lib/catalog/prices.ts';
import { unreached } from '#lib/catalog/unreached.ts';
import { read, toTime } from './sql.ts';

/** US dollars at list: five statistics of a metric as one, and every statistic by itself. */
type Usd = { metric: number; statistic: number };

/** What is missing of the past over all places, as it was reckoned last. Times in epoch ms; `seconds`: how long it takes at least. */
export type PastNeed = {
  places: number;
  series: number;
  calls: number;
  points: number;
  usd: Usd;
  seconds: number;
  oldestAt: number | null;
  plannedAt: number;
};

export type PastFill = {
  state: 'running' | 'finished' | 'stopped' | 'failed';
  approvedBy: string;
  approvedAt: number;
  endedAt: number | null;
  reason: string | null;
  calls: number;
  doneCalls: number;
  /** 0 to 1, by points. */
  share: number;
  usd: Usd;
  doneUsd: Usd;
  /** What is left at the pace so far; null before there is one. */
  leftSeconds: number | null;
  /** Places in which it has to wait, or that were refused, each with its reason. */
  held: { account: string; region: string; reason: string }[];
};

/** `need`: null before a worker has reckoned it; `fill`: the newest filling that somebody approved. */
export type Past = { need: PastNeed | null; fill: PastFill | null };

type NeedRow = Omit<PastNeed, 'usd'> & { metrics: number; statistics: number };
type FillRow = Omit<PastFill, 'usd' | 'doneUsd' | 'share' | 'leftSeconds'> &
  Record<'metrics' | 'statistics' | 'points' | 'doneMetrics' | 'doneStatistics' | 'donePoints', number> & {
    workedAt: number | null;
  };

const usdOf = (metrics: number, statistics: number): Usd => ({
  metric: metrics * usdPerMetric,
  statistic: statistics * usdPerMetric,
});

/** Less than this tells no pace. */
const leastSeconds = 10;

function fillOf({ metrics, statistics, points, doneMetrics, doneStatistics, donePoints, workedAt, ...fill }: FillRow): PastFill {
  const workedSeconds = workedAt === null ? 0 : (workedAt - fill.approvedAt) / 1000;
  const hasPace = workedSeconds >= leastSeconds && donePoints > 0;
  return {
    ...fill,
    share: points === 0 ? 1 : Math.min(1, donePoints / points),
    usd: usdOf(metrics, statistics),
    doneUsd: usdOf(doneMetrics, doneStatistics),
    leftSeconds: hasPace ? (Math.max(0, points - donePoints) / donePoints) * workedSeconds : null,
  };
}

const ms = (column: string): string => `(extract(epoch from ${column})::float8 * 1000)`;

/** How it stands with what CloudWatch still has of before live collection, at a moment: it names no resource. */
export async function getPast(scope: TeamScope, now: number): Promise<Past> {
  const [needs, fills] = await Promise.all([
    read<NeedRow>(
      scope,
      'past need',
      `select count(*) filter (where calls > 0)::int as places, sum(series)::int as series, sum(calls)::int as calls, sum(points)::float8 as points,
         sum(metrics)::int as metrics, sum(statistics)::int as statistics, max(seconds)::float8 as seconds, ${ms('min(oldest_at)')} as "oldestAt",
         ${ms('min(planned_at)')} as "plannedAt" from history_need n
         where planned_at <= $1 and (${unreached('n')}) is null having count(*) > 0`,
      [toTime(now)],
    ),
    read<FillRow>(
      scope,
      'past fill',
      `select state, approved_by as "approvedBy", ${ms('approved_at')} as "approvedAt", ${ms('ended_at')} as "endedAt", ${ms('worked_at')} as "workedAt",
         reason, calls, metrics, statistics, points, done_calls as "doneCalls", done_metrics as "doneMetrics",
         done_statistics as "doneStatistics", done_points as "donePoints",
         coalesce((select jsonb_agg(jsonb_build_object('account', account, 'region', region, 'reason', reason) order by account, region)
           from history_place where fill = f.id and reason is not null), '[]') as held
       from history_fill f where approved_at <= $1 order by id desc limit 1`,
      [toTime(now)],
    ),
  ]);
  const [need] = needs;
  const [fill] = fills;
  const priced = need && (({ metrics, statistics, ...rest }: NeedRow) => ({ ...rest, usd: usdOf(metrics, statistics) }))(need);
  return { need: priced ?? null, fill: fill ? fillOf(fill) : null };
}
