import type { TeamScope } from '#lib/auth/scope.ts';
import type { AccountRole } from '#lib/catalog/grants.ts';
import { isAsked } from '#lib/catalog/unreached.ts';
import { loadConfig } from '#lib/config.ts';
import { windowRules } from '#lib/metrics/windows.ts';
import { shared } from '#lib/process.ts';
import { newestFirst } from './newest-run.ts';
import type { RunRow } from './runs.ts';
import { read, teamsOf, toTime } from './sql.ts';

/**
 * A call that gave no answer. Epoch ms. `subject`, `message` and `resource` are null where what it asked for belongs to a team that
 * the reader may not see.
 */
export type RunFailure = {
  seq: number;
  service: string;
  operation: string;
  word: string;
  code: string;
  message: string | null;
  requestId: string | null;
  subject: string | null;
  isHidden: boolean;
  resource: { kind: string; name: string; team: string } | null;
  /** How many series the window stayed empty for. */
  series: number;
  windowFrom: number | null;
  windowTo: number | null;
  repairedRunId: number | null;
  repairedAt: number | null;
};

/** Whether a failure `f` of run `r` may be shown whole to $1, given what resource it names (`x`). */
const seen = `($1::text[] is null or coalesce(x.team = any($1), false) or (x.name is null and not names_one(f.service, f.operation, f.subject, f.series_ids)))`;
/** The owner of the one series that failed, else the resource of its subject's name. */
const named = `left join lateral (select o.kind, o.name from series o where cardinality(f.series_ids) = 1 and (o.account, o.id) = (r.account, f.series_ids[1]) limit 1) o on true
  left join lateral (select kind, name, team from resource x where x.account = r.account and x.region = r.region
    and x.name = case when cardinality(f.series_ids) = 1 then o.name else f.subject end and (o.kind is null or x.kind = o.kind)
  order by (x.team <> all(coalesce($1, '{}'::text[]))), x.kind limit 1) x on true`;

/** A page of a run's failures in the order they came, 200 at most. */
export const listRunFailures = (scope: TeamScope, run: RunRow, { after }: { after: number }): Promise<RunFailure[]> =>
  read<RunFailure>(
    scope,
    'run failures',
    `select f.seq, f.service, f.operation, f.word, f.code, case when ${seen} then f.request_id end as "requestId", (f.is_hidden or not ${seen}) as "isHidden",
       case when ${seen} then f.message end as message, case when ${seen} then f.subject end as subject,
       case when x.name is not null and ${seen} then jsonb_build_object('kind', x.kind, 'name', x.name, 'team', x.team) end as resource,
       cardinality(f.series_ids) as series, f.repaired_run_id as "repairedRunId",
       extract(epoch from f.window_from)::float8 * 1000 as "windowFrom", extract(epoch from f.window_to)::float8 * 1000 as "windowTo",
       extract(epoch from f.repaired_at)::float8 * 1000 as "repairedAt"
     from run_failure_seen f join run r on r.id = f.run_id ${named} where f.run_id = $2 and f.seq > $3 order by f.seq limit 200`,
    [teamsOf(scope), run.id, after],
  );

/** What stands in the way of one account now: one call that gets no answer, in one or more Regions. Epoch ms. */
export type Trouble = {
  account: string;
  service: string;
  operation: string;
  word: string;
  code: string;
  regions: string[];
  collectors: string[];
  /** Calls that failed in the newest runs, or holes that wait to be filled. */
  count: number;
  since: number;
  lastAt: number;
  /** The newest run that met it. */
  runId: number;
  message: string | null;
  /** For holes: the stretch that is still empty. */
  windowFrom: number | null;
  windowTo: number | null;
  role: AccountRole;
};

const roles = (): ReadonlyMap<string, AccountRole> =>
  shared(
    'roles',
    () =>
      new Map(
        loadConfig().accounts.map(({ id, role, externalId }) => [
          id,
          role === undefined ? null : { arn: role, externalId: externalId ?? null },
        ]),
      ),
  );

/** Whether CloudWatch keeps the minutes of a failure `f` of run `r` no longer: nothing stands in their way any more. Longer points of the past are kept longer. */
const isPast = `(r.collector = 'metrics' and not r.counts ? 'past' and f.window_to <= $2 - make_interval(secs => ${windowRules.keptMs / 1000}))`;

/**
 * What the newest look of each source could not read, and the windows that no run has filled yet. A failure of an older look is
 * either mended or met again by the newest.
 */
export async function listTroubles(scope: TeamScope, now: number): Promise<Trouble[]> {
  const rows = await read<Omit<Trouble, 'role'>>(
    scope,
    'troubles',
    `with newest as (
       select distinct on (account, region, collector) id from run
       where purpose = 'live' and status <> 'running' and started_at <= $2 and started_at > $2 - interval '1 day' and ${isAsked('run')}
       order by account, region, collector, ${newestFirst('run', '$2')}
     ), open as (
       select r.account, r.region, r.collector, r.id, r.started_at, f.service, f.operation, f.word, f.code, f.window_from, f.window_to, case when ${seen} then f.message end as told
       from run_failure_seen f join run r on r.id = f.run_id ${named}
       where r.started_at <= $2 and r.started_at > $2 - interval '15 days' and (f.repaired_at is null or f.repaired_at > $2) and ${isAsked('r')}
         and (f.window_from is not null and not ${isPast} or f.window_from is null and r.id in (select id from newest))
     ), grouped as (
       select account, service, operation, word, code, array_agg(distinct region) as regions, array_agg(distinct collector) as collectors,
         count(*)::int as count, min(started_at) as since, max(started_at) as last_at, max(id) as run_id,
         (array_agg(told order by started_at desc, told is null))[1] as message, min(window_from) as window_from, max(window_to) as window_to
       from open group by 1, 2, 3, 4, 5
     )
     select g.account, g.service, g.operation, g.word, g.code, g.regions, g.collectors, g.count, g.run_id as "runId", g.message,
       extract(epoch from coalesce(least(g.since, s.since), g.since))::float8 * 1000 as since, extract(epoch from g.last_at)::float8 * 1000 as "lastAt",
       extract(epoch from g.window_from)::float8 * 1000 as "windowFrom", extract(epoch from g.window_to)::float8 * 1000 as "windowTo"
     from grouped g left join lateral (
       select min(r.started_at) as since from run_failure f join run r on r.id = f.run_id
       where f.operation = g.operation and f.word = g.word and f.code = g.code and r.account = g.account and r.region = any(g.regions)
         and r.collector = any(g.collectors) and f.repaired_at is null and r.started_at <= $2 and r.started_at > $2 - interval '15 days') s on true
     order by (g.word <> 'denied'), (g.word <> 'throttled'), since, g.operation limit 60`,
    [teamsOf(scope), toTime(now)],
  );
  return rows.map((row) => ({ ...row, role: roles().get(row.account) ?? null }));
}
