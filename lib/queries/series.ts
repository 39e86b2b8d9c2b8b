import type { TeamScope } from '#lib/auth/scope.ts';
import { decodeFloatArray, type SampleHourRow } from '#lib/metrics/hours.ts';
import { unpackSlots } from '#lib/metrics/packed-slots.ts';
import { minutesOfDay } from '#lib/metrics/rollup.ts';
import { dayMs, floorTo, hourMs } from '#lib/time.ts';
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

/** Packed days, and what is live and lies over them. */
const stretches = `
  select d.series_id, (d.day - date '1970-01-01') * 24, true, encode(d.data || d.rest, 'base64') from sample_day d
  where d.account = any($1) and d.series_id = any($2::int4[]) and d.day >= $3 and d.day <= $4
  union all
  select l.series_id, (extract(epoch from l.hour) / 3600)::int4, false,
    encode(case when l.wide is null then array_send(l.narrow) else array_send(l.wide) end, 'base64')
  from sample_live l
  where l.account = any($1) and l.series_id = any($2::int4[]) and l.hour >= $5 and l.hour < $6`;

const dateOf = (at: number): string => toTime(floorTo(at, dayMs)).toISOString().slice(0, 10);

/**
 * Stored stretches of series, by series id, for `minutesOf`. What is packed travels as it is and is unpacked here: parsing numbers as text
 * costs several times the query. The series must come from a scoped read; `from` and `to` in epoch ms, whole hours around them are read.
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
    text: stretches,
    values: [
      [...new Set(series.map((one) => one.account))],
      series.map((one) => one.id),
      dateOf(window.from),
      dateOf(window.to - 1),
      toTime(floorTo(window.from, hourMs)),
      toTime(window.to),
    ],
    rowMode: 'array' as const,
  };
  const { rows } = await walled<[number, number, boolean, string]>(scope, query);
  for (const [seriesId, hour, isPacked, text] of rows.toSorted((a, b) => Number(b[2]) - Number(a[2]))) {
    const data = Buffer.from(text, 'base64');
    const values = isPacked ? unpackSlots(data, { slots: minutesOfDay, columns: 1 })[0] : decodeFloatArray(data);
    if (!values) continue;
    const row = { seriesId, hour: hour * hourMs, values };
    const known = hours.get(seriesId);
    if (known) known.push(row);
    else hours.set(seriesId, [row]);
  }
  return hours;
}
