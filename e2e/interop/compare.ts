import type { Point } from './nab.ts';
import type { Seeded } from './seed.ts';
import { asKept, pointsOf, withStored } from './stored.ts';

/** How one real series came out of the store. `points` counts minutes: what was published twice in one minute is one point. */
export type Compared = { name: string; points: number; stored: number; equal: number };

/** What CloudWatch makes of points of the same minute. */
function expected({ points, statistic }: Seeded): Map<number, number> {
  const minutes = Map.groupBy(points, (point: Point) => Math.floor(point.at / 60_000) * 60_000);
  const sum = (values: readonly Point[]): number => values.reduce((total, point) => total + point.value, 0);
  return new Map(
    [...minutes].map(([at, values]) => [at, asKept(statistic === 'Sum' ? sum(values) : sum(values) / values.length)]),
  );
}

/** Reads every seeded series through the SQL view that is open to any SQL client, and compares point for point. */
export async function compare(databaseUrl: string, seeded: readonly Seeded[]): Promise<Compared[]> {
  return withStored(databaseUrl, async (client) => {
    const rows: Compared[] = [];
    for (const one of seeded) {
      const points = await pointsOf(client, { ...one, name: one.endpoint });
      const wanted = expected(one);
      const equal = points.filter(({ at, value }) => wanted.get(at) === asKept(value)).length;
      rows.push({ name: one.name, points: wanted.size, stored: points.length, equal });
    }
    return rows;
  });
}
