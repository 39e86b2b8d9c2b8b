import type { TeamScope } from '#lib/auth/scope.ts';
import type { Absence } from '#lib/catalog/absence.ts';
import { absences } from '#lib/catalog/absence.ts';
import type { Pace, Tier } from '#lib/catalog/tiers.ts';
import { type BudgetStep, budgetSteps, neverMs } from '#lib/metrics/budget-steps.ts';
import type { FailureSpan, Span } from '#lib/metrics/gaps.ts';
import type { BudgetWait, PlaceReach } from '#lib/metrics/reach.ts';
import { dayMs } from '#lib/time.ts';
import { newestFirst, wentWell } from './newest-run.ts';
import { read, teamsOf, toTime } from './sql.ts';

/** How one account and Region was collected. Epoch ms; `covered` and failures in epoch seconds, as gaps take them. */
export type PlaceCoverage = {
  account: string;
  region: string;
  /** End of the newest metrics window that was asked, and when that run ended. */
  readTo: number | null;
  readAt: number | null;
  /** Up to where the metrics that health judges by the minute were asked: they are asked for more often. */
  watchedTo: number | null;
  covered: readonly Span[];
  /** Where the budget makes collection poorer than usual. */
  budget: BudgetWait | null;
  /** What stands in the way now: the first call that failed of the newest run ("cloudwatch:GetMetricData"), when nothing of it went through. */
  blocked: { absence: Absence; since: number; call: string | null } | null;
};

type Row = {
  account: string;
  region: string;
  readTo: number | null;
  readAt: number | null;
  watchedTo: number | null;
  spans: [number, number][] | null;
  budget: { step: string; pace: Record<Tier, number | null> } | null;
  word: string | null;
  call: string | null;
  since: number | null;
};

const isAbsence = (word: string): word is Absence => Object.hasOwn(absences, word);

/** How far back runs are looked through: there is one a minute and place, and what is older the ledger of each series tells. */
export const coverageReachesMs = 16 * dayMs;

/** Coverage of every place between two instants, of its last 16 days at most; no resource is named, so it is nobody's secret. */
export async function listCoverage(scope: TeamScope, window: { from: number; to: number }): Promise<PlaceCoverage[]> {
  const rows = await read<Row>(
    scope,
    'coverage',
    `with done as (
       select account, region, window_from, window_to, ended_at, not counts ? 'between' as is_whole from run
       where collector = 'metrics' and purpose in ('live', 'backfill', 'repair') and status in ('ok', 'partial') and started_at <= $2
         and window_to > $1 and window_from < $2
     ), spans as (
       select account, region, range_agg(tstzrange(window_from, window_to)) filter (where is_whole) as covered,
              max(window_to) filter (where is_whole) as read_to, max(ended_at) filter (where is_whole) as read_at, max(window_to) as watched_to
       from done group by 1, 2
     ), newest as (
       select distinct on (account, region) account, region, id, status, started_at from run
       where collector = 'metrics' and purpose = 'live' and status <> 'running' and started_at <= $2
         and started_at > $2 - interval '15 days'
       order by account, region, ${newestFirst('run', '$2')}
     )
     select n.account, n.region, extract(epoch from s.read_to)::float8 * 1000 as "readTo", extract(epoch from s.read_at)::float8 * 1000 as "readAt",
       extract(epoch from s.watched_to)::float8 * 1000 as "watchedTo",
       (select jsonb_agg(jsonb_build_array(extract(epoch from lower(r)), extract(epoch from upper(r)))) from unnest(s.covered) r) as spans,
       f.word, f.call,
       (select jsonb_build_object('step', step, 'pace', pace) from budget_step where at <= $2 order by at desc limit 1) as budget,
       case when n.status = 'failed' then (
         select extract(epoch from coalesce(min(b.started_at), n.started_at))::float8 * 1000 from run b
         where b.collector = 'metrics' and b.account = n.account and b.region = n.region and b.status = 'failed' and b.started_at <= n.started_at
           and b.started_at > coalesce((select max(g.started_at) from run g where g.collector = 'metrics' and g.account = n.account
             and g.region = n.region and (${wentWell('g')} or g.status = 'partial') and g.started_at <= n.started_at), '-infinity')
       ) end as since
     from newest n
     left join spans s on s.account = n.account and s.region = n.region
     left join lateral (select word, service || ':' || operation as call from run_failure where run_id = n.id and n.status = 'failed' order by seq limit 1) f on true`,
    [toTime(Math.max(window.from, window.to - coverageReachesMs)), toTime(window.to)],
  );
  return rows.map(({ account, region, readTo, readAt, watchedTo, spans, budget, word, call, since }) => ({
    account,
    region,
    readTo,
    readAt,
    watchedTo,
    covered: (spans ?? []).map(([from, to]) => ({ from, to })),
    budget: budgetWait(budget, window.to / 1000),
    blocked: since === null ? null : { absence: word !== null && isAbsence(word) ? word : 'not_collected', since, call },
  }));
}

function budgetWait(row: Row['budget'], at: number): BudgetWait | null {
  if (!row || row.step === 'usual' || !Object.hasOwn(budgetSteps, row.step)) return null;
  const pace = Object.fromEntries(Object.entries(row.pace).map(([tier, everyMs]) => [tier, everyMs ?? neverMs])) as Pace;
  return { step: row.step as BudgetStep, pace, at };
}

/** How far a place was read, as charts explain their gaps by it. */
export const placeReach = (place: PlaceCoverage | undefined): PlaceReach => ({
  coveredTo: place?.readTo ? place.readTo / 1000 : null,
  covered: place?.covered ?? [],
  ...(place?.budget ? { budget: place.budget } : {}),
});

/** Whether a failure `f` of run `r` that several series share quotes another name than that of the series $1, to who sees not all teams ($4). */
const quotesOthers = `($4::text[] is not null and cardinality(f.series_ids) > 1 and names_one(f.service, f.operation, f.subject, f.series_ids)
  and not exists (select from series s where s.account = r.account and s.id = any($1) and s.name = f.subject))`;

/** Failed calls that left any of these series without a window, repaired ones too, oldest first. Epoch seconds. */
export async function listSeriesFailures(
  scope: TeamScope,
  ids: readonly number[],
  window: { from: number; to: number },
): Promise<(FailureSpan & { seriesIds: readonly number[] })[]> {
  const rows = await read<{
    from: number;
    to: number;
    word: string;
    message: string;
    repairedAt: number | null;
    seriesIds: number[];
  }>(
    scope,
    'series failures',
    `select extract(epoch from f.window_from)::float8 as from, extract(epoch from f.window_to)::float8 as to, word,
       case when ${quotesOthers} then '' else coalesce(message, '') end as message,
       extract(epoch from repaired_at)::float8 as "repairedAt", series_ids as "seriesIds"
     from run_failure_seen f join run r on r.id = f.run_id
     where f.window_to > $2 and f.window_from < $3 and f.series_ids && $1::int4[] order by f.window_from limit 2000`,
    [ids, toTime(window.from), toTime(window.to), teamsOf(scope)],
  );
  return rows.map(({ word, ...row }) => ({ ...row, absence: isAbsence(word) ? word : 'not_collected' }));
}
