import type { PoolClient } from 'pg';
import { floorTo, hourMs, minuteMs } from '#lib/time.ts';
import { copyRows } from './copy-rows.ts';

/** Points of one series: starts of minutes in epoch ms, and their values, in any order. */
export type SeriesPoints = { seriesId: number; at: readonly number[]; values: readonly number[] };

type HourRow = [seriesId: number, hour: Date, values: string];

function* hoursOf({ seriesId, at, values }: SeriesPoints): Generator<HourRow> {
  const hours = new Map<number, (number | null)[]>();
  at.forEach((moment, index) => {
    const value = values[index];
    if (value === undefined || Number.isNaN(value)) return;
    const hour = floorTo(moment, hourMs);
    const row = hours.get(hour) ?? new Array<number | null>(60).fill(null);
    hours.set(hour, row);
    row[Math.floor((moment - hour) / minuteMs)] = value;
  });
  for (const [hour, row] of hours) yield [seriesId, new Date(hour), `{${row.map((value) => value ?? 'NULL').join(',')}}`];
}

const stage =
  'create temp table if not exists sample_stage (series_id int, hour timestamptz, values float8[]) on commit delete rows';

/**
 * Stores points, each minute of each series once: writing the same again changes nothing, and a later value replaces an earlier one.
 * Runs inside the caller's transaction, for which `ensureSampleDays` has made the days. @returns the number of points
 */
export async function saveSamples(client: PoolClient, account: string, series: readonly SeriesPoints[]): Promise<number> {
  if (series.every((one) => one.at.length === 0)) return 0;
  await client.query(stage);
  await copyRows(
    client,
    { table: 'sample_stage', columns: ['series_id', 'hour', 'values'] },
    series.flatMap((one) => [...hoursOf(one)]),
  );
  await client.query(
    `insert into sample_hour as kept (account, series_id, hour, values)
     select $1, series_id, hour, values from sample_stage order by series_id, hour
     on conflict (account, series_id, hour) do update set values = merge_samples(kept.values, excluded.values)
     where kept.values is distinct from merge_samples(kept.values, excluded.values)`,
    [account],
  );
  await client.query(
    `update series s set first_at = least(s.first_at, n.first_at), last_at = greatest(s.last_at, n.last_at)
     from (select * from jsonb_to_recordset($2) as n (id int, first_at timestamptz, last_at timestamptz) order by id) n
     where s.account = $1 and s.id = n.id
       and (s.first_at is null or n.first_at < s.first_at or n.last_at > s.last_at)`,
    [account, JSON.stringify(series.flatMap(spanOf))],
  );
  return series.reduce((sum, one) => sum + one.at.length, 0);
}

const spanOf = ({ seriesId, at }: SeriesPoints): { id: number; first_at: Date; last_at: Date }[] =>
  at.length === 0 ? [] : [{ id: seriesId, first_at: new Date(Math.min(...at)), last_at: new Date(Math.max(...at)) }];
