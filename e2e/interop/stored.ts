import { zstdDecompressSync } from 'node:zlib';
import { Client } from 'pg';

/** What Trailwatch stored, as any SQL client sees it. */
export type Place = { account: string; region: string };
export type StoredSeries = {
  id: number;
  namespace: string;
  metric: string;
  dimensions: { Name: string; Value: string }[];
  statistic: string;
};
export type Point = { at: number; value: number };

/** The view `sample` beside the series that its rows are of: the one place here that knows the view's columns. */
const samples = `select series.account, series.region, series.id, series.name, series.namespace, series.metric, series.statistic,
    sample.ts, sample.value
  from sample join series on series.account = sample.account and series.id = sample.series_id`;

/** Whole numbers are kept as they are, others as the nearest of 32 bits. */
export const asKept = (value: number): number => (Number.isSafeInteger(value) ? value : Math.fround(value));

export async function withStored<T>(databaseUrl: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Series that CloudWatch publishes; what Describe answers is sampled under a statistic of its own. */
export async function storedSeries(client: Client, { account, region }: Place): Promise<StoredSeries[]> {
  const { rows } = await client.query<StoredSeries>(
    `select id, namespace, metric, dimensions, statistic from series
     where account = $1 and region = $2 and statistic <> 'Sample' order by id`,
    [account, region],
  );
  return rows;
}

/** Points of a place by series, from `from` and before `to`. */
export async function storedPoints(
  client: Client,
  { account, region }: Place,
  { from, to }: { from: number; to: number },
): Promise<Map<number, Point[]>> {
  const { rows } = await client.query<{ id: number; ts: Date; value: number }>(
    `select id, ts, value from (${samples}) s where account = $1 and region = $2 and ts >= $3 and ts < $4`,
    [account, region, new Date(from), new Date(to)],
  );
  const points = rows.map(({ id, ts, value }) => ({ id, at: ts.getTime(), value }));
  return Map.groupBy(points, ({ id }) => id);
}

/** The points of one series, whenever they are of. */
export async function pointsOf(
  client: Client,
  series: Place & { namespace: string; metric: string; statistic: string; name: string },
): Promise<Point[]> {
  const { account, region, namespace, metric, statistic, name } = series;
  const { rows } = await client.query<{ ts: Date; value: number }>(
    `select ts, value from (${samples}) s
     where account = $1 and region = $2 and namespace = $3 and metric = $4 and statistic = $5 and name = $6`,
    [account, region, namespace, metric, statistic, name],
  );
  return rows.map(({ ts, value }) => ({ at: ts.getTime(), value }));
}

export type StoredResource = { kind: string; name: string; arn: string; description: unknown; tags: Record<string, string> };

/** Jobs only when they were created since then. */
export async function storedResources(client: Client, { account, region }: Place, jobsSince: number): Promise<StoredResource[]> {
  const { rows } = await client.query<StoredResource>(
    `select kind, name, arn, description, tags from resource where account = $1 and region = $2 and deleted_at is null and (kind not like '%\\_job' or created_at >= $3)`,
    [account, region, new Date(jobsSince)],
  );
  return rows;
}

/** One of the records that lie packed together: their number, the length of each, then the bytes; a NUL is the event's ID. */
function recordAt(packed: Buffer, position: number, id: string): string {
  const data = zstdDecompressSync(packed);
  const lengths = Array.from({ length: data.readUInt32LE(0) }, (_, index) => data.readUInt32LE(4 * (1 + index)));
  const start = lengths.slice(0, position).reduce((sum, length) => sum + length, 4 * (1 + lengths.length));
  return data.toString('utf8', start, start + (lengths[position] ?? 0)).replace('\0', id);
}

/** Records by the event's id, as CloudTrail wrote them. */
export async function storedEvents(
  client: Client,
  { account, region }: Place,
  { from, to }: { from: number; to: number },
): Promise<Map<string, string>> {
  const { rows } = await client.query<{ id: string; data: Buffer; position: number }>(
    `select v.event_id as id, r.data, r.position from audit_event v join audit_record r using (at, key, account)
     where v.account = $1 and v.region = $2 and v.at >= $3 and v.at < $4`,
    [account, region, new Date(from), new Date(to)],
  );
  return new Map(rows.map(({ id, data, position }) => [id, recordAt(data, position, id)]));
}
