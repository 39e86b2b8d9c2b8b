import type { PoolClient } from 'pg';
import type { WantedSeries } from '#lib/metrics/plan.ts';
import { seriesKey } from '#lib/metrics/series.ts';
import { copyRows } from './copy-rows.ts';
import type { Place } from './cursors.ts';
import type { Db } from './transaction.ts';

const stage = `create temp table if not exists series_stage (
  kind text, name text, metric_id text, namespace text, metric text, dimensions jsonb, dimensions_key text, statistic text, unit text
) on commit delete rows`;

const columns = ['kind', 'name', 'metric_id', 'namespace', 'metric', 'dimensions', 'dimensions_key', 'statistic', 'unit'];

export type KnownSeries = { id: number; isNew: boolean };

/**
 * Gives every wanted series its id, making those that are new. Runs inside the caller's transaction.
 * @returns ids by lib/metrics/series `seriesKey`
 */
export async function ensureSeries(
  client: PoolClient,
  { account, region }: Place,
  wanted: readonly Omit<WantedSeries, 'activeFrom' | 'activeTo'>[],
): Promise<Map<string, KnownSeries>> {
  if (wanted.length === 0) return new Map();
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
  const { rows: made } = await client.query<Row>(
    `insert into series (account, region, ${columns.join(', ')})
     select distinct on (namespace, metric, dimensions_key, statistic) $1, $2, ${columns.map((column) => `s.${column}`).join(', ')}
     from series_stage s
     where not exists (select from series k where (k.account, k.region, k.namespace, k.metric, k.dimensions_key, k.statistic)
       = ($1, $2, s.namespace, s.metric, s.dimensions_key, s.statistic))
     order by namespace, metric, dimensions_key, statistic
     on conflict (${identity}) do nothing
     returning id, namespace, metric, dimensions_key, statistic`,
    [account, region],
  );
  const { rows: known } = await client.query<Row>(
    `select k.id, k.namespace, k.metric, k.dimensions_key, k.statistic from series k
     join series_stage s using (namespace, metric, dimensions_key, statistic) where k.account = $1 and k.region = $2`,
    [account, region],
  );
  const fresh = new Set(made.map((row) => row.id));
  return new Map(known.map((row) => [keyOf(row), { id: row.id, isNew: fresh.has(row.id) }]));
}

type Row = { id: number; namespace: string; metric: string; dimensions_key: string; statistic: string };
const keyOf = (row: Row): string => seriesKey({ ...row, dimensionsKey: row.dimensions_key });

/** A series as CloudWatch must be asked for it. */
export type StoredSeries = {
  id: number;
  namespace: string;
  metric: string;
  dimensions: { Name: string; Value: string }[];
  dimensionsKey: string;
  statistic: string;
};

export async function listSeriesById(db: Db, account: string, ids: readonly number[]): Promise<StoredSeries[]> {
  const { rows } = await db.pool.query<StoredSeries>(
    `select id, namespace, metric, dimensions, dimensions_key as "dimensionsKey", statistic
     from series where account = $1 and id = any ($2) order by namespace, metric, dimensions_key, statistic`,
    [account, ids],
  );
  return rows;
}
