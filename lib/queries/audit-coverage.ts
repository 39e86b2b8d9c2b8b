import type { TeamScope } from '#lib/auth/scope.ts';
import { dayMs } from '#lib/time.ts';
import { setup } from './setup.ts';
import { read, teamsOf, toTime } from './sql.ts';

/** How far the events of one account and Region are complete. Epoch ms. */
export type AuditCoverage = {
  account: string;
  region: string;
  /** Start and end of the newest stretch without a hole; null when nothing was read yet. */
  completeFrom: number | null;
  completeTo: number | null;
  /** What stands in the way now, and since when. */
  blocked: { word: string; code: string; message: string; since: number } | null;
};

type Row = {
  account: string;
  region: string;
  span: [number, number] | null;
  word: string | null;
  code: string | null;
  message: string | null;
  since: number | null;
};

/** Older events are deleted: that there are none tells nothing. */
const keptSince = (now: number): number => now - setup().auditDays * dayMs;

/** Per account and Region, whose audit runs no team is kept from seeing. */
export async function listAuditCoverage(scope: TeamScope, now: number): Promise<AuditCoverage[]> {
  const rows = await read<Row>(
    scope,
    'audit coverage',
    `with done as (
       select account, region, range_agg(tstzrange(window_from, window_to)) - coalesce(range_agg(hole), '{}'::tstzmultirange) as covered
       from run left join lateral (
         select tstzrange(f.window_from, f.window_to) as hole from run_failure f
         where f.run_id = run.id and f.repaired_at is null and f.window_from < f.window_to) f on true
       where collector = 'audit' and status in ('ok', 'partial') and window_from < window_to and started_at <= $1 group by 1, 2
     ), newest as (
       select distinct on (account, region) account, region, id, status, started_at from run
       where collector = 'audit' and status <> 'running' and started_at <= $1 and purpose <> 'backfill'
       order by account, region, started_at desc
     )
     select n.account, n.region,
       (select jsonb_build_array(extract(epoch from lower(r)) * 1000, extract(epoch from upper(r)) * 1000)
        from unnest(d.covered) r order by upper(r) desc limit 1) as span,
       f.word, f.code, f.message,
       case when n.status in ('failed', 'partial') then (
         select extract(epoch from coalesce(min(b.started_at), n.started_at))::float8 * 1000 from run b
         where b.collector = 'audit' and b.account = n.account and b.region = n.region and b.status in ('failed', 'partial') and b.started_at <= n.started_at
           and b.started_at > coalesce((select max(g.started_at) from run g where g.collector = 'audit' and g.account = n.account
             and g.region = n.region and g.status = 'ok' and g.started_at <= n.started_at), '-infinity')) end as since
     from newest n left join done d on d.account = n.account and d.region = n.region
     left join lateral (select word, code, case when $2::text[] is null or not names_one(service, operation, subject, series_ids) then message end as message
       from run_failure_seen where run_id = n.id order by seq limit 1) f on true
     order by n.account, n.region`,
    [toTime(now), teamsOf(scope)],
  );
  return rows.map(({ account, region, span, word, code, message, since }) => ({
    account,
    region,
    completeFrom: span && Math.min(span[1], Math.max(span[0], keptSince(now))),
    completeTo: span?.[1] ?? null,
    blocked: since === null ? null : { word: word ?? 'not_collected', code: code ?? '', message: message ?? '', since },
  }));
}
