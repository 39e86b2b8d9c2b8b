import type { PoolClient } from 'pg';
import { joinWindows, type Window } from '#lib/metrics/windows.ts';
import { minuteMs } from '#lib/time.ts';
import { copyRows } from './copy-rows.ts';
import type { Place } from './cursors.ts';
import type { Db } from './transaction.ts';

/** The code of a failure that no later answer mends. */
export const leftOut = 'UnitLeftOut';

const minuteOf = (at: number): number => Math.floor(at / minuteMs);
/** Minutes as the ledger keeps them; what has no bound is null. */
const boundOf = (at: number): number | null => (Number.isFinite(at) ? minuteOf(at) : null);

/**
 * Notes that series were asked for over a window and answered it whole, points or none. Call it in the transaction that stores what came, so
 * that the ledger never tells more than is stored.
 */
export async function markAsked(
  client: Pick<PoolClient, 'query'>,
  { account }: Pick<Place, 'account'>,
  { seriesIds, window }: { seriesIds: readonly number[]; window: Window },
): Promise<void> {
  if (seriesIds.length === 0 || window.from >= window.to) return;
  // Rows are locked in order of id: a live batch and a repair may hold the same series. Without the ids told twice, all rows would be read.
  await client.query(
    `update series_ledger l set asked = l.asked + int4multirange(int4range($3, $4))
     from (select series_id from series_ledger where account = $1 and series_id = any ($2) order by series_id for update) k
     where l.account = $1 and l.series_id = k.series_id and l.series_id = any ($2)`,
    [account, seriesIds, minuteOf(window.from), Math.ceil(window.to / minuteMs)],
  );
}

/** Forgets that series were asked for what came since then, in points of any length, so that it is asked for again as any other hole. */
export async function forgetAsked(
  client: Pick<PoolClient, 'query'>,
  { account }: Pick<Place, 'account'>,
  { seriesIds, since }: { seriesIds: readonly number[]; since: number },
): Promise<void> {
  await client.query(
    `update series_ledger l set asked = l.asked - n.since, asked_300 = l.asked_300 - n.since, asked_3600 = l.asked_3600 - n.since
     from (select series_id from series_ledger where account = $1 and series_id = any ($2) order by series_id for update) k,
       (select int4multirange(int4range($3, null)) as since) n
     where l.account = $1 and l.series_id = k.series_id and l.series_id = any ($2)`,
    [account, seriesIds, minuteOf(since)],
  );
}

/** Ends what was said of series that they are left out, once their unit has a way back. */
export async function endLeftOut(
  client: Pick<PoolClient, 'query'>,
  { account, region }: Place,
  { seriesIds, at }: { seriesIds: readonly number[]; at: Date },
): Promise<void> {
  await client.query(
    `update run_failure f set window_to = greatest(f.window_from, $4) from run r
     where r.id = f.run_id and r.account = $1 and r.region = $2 and r.collector = 'metrics' and f.code = '${leftOut}'
       and f.window_to > $4 and f.series_ids && $3::int[]`,
    [account, region, seriesIds, at],
  );
}

export type SeriesLife = { id: number; activeFrom: number; activeTo: number };

const lifeStage =
  'create temp table if not exists life_stage (series_id int, active_from int, active_to int) on commit delete rows';

/**
 * Keeps when each wanted series can hold points (epoch ms, Infinity: without end), and closes those of the place that nothing wants any more. Runs
 * inside the transaction that made the series.
 */
export async function saveLives(
  client: PoolClient,
  { account, region }: Place,
  lives: readonly SeriesLife[],
  now: number,
): Promise<void> {
  await client.query(lifeStage);
  await copyRows(
    client,
    { table: 'life_stage', columns: ['series_id', 'active_from', 'active_to'] },
    lives.map(({ id, activeFrom, activeTo }) => [id, boundOf(activeFrom), boundOf(Math.max(activeFrom, activeTo))]),
  );
  await client.query('analyze life_stage');
  await client.query(
    `insert into series_ledger as kept (account, region, series_id, active_from, active_to)
     select $1, $2, series_id, active_from, active_to from life_stage order by series_id
     on conflict (account, series_id) do update set active_from = excluded.active_from, active_to = excluded.active_to
     where (kept.active_from, kept.active_to) is distinct from (excluded.active_from, excluded.active_to)`,
    [account, region],
  );
  await client.query(
    `update series_ledger l set active_to = greatest(active_from, $3) where account = $1 and region = $2 and (active_to is null or active_to > $3)
       and not exists (select from life_stage s where s.series_id = l.series_id)`,
    [account, region, minuteOf(now)],
  );
}

