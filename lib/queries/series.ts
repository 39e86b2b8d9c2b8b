import type { TeamScope } from '#lib/auth/scope.ts';
import { decodeFloatArray, type SampleHourRow } from '#lib/metrics/hours.ts';
import { floorTo, hourMs } from '#lib/time.ts';
import { read, teamsOf, toTime } from './sql.ts';
import { walled } from './walled.ts';

export type Dimension = { Name: string; Value: string };

/** One statistic of one metric of one resource, as it is stored. `metricId` is null for what the catalogue does not know. */
export type SeriesRecord = {
  id: number;
  account: string;
  region: string;
  kind: string;
  name: string;
  metricId: string | null;
  namespace: string;
  metric: string;
  dimensions: readonly Dimension[];
  statistic: string;
  unit: string | null;
};

export const seriesColumns =
  's.id, s.account, s.region, s.kind, s.name, s.metric_id as "metricId", s.namespace, s.metric, s.dimensions, s.statistic, s.unit';

/** Series of one resource. */
export const listResourceSeries = async (
  scope: TeamScope,
  key: { account: string; region: string; kind: string; name: string },
): Promise<SeriesRecord[]> =>
  read<SeriesRecord>(
    scope,
    'series of resource',
    `select ${seriesColumns} from series s
     join resource r on (r.account, r.region, r.kind, r.name) = (s.account, s.region, s.kind, s.name)
     where s.account = $2 and s.region = $3 and s.kind = $4 and s.name = $5 and ($1::text[] is null or r.team = any($1))
     order by s.id`,
    [teamsOf(scope), key.account, key.region, key.kind, key.name],
  );

/** Series of all resources of some kinds in a team: the metrics and statistics asked for, as pairs "metric statistic". */
export const listTeamSeries = async (
  scope: TeamScope,
  ask: { team: string; kinds: readonly string[]; wanted: readonly string[] },
): Promise<SeriesRecord[]> =>
  read<SeriesRecord>(
    scope,
    'series of team',
    `select ${seriesColumns} from series s
     join resource r on (r.account, r.region, r.kind, r.name) = (s.account, s.region, s.kind, s.name)
     where s.kind = any($2) and s.metric_id || ' ' || s.statistic = any($3) and ($1::text[] is null or r.team = any($1))`,
    [teamsOf(scope, ask.team), ask.kinds, ask.wanted],
  );

/**
 * Stored hours of series, by series id. The arrays travel in PostgreSQL's binary form as hex: parsing 60 numbers a row as text costs several
 * times the query. The series must come from a scoped read; `from` and `to` in epoch ms, whole hours around them are read.
 */
export async function readHours(
  scope: TeamScope,
  series: readonly Pick<SeriesRecord, 'id' | 'account'>[],
  window: { from: number; to: number },
): Promise<Map<number, SampleHourRow[]>> {
  const hours = new Map<number, SampleHourRow[]>();
  if (series.length === 0) return hours;
  const query = {
    name: 'q:hours',
    text: `select h.series_id, extract(epoch from h.hour)::int4, encode(array_send(h.values), 'hex') from sample_hour h
           where h.account = any($1) and h.series_id = any($2::int4[]) and h.hour >= $3 and h.hour < $4`,
    values: [
      [...new Set(series.map((one) => one.account))],
      series.map((one) => one.id),
      toTime(floorTo(window.from, hourMs)),
      toTime(window.to),
    ],
    rowMode: 'array' as const,
  };
  const { rows } = await walled(scope, (client) => client.query<[number, number, string]>(query));
  for (const [seriesId, hour, values] of rows) {
    const row = { seriesId, hour: hour * 1000, values: decodeFloatArray(Buffer.from(values, 'hex')) };
    const known = hours.get(seriesId);
    if (known) known.push(row);
    else hours.set(seriesId, [row]);
  }
  return hours;
}
