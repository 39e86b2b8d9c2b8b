import type { Database } from '../db.ts';
import { hourMs, minuteMs } from '../time.ts';
import { seedSamples } from './seed-samples.ts';

/** Rows as the collectors would have left them, for tests of the read layer: one account, one Region, the teams asked for. */
export const place = { account: '111122223333', region: 'eu-west-1' };

export type SeededEndpoint = {
  name: string;
  team: string;
  status?: string;
  instanceType?: string;
  /** metric id and statistic → value of every minute of the last `hours`. */
  figures?: Readonly<Record<string, (minute: number) => number | null>>;
  hours?: number;
};

type Row = { kind: string; name: string; team: string; description: object; status?: string | null; parent?: string | null };

export async function seedResource({ pool }: Pick<Database, 'pool'>, row: Row, at: number): Promise<void> {
  await pool.query(
    `insert into resource (account, region, kind, name, arn, team, team_reason, status, description, parent, hash, created_at, first_seen_at, last_seen_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'h', $11, $11, $12)`,
    [
      ...[
        place.account,
        place.region,
        row.kind,
        row.name,
        `arn:aws:sagemaker:${place.region}:${place.account}:${row.kind}/${row.name}`,
      ],
      ...[row.team, `tag team=${row.team}`, row.status ?? null, JSON.stringify(row.description), row.parent ?? null],
      ...[new Date(at - 240 * hourMs), new Date(at)],
    ],
  );
}

/** An endpoint with one variant, its configuration and model, and the figures given. `at` is now. */
export async function seedEndpoint(database: Pick<Database, 'pool'>, seeded: SeededEndpoint, at: number): Promise<void> {
  const { name, team, instanceType = 'ml.m5.large', status = 'InService', figures = {}, hours = 24 } = seeded;
  const config = `${name}-config`;
  const variant = { VariantName: 'AllTraffic', CurrentInstanceCount: 2, DesiredInstanceCount: 2, CurrentWeight: 1 };
  await seedResource(
    database,
    {
      kind: 'endpoint',
      name,
      team,
      status,
      description: { EndpointConfigName: config, EndpointStatus: status, ProductionVariants: [variant] },
    },
    at,
  );
  await seedResource(
    database,
    {
      ...{ kind: 'endpoint_config', name: config, team },
      description: {
        ProductionVariants: [{ VariantName: 'AllTraffic', ModelName: `${name}-model`, InstanceType: instanceType }],
      },
    },
    at,
  );
  await seedResource(
    database,
    { kind: 'model', name: `${name}-model`, team, description: { ModelName: `${name}-model`, PrimaryContainer: { Image: 'i' } } },
    at,
  );
  for (const [figure, value] of Object.entries(figures)) {
    const [metricId = '', statistic = ''] = figure.split(' ');
    await seedSeries(
      database,
      {
        kind: 'endpoint',
        name,
        metricId,
        statistic,
        dimensions: [
          { Name: 'EndpointName', Value: name },
          { Name: 'VariantName', Value: 'AllTraffic' },
        ],
      },
      {
        at,
        hours,
        value,
      },
    );
  }
}

async function seedSeries(
  { pool }: Pick<Database, 'pool'>,
  series: {
    kind: string;
    name: string;
    metricId: string;
    statistic: string;
    dimensions: readonly { Name: string; Value: string }[];
  },
  { at, hours, value }: { at: number; hours: number; value: (minute: number) => number | null },
): Promise<number> {
  const key = series.dimensions.map((one) => `${one.Name}=${one.Value}`).join(',');
  const { rows } = await pool.query<{ id: number }>(
    `insert into series (account, region, kind, name, metric_id, namespace, metric, dimensions, dimensions_key, statistic)
     values ($1, $2, $3, $4, $5, 'AWS/SageMaker', $5, $6, $7, $8) returning id`,
    [
      place.account,
      place.region,
      series.kind,
      series.name,
      series.metricId,
      JSON.stringify(series.dimensions),
      key,
      series.statistic,
    ],
  );
  const id = rows[0]?.id ?? 0;
  const end = Math.floor(at / minuteMs);
  const first = Math.floor((at - hours * hourMs) / hourMs) * 60;
  const values = Array.from({ length: end - first }, (_, index) => value(first + index - end));
  await seedSamples({ pool }, { account: place.account, id }, { from: first * minuteMs, values });
  return id;
}

/** A metrics run that covered a window and ended well, or failed with a word. */
export async function seedRun(
  { pool }: Pick<Database, 'pool'>,
  run: {
    from: number;
    to: number;
    status?: string;
    word?: string;
    message?: string;
    seriesIds?: number[];
    repairedAt?: number;
    collector?: string;
  },
): Promise<number> {
  const { rows } = await pool.query<{ id: number }>(
    `insert into run (collector, account, region, purpose, window_from, window_to, started_at, ended_at, status)
     values ($6, $1, $2, 'live', $3, $4, $4, $4, $5) returning id`,
    [place.account, place.region, new Date(run.from), new Date(run.to), run.status ?? 'ok', run.collector ?? 'metrics'],
  );
  const id = rows[0]?.id ?? 0;
  if (run.word) {
    await pool.query(
      `insert into run_failure (run_id, seq, service, operation, word, code, message, series_ids, window_from, window_to, repaired_at)
       values ($1, 0, 'cloudwatch', 'GetMetricData', $2, $2, $3, $4, $5, $6, $7)`,
      [
        id,
        run.word,
        run.message ?? '',
        run.seriesIds ?? [],
        new Date(run.from),
        new Date(run.to),
        run.repairedAt ? new Date(run.repairedAt) : null,
      ],
    );
  }
  return id;
}
