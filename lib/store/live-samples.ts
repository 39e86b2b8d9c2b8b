import type { PoolClient } from 'pg';
import { floorTo, hourMs, minuteMs } from '#lib/time.ts';
import { type BinaryRow, copyBinary } from './copy-binary.ts';

/** Points of one series: starts of minutes in epoch ms, and their values as they are stored. */
export type LivePoints = { seriesId: number; at: ArrayLike<number>; values: ArrayLike<number> };

/** An hour's minutes from the first that has a value to the last; NaN where there is none between them. */
type LiveHour = { seriesId: number; hour: number; first: number; minutes: Float64Array };

const minutesOfHour = hourMs / minuteMs;

function usedOf(minutes: Float64Array): Pick<LiveHour, 'first' | 'minutes'> {
  let [first, last] = [0, minutes.length - 1];
  while (Number.isNaN(minutes[first])) first += 1;
  while (Number.isNaN(minutes[last])) last -= 1;
  return { first, minutes: minutes.subarray(first, last + 1) };
}

function* hoursOf({ seriesId, at, values }: LivePoints): Generator<LiveHour> {
  const hours = new Map<number, Float64Array>();
  let hour = Number.NaN;
  let minutes: Float64Array = new Float64Array();
  for (let index = 0; index < at.length; index += 1) {
    const moment = at[index] as number;
    if (!(moment >= hour && moment < hour + hourMs)) {
      hour = floorTo(moment, hourMs);
      minutes = hours.get(hour) ?? new Float64Array(minutesOfHour).fill(Number.NaN);
      hours.set(hour, minutes);
    }
    minutes[Math.floor((moment - hour) / minuteMs)] = values[index] as number;
  }
  for (const [start, all] of hours) yield { seriesId, hour: start, ...usedOf(all) };
}

function isNarrow(minutes: Float64Array): boolean {
  for (let index = 0; index < minutes.length; index += 1) {
    const value = minutes[index] as number;
    if (Math.fround(value) !== value && !Number.isNaN(value)) return false;
  }
  return true;
}

const columns = ['series_id', 'hour', 'narrow', 'wide'] as const;

function writeHour(row: BinaryRow, { seriesId, hour, first, minutes }: LiveHour): void {
  row.begin(columns.length);
  row.int4(seriesId);
  row.timestamp(hour);
  if (isNarrow(minutes)) row.floats('float4', minutes, first + 1);
  else row.none();
  if (isNarrow(minutes)) row.none();
  else row.floats('float8', minutes, first + 1);
}

const stage =
  'create temp table if not exists sample_stage (series_id int, hour timestamptz, narrow real[], wide float8[]) on commit delete rows';

const laid = {
  narrow: 'case when kept.wide is null and excluded.wide is null then lay_samples(kept.narrow, excluded.narrow) end',
  wide: `case when kept.wide is not null or excluded.wide is not null then
    lay_samples(coalesce(kept.wide, kept.narrow::float8[]), coalesce(excluded.wide, excluded.narrow::float8[])) end`,
};

/** Lays points over the live part, hour by hour. */
export async function saveLive(client: PoolClient, account: string, points: readonly LivePoints[]): Promise<void> {
  if (points.every((one) => one.at.length === 0)) return;
  await client.query(stage);
  await client.query('truncate sample_stage');
  function* hours() {
    for (const one of points) yield* hoursOf(one);
  }
  await copyBinary(client, { table: 'sample_stage', columns }, { items: hours(), write: writeHour });
  await client.query(
    `insert into sample_live as kept (account, series_id, hour, narrow, wide)
     select $1, series_id, hour, narrow, wide from sample_stage order by series_id, hour
     on conflict (account, series_id, hour) do update set narrow = ${laid.narrow}, wide = ${laid.wide}
     where (kept.narrow, kept.wide) is distinct from (${laid.narrow}, ${laid.wide})`,
    [account],
  );
}
