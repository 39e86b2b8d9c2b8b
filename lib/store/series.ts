import type { PoolClient } from 'pg';
import type { WantedSeries } from '#lib/metrics/plan.ts';
import { seriesKey } from '#lib/metrics/series.ts';
import { witnessesPerMetric } from '#lib/metrics/unit-votes.ts';
import { copyRows } from './copy-rows.ts';
import type { Place } from './cursors.ts';
import type { Db } from './transaction.ts';

const stage = `create temp table if not exists series_stage (
  kind text, name text, metric_id text, namespace text, metric text, dimensions jsonb, dimensions_key text, statistic text, unit text
) on commit delete rows`;

const columns = ['kind', 'name', 'metric_id', 'namespace', 'metric', 'dimensions', 'dimensions_key', 'statistic', 'unit'];

/**
 * Gives every wanted series its id, making those that are new. Runs inside the caller's transaction.
 * @returns ids by lib/metrics/series `seriesKey`, and how many were made
 */
export async function ensureSeries(
  client: PoolClient,
  { account, region }: Place,
  wanted: readonly Omit<WantedSeries, 'activeFrom' | 'activeTo'>[],
): Promise<{ ids: Map<string, number>; made: number }> {
  if (wanted.length === 0) return { ids: new Map(), made: 0 };
  await client.query(stage);
  await copyRows(
    client,
    { table: 'series_stage', columns },
    wanted.map((one) => [
      ...[one.kind, one.name, one.metricId, one.namespace, one.metric, JSON.stringify(one.dimensions)],
      ...[one.dimensionsKey, one.statistic, one.unit],
    ]),
  );
  // Without it the planner takes the staging table for a handful of rows, and joins tens of thousands by nested loops.
  await client.query('analyze series_stage');
  const identity = 'account, region, namespace, metric, dimensions_key, statistic';
  // Existing rows are looked up, not upserted: an upsert would burn an id and write a row for each of them every minute.
  const { rowCount: made } = await client.query(
    `insert into series (account, region, ${columns.join(', ')})
     select distinct on (namespace, metric, dimensions_key, statistic) $1, $2, ${columns.map((column) => `s.${column}`).join(', ')}
     from series_stage s
     where not exists (select from series k where (k.account, k.region, k.namespace, k.metric, k.dimensions_key, k.statistic)
       = ($1, $2, s.namespace, s.metric, s.dimensions_key, s.statistic))
     order by namespace, metric, dimensions_key, statistic
     on conflict (${identity}) do nothing`,
    [account, region],
  );
  const { rows: known } = await client.query<Row>(
    `select k.id, k.namespace, k.metric, k.dimensions_key, k.statistic from series k
     join series_stage s using (namespace, metric, dimensions_key, statistic) where k.account = $1 and k.region = $2`,
    [account, region],
  );
  return { ids: new Map(known.map((row) => [keyOf(row), row.id])), made: made ?? 0 };
}

/** So many new series make statistics untrue that autovacuum mends in its next round. */
const manyMade = 1000;

/** Call it once the transaction that made them is over: until then PostgreSQL takes a place for empty, and joins all of it row by row. */
export async function noteMade(db: Db, made: number): Promise<void> {
  if (made >= manyMade) await db.pool.query('select analyze_series()');
}

type Row = { id: number; namespace: string; metric: string; dimensions_key: string; statistic: string };
const keyOf = (row: Row): string => seriesKey({ ...row, dimensionsKey: row.dimensions_key });

/** A series as CloudWatch must be asked for it. */
export type StoredSeries = {
  id: number;
  /** Of the resource that it is of. */
  name: string;
  /** The resource that publishes it: "endpoint/vision-7". */
  owner: string;
  /** The catalogue's; null for what it does not know. */
  unit: string | null;
  namespace: string;
  metric: string;
  dimensions: { Name: string; Value: string }[];
  dimensionsKey: string;
  statistic: string;
};

const toAsk = 'order by namespace, metric, dimensions_key, statistic';

/** The ids in the order in which CloudWatch is asked: all statistics of a metric follow one another. */
export async function listIdsToAsk(db: Db, account: string, ids: readonly number[]): Promise<number[]> {
  const { rows } = await db.pool.query<[number]>({
    text: `select id from series where account = $1 and id = any ($2) ${toAsk}`,
    values: [account, ids],
    rowMode: 'array',
  });
  return rows.map(([id]) => id);
}

/** In the same order. */
export async function listSeriesById(db: Db, account: string, ids: readonly number[]): Promise<StoredSeries[]> {
  const { rows } = await db.pool.query<StoredSeries>(
    `select id, name, kind || '/' || name as owner, unit, namespace, metric, dimensions, dimensions_key as "dimensionsKey", statistic
     from series where account = $1 and id = any ($2) ${toAsk}`,
    [account, ids],
  );
  return rows;
}

/** A series that tells a metric's unit; `to`: the end of its life in epoch ms, after which points are anybody's. */
export type UnitWitness = { owner: string; dimensions: { Name: string; Value: string }[]; to: number | null };

/** A metric of the catalogue that had points lately, the unit that the catalogue gives it, and one series each of some of its resources. */
export type ActiveMetric = { namespace: string; metric: string; unit: string; witnesses: UnitWitness[] };

/**
 * Metrics that had points since then, each with those of its resources that had the newest, to the hour; of these, the longest known. Anyone who
 * may publish can invent a name, so only what the inventory knows is asked, beside AWS's own metrics of the account.
 */
export async function listActiveMetrics(db: Db, { account, region }: Place, since: Date): Promise<ActiveMetric[]> {
  const { rows } = await db.pool.query<ActiveMetric>(
    `with newest as (
       select distinct on (s.namespace, s.metric, s.kind, s.name) s.id, s.namespace, s.metric, s.unit, s.dimensions,
         s.kind || '/' || s.name as owner, date_trunc('hour', s.last_at) as hour, l.active_to * 60000.0 as ends
       from series s left join series_ledger l on (l.account, l.series_id) = (s.account, s.id)
       where s.account = $1 and s.region = $2 and s.metric_id is not null and s.unit is not null and s.statistic <> 'Sample' and s.last_at > $3
         and ((s.kind = 'account' and s.namespace like 'AWS/%') or exists (select from resource r
           where (r.account, r.region, r.kind, r.name) = (s.account, s.region, s.kind, s.name) and r.deleted_at is null))
       order by s.namespace, s.metric, s.kind, s.name, hour desc, s.id
     ), placed as (select *, row_number() over (partition by namespace, metric order by hour desc, id) as place from newest)
     select namespace, metric, min(unit) as unit,
       jsonb_agg(jsonb_build_object('owner', owner, 'dimensions', dimensions, 'to', ends) order by place) as witnesses
     from placed where place <= ${witnessesPerMetric} group by namespace, metric order by namespace, metric`,
    [account, region, since],
  );
  return rows;
}

/** Ids of every series of a metric in a place, or of one resource. */
export async function listSeriesOfMetric(
  client: Pick<PoolClient, 'query'>,
  { account, region }: Place,
  { namespace, metric, owner }: Pick<ActiveMetric, 'namespace' | 'metric'> & { owner?: string | undefined },
): Promise<number[]> {
  const { rows } = await client.query<{ id: number }>(
    `select id from series where account = $1 and region = $2 and namespace = $3 and metric = $4 and metric_id is not null
       and statistic <> 'Sample' and ($5::text is null or kind || '/' || name = $5) order by id`,
    [account, region, namespace, metric, owner ?? null],
  );
  return rows.map(({ id }) => id);
}