/** One series as the planner sees it. Times are epoch ms. */
export type LedgerRow = {
  id: number;
  metricId: string | null;
  /** The resource that publishes it: "endpoint/vision-7". */
  owner: string;
  activeFrom: number;
  activeTo: number;
  /** End of the last minute that was answered; null: never asked. */
  reachedTo: number | null;
  lastAt: number | null;
  /** When ListMetrics, an alarm or a change last told that it may have points again. */
  awakeAt: number | null;
};

type Row = [number, string | null, string, number | null, number | null, number | null, number | null, number | null];

const time = (minutes: number | null, none: number): number => (minutes === null ? none : minutes * minuteMs);

/** Every series of a place that is not asked for to its end; `owners`: of these only. */
export async function listOpenSeries(db: Db, { account, region }: Place, owners?: readonly string[]): Promise<LedgerRow[]> {
  const { rows } = await db.pool.query<Row>({
    text: `select s.id, s.metric_id, s.kind || '/' || s.name, l.active_from, l.active_to, upper(l.asked),
             extract(epoch from s.last_at)::float8, extract(epoch from l.awake_at)::float8
           from series_ledger l join series s on (s.account, s.id) = (l.account, l.series_id)
           where l.account = $1 and l.region = $2 and (l.active_to is null or l.active_to > coalesce(upper(l.asked), 0))
             ${owners ? `and s.account = $1 and s.region = $2 and (s.kind, s.name) in (select split_part(o, '/', 1), substr(o, strpos(o, '/') + 1) from unnest($3::text[]) o)` : ''}`,
    values: owners ? [account, region, owners] : [account, region],
    rowMode: 'array',
  });
  return rows.map(([id, metricId, owner, from, to, reached, lastAt, awakeAt]) => ({
    ...{ id, metricId, owner },
    activeFrom: time(from, Number.NEGATIVE_INFINITY),
    activeTo: time(to, Number.POSITIVE_INFINITY),
    reachedTo: reached === null ? null : reached * minuteMs,
    lastAt: lastAt === null ? null : lastAt * 1000,
    awakeAt: awakeAt === null ? null : awakeAt * 1000,
  }));
}

/** Since when minutes are owed: of `jobKinds` since `jobsSince`, of all others since `since`. Epoch ms. */
export type Owed = { since: number; jobsSince: number; jobKinds: readonly string[] };

/** What a series still misses, oldest first. */
export type SeriesHoles = { id: number; windows: Window[] };

/**
 * Minutes in which series lived and that nobody answered, as the ledger tells. What the next live window reads is none.
 * Of `jobKinds` the whole life is wanted, since `jobsSince`; of all others what came since `since`.
 * @param bounds `liveFrom`: where live windows begin at the earliest, so that nothing later is missed by a series that was never asked;
 * `earlyMs`: how long before its life a series is asked for
 */
export async function listSeriesHoles(
  db: Db,
  { account, region }: Place,
  bounds: Owed & { liveFrom: number; earlyMs: number },
): Promise<SeriesHoles[]> {
  const { rows } = await db.pool.query<{ id: number; windows: [number, number][] }>(
    `with life as (
       select l.series_id, l.asked,
         greatest(l.active_from - $7::int, case when s.kind = any ($6) then $4 else $3 end::int) as lo,
         least(l.active_to, greatest(upper(l.asked), $5::int)) as hi
       from series_ledger l join series s on (s.account, s.id) = (l.account, l.series_id)
       where l.account = $1 and l.region = $2
     ), missing as (
       select series_id, case when lo < hi then int4multirange(int4range(lo, hi)) - asked end as holes from life
     )
     select series_id as id, (select jsonb_agg(jsonb_build_array(lower(r), upper(r)) order by r) from unnest(holes) r) as windows
     from missing where not isempty(holes) order by series_id`,
    [
      ...[account, region, minuteOf(bounds.since), minuteOf(bounds.jobsSince), minuteOf(bounds.liveFrom)],
      ...[bounds.jobKinds, bounds.earlyMs / minuteMs],
    ],
  );
  return rows.map(({ id, windows }) => ({
    id,
    windows: joinWindows(windows.map(([from, to]) => ({ from: from * minuteMs, to: to * minuteMs }))),
  }));
}

/**
 * Wakes series of a place that were asked for and silent since `silentSince`: those of listed metrics, by namespace, name and dimensions.
 * @returns how many
 */
