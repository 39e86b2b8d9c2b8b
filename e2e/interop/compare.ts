import { Client } from 'pg';
import type { Point } from './nab.ts';
import type { Seeded } from './seed.ts';

/** How one real series came out of the store. `points` counts minutes: what was published twice in one minute is one point. */
export type Compared = { name: string; points: number; stored: number; equal: number };

/** What CloudWatch makes of points of the same minute. */
function expected({ points, statistic }: Seeded): Map<number, number> {
  const minutes = Map.groupBy(points, (point: Point) => Math.floor(point.at / 60_000) * 60_000);
  const sum = (values: readonly Point[]): number => values.reduce((total, point) => total + point.value, 0);
  return new Map([...minutes].map(([at, values]) => [at, statistic === 'Sum' ? sum(values) : sum(values) / values.length]));
}

/** Reads every seeded series through the SQL view that is open to any SQL client, and compares point for point. */
export async function compare(databaseUrl: string, seeded: readonly Seeded[]): Promise<Compared[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const rows: Compared[] = [];
    for (const one of seeded) rows.push(await compareOne(client, one));
    return rows;
  } finally {
    await client.end();
  }
}

async function compareOne(client: Client, one: Seeded): Promise<Compared> {
  const { rows } = await client.query<{ at: Date; value: number }>(
    `select sample.at, sample.value from sample join series on series.account = sample.account and series.id = sample.series_id
     where series.account = $1 and series.region = $2 and series.namespace = $3 and series.metric = $4
       and series.statistic = $5 and series.name = $6`,
    [one.account, one.region, one.namespace, one.metric, one.statistic, one.endpoint],
  );
  const wanted = expected(one);
  const equal = rows.filter(({ at, value }) => wanted.get(at.getTime()) === value).length;
  return { name: one.name, points: wanted.size, stored: rows.length, equal };
}
