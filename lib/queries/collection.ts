import type { TeamScope } from '#lib/auth/scope.ts';
import type { Absence } from '#lib/catalog/absence.ts';
import { absences } from '#lib/catalog/absence.ts';
import type { FailureSpan, Span } from '#lib/metrics/gaps.ts';
import { read, toTime } from './sql.ts';

/** How one account and Region was collected. Epoch ms; `covered` and failures in epoch seconds, as gaps take them. */
export type PlaceCoverage = {
  account: string;
  region: string;
  /** End of the newest metrics window that was asked, and when that run ended. */
  readTo: number | null;
  readAt: number | null;
  covered: readonly Span[];
  /** What stands in the way now: the first call that failed of the newest run ("cloudwatch:GetMetricData"), when nothing of it went through. */
  blocked: { absence: Absence; since: number; call: string | null } | null;
};

type Row = {
  account: string;
  region: string;
  readTo: number | null;
  readAt: number | null;
  spans: [number, number][] | null;
  word: string | null;
  call: string | null;
  since: number | null;
};

const isAbsence = (word: string): word is Absence => Object.hasOwn(absences, word);

/** Coverage of every place between two instants; no resource is named, so it is nobody's secret. */
export async function listCoverage(scope: TeamScope, window: { from: number; to: number }): Promise<PlaceCoverage[]> {
  const rows = await read<Row>(
    scope,
    'coverage',
    `with done as (
       select account, region, window_from, window_to, ended_at from run
       where collector = 'metrics' and purpose in ('live', 'backfill') and status in ('ok', 'partial') and started_at <= $2
         and window_to > $1 and window_from < $2
     ), spans as (
       select account, region, range_agg(tstzrange(window_from, window_to)) as covered,
              max(window_to) as read_to, max(ended_at) as read_at
       from done group by 1, 2
     ), newest as (
       select distinct on (account, region) account, region, id, status, started_at from run
       where collector = 'metrics' and purpose = 'live' and status <> 'running' and started_at <= $2
         and started_at > $2 - interval '15 days'
       order by account, region, started_at desc
     )
     select n.account, n.region, extract(epoch from s.read_to)::float8 * 1000 as "readTo", extract(epoch from s.read_at)::float8 * 1000 as "readAt",
       (select jsonb_agg(jsonb_build_array(extract(epoch from lower(r)), extract(epoch from upper(r)))) from unnest(s.covered) r) as spans,
       f.word, f.call,
       case when n.status = 'failed' then (
         select extract(epoch from coalesce(min(b.started_at), n.started_at))::float8 * 1000 from run b
         where b.collector = 'metrics' and b.account = n.account and b.region = n.region and b.status = 'failed' and b.started_at <= n.started_at
           and b.started_at > coalesce((select max(g.started_at) from run g where g.collector = 'metrics' and g.account = n.account
             and g.region = n.region and g.status in ('ok', 'partial') and g.started_at <= n.started_at), '-infinity')
       ) end as since
     from newest n
     left join spans s on s.account = n.account and s.region = n.region
     left join lateral (select word, service || ':' || operation as call from run_failure where run_id = n.id and n.status = 'failed' order by seq limit 1) f on true`,
    [toTime(window.from), toTime(window.to)],
  );
  return rows.map(({ account, region, readTo, readAt, spans, word, call, since }) => ({
    account,
    region,
    readTo,
    readAt,
    covered: (spans ?? []).map(([from, to]) => ({ from, to })),
    blocked: since === null ? null : { absence: word !== null && isAbsence(word) ? word : 'not_collected', since, call },
  }));
}

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
    `select extract(epoch from window_from)::float8 as from, extract(epoch from window_to)::float8 as to, word, message,
       extract(epoch from repaired_at)::float8 as "repairedAt", series_ids as "seriesIds"
     from run_failure_seen where window_to > $2 and window_from < $3 and series_ids && $1::int4[] order by window_from limit 2000`,
    [ids, toTime(window.from), toTime(window.to)],
  );
  return rows.map(({ word, ...row }) => ({ ...row, absence: isAbsence(word) ? word : 'not_collected' }));
}