export async function wakeListed(
  client: PoolClient,
  { account, region }: Place,
  listed: readonly { namespace: string; metric: string; dimensionsKey: string }[],
  { at, silentSince }: { at: Date; silentSince: Date },
): Promise<number> {
  if (listed.length === 0) return 0;
  await client.query(
    'create temp table if not exists listed_stage (namespace text, metric text, dimensions_key text) on commit delete rows',
  );
  // A place whose series were made a moment ago has no statistics: whichever way they are joined, no row is compared with every other.
  await client.query('create index if not exists listed_stage_key on listed_stage (dimensions_key, metric)');
  await copyRows(
    client,
    { table: 'listed_stage', columns: ['namespace', 'metric', 'dimensions_key'] },
    listed.map(({ namespace, metric, dimensionsKey }) => [namespace, metric, dimensionsKey]),
  );
  await client.query('analyze listed_stage');
  const { rowCount } = await client.query(
    `update series_ledger l set awake_at = $3
     from series s join listed_stage n using (namespace, metric, dimensions_key)
     where l.account = $1 and l.region = $2 and s.account = $1 and s.region = $2 and s.id = l.series_id
       and (s.last_at is null or s.last_at < $4) and not isempty(l.asked)`,
    [account, region, at, silentSince],
  );
  return rowCount ?? 0;
}

/** Wakes every series of resources that changed, or whose alarm changed, since then. */
export async function wakeChanged(db: Db, { account, region }: Place, { since, at }: { since: Date; at: Date }): Promise<number> {
  const { rowCount } = await db.pool.query(
    `update series_ledger l set awake_at = $4 from series s
     where l.account = $1 and l.region = $2 and (s.account, s.id) = (l.account, l.series_id) and (l.awake_at is null or l.awake_at < $3)
       and s.kind || '/' || s.name in (
         select kind || '/' || name from resource_version where account = $1 and region = $2 and valid_from > $3
         union select r.parent from activity a
           join resource r on (r.account, r.region, r.kind, r.name) = (a.account, a.region, a.kind, a.name)
           where a.account = $1 and a.region = $2 and a.type = 'alarm' and a.at > $3)`,
    [account, region, since, at],
  );
  return rowCount ?? 0;
}

/**
 * Marks failures whose series have by now answered all of the window that they had left empty, as far as they lived in it and it was owed:
 * what they were asked beside others who missed more is not. Where minutes have aged out, longer points answer for them. What is left out
 * because its unit has no way back stays.
 * @param owed what a filling of history asked for is owed whatever this says
 * @returns how many
 */
export async function mendAnswered(
  db: Db,
  { account, region }: Place,
  { byRun, at, owed }: { byRun: number; at: Date; owed: Owed },
): Promise<number> {
  const { rowCount } = await db.pool.query(
    `update run_failure f set repaired_run_id = $3, repaired_at = $4 from run old
     where old.id = f.run_id and old.collector = 'metrics' and old.account = $1 and old.region = $2 and f.repaired_at is null and f.code <> '${leftOut}'
       and f.window_from is not null and cardinality(f.series_ids) > 0
       and not exists (
         select from series_ledger l join series s on (s.account, s.id) = (l.account, l.series_id),
           lateral (select int4range(l.active_from, l.active_to)
             * int4range(case when old.counts ? 'past' then null when s.kind = any ($5) then $6 else $7 end::int, null)
             * int4range((extract(epoch from f.window_from) / 60)::int, (extract(epoch from f.window_to) / 60)::int) as missed) w
         where l.account = $1 and l.series_id = any (f.series_ids)
           and not (l.asked @> w.missed or l.asked_300 @> w.missed or l.asked_3600 @> w.missed))`,
    [account, region, byRun, at, owed.jobKinds, minuteOf(owed.jobsSince), minuteOf(owed.since)],
  );
  return rowCount ?? 0;
}

/**
 * Windows that series failed on since then and still miss, by id: to be left alone for a while. What a whole call was refused is none once a
 * live run came through whole: then it was not theirs.
 */
export async function listRecentlyFailed(db: Db, { account, region }: Place, since: Date): Promise<Map<number, Window[]>> {
  const { rows } = await db.pool.query<{ id: number; from: Date; to: Date }>(
    `select unnest(f.series_ids) as id, f.window_from as from, f.window_to as to from run_failure f join run r on r.id = f.run_id
     where r.collector = 'metrics' and r.account = $1 and r.region = $2 and r.started_at > $3 and f.repaired_at is null
       and f.window_from is not null and not (cardinality(f.series_ids) > 1 and exists (
         select from run l where l.collector = 'metrics' and l.account = $1 and l.region = $2 and l.purpose = 'live' and l.status = 'ok'
           and l.started_at > r.started_at))`,
    [account, region, since],
  );
  const spans = rows.map(({ id, from, to }) => ({ id, from: from.getTime(), to: to.getTime() }));
  return new Map([...Map.groupBy(spans, ({ id }) => id)].map(([id, windows]) => [id, joinWindows(windows)]));
}
