import type { PoolClient } from 'pg';
import { minutesOfDay } from '#lib/metrics/rollup.ts';
import { storedValue } from '#lib/metrics/stored-value.ts';
import { zoneOf } from '#lib/metrics/zone.ts';
import { dayMs, floorTo, minuteMs } from '#lib/time.ts';
import { type LivePoints, saveLive } from './live-samples.ts';
import { addDays, computeRollups, dayKey, type SeriesDay } from './packed-days.ts';
import { sharedWithSealing } from './seal.ts';

/** Points of one series: starts of minutes in epoch ms, and their values, in any order. */
export type SeriesPoints = { seriesId: number; at: readonly number[]; values: readonly number[] };

/** So many minutes of one day at once are history, and worth packing as they come. */
const packedFrom = 240;

type Taken = LivePoints & { firstAt: number; lastAt: number };

/** What of the points is a sample, as it is stored. */
function takeStored({ seriesId, at, values }: SeriesPoints): Taken {
  const moments = new Float64Array(at.length);
  const kept = new Float64Array(at.length);
  let count = 0;
  let [firstAt, lastAt] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let index = 0; index < at.length; index += 1) {
    const moment = at[index] as number;
    const value = storedValue(values[index] ?? Number.NaN);
    if (value === null) continue;
    moments[count] = moment;
    kept[count] = value;
    count += 1;
    if (moment < firstAt) firstAt = moment;
    if (moment > lastAt) lastAt = moment;
  }
  return { seriesId, at: moments.subarray(0, count), values: kept.subarray(0, count), firstAt, lastAt };
}

function daysOf({ seriesId, at, values }: LivePoints): SeriesDay[] {
  const days = new Map<number, SeriesDay>();
  let last: SeriesDay | undefined;
  for (let index = 0; index < at.length; index += 1) {
    const moment = at[index] as number;
    if (!last || moment < last.day || moment >= last.day + dayMs) {
      const day = floorTo(moment, dayMs);
      last = days.get(day) ?? { seriesId, day, minutes: new Float64Array(minutesOfDay).fill(Number.NaN) };
      days.set(day, last);
    }
    last.minutes[Math.floor((moment - last.day) / minuteMs)] = values[index] as number;
  }
  return [...days.values()];
}

function pointsOf({ seriesId, day, minutes }: SeriesDay): LivePoints {
  const points = { seriesId, at: [] as number[], values: [] as number[] };
  minutes.forEach((value, minute) => {
    if (Number.isNaN(value)) return;
    points.at.push(day + minute * minuteMs);
    points.values.push(value);
  });
  return points;
}

const isHistory = ({ minutes }: SeriesDay): boolean => zoneOf(minutes).n >= packedFrom;

/** Packs whole stretches of history. @returns what must go the way of the live part, because something is stored of its day already */
async function saveHistory(client: PoolClient, account: string, days: readonly SeriesDay[]): Promise<LivePoints[]> {
  const history = days.filter(isHistory);
  if (history.length === 0) return days.map(pointsOf);
  await sharedWithSealing(client);
  const added = await addDays(client, account, history);
  const stored = history.filter((one) => added.has(dayKey(one)));
  if (stored.length > 0) await computeRollups(client, account, { days: stored, isAdded: true });
  return days.filter((one) => !added.has(dayKey(one))).map(pointsOf);
}

/**
 * Stores points of any age, each minute of each series once: writing the same again changes nothing, and a later value replaces an earlier
 * one. Values become what `storedValue` makes of them. Runs inside the caller's transaction. @returns the number of points
 */
export async function saveSamples(client: PoolClient, account: string, series: readonly SeriesPoints[]): Promise<number> {
  const taken = series.map(takeStored).filter((one) => one.at.length > 0);
  if (taken.length > 0) {
    const [many, few] = [taken.filter((one) => one.at.length >= packedFrom), taken.filter((one) => one.at.length < packedFrom)];
    const live = await saveHistory(client, account, many.flatMap(daysOf));
    await saveLive(client, account, [...few, ...live]);
    await widenSpans(client, account, taken);
  }
  return series.reduce((sum, one) => sum + one.at.length, 0);
}

/** The list of ids is told twice: joined alone, hundreds among tens of thousands are found by reading them all. */
async function widenSpans(client: PoolClient, account: string, taken: readonly Taken[]): Promise<void> {
  const columns = [
    taken.map((one) => one.seriesId),
    taken.map((one) => one.firstAt / 1000),
    taken.map((one) => one.lastAt / 1000),
  ];
  await client.query(
    `update series s set first_at = least(s.first_at, n.first_at), last_at = greatest(s.last_at, n.last_at)
     from (
       select id, to_timestamp(first_s) as first_at, to_timestamp(last_s) as last_at
       from unnest($2::int[], $3::float8[], $4::float8[]) as n (id, first_s, last_s) order by id
     ) n
     where s.account = $1 and s.id = n.id and s.id = any ($2)
       and (s.first_at is null or n.first_at < s.first_at or n.last_at > s.last_at)`,
    [account, ...columns],
  );
}

/** Notes of points that CloudWatch has and that are not stored that they were there: their series are not silent. Runs inside the caller's transaction. */
export async function noteLeftOut(
  client: PoolClient,
  account: string,
  series: readonly { seriesId: number; lastAt: number }[],
): Promise<void> {
  if (series.length === 0) return;
  const columns = [series.map((one) => one.seriesId), series.map((one) => one.lastAt / 1000)];
  await client.query(
    `update series s set last_at = to_timestamp(n.last_s)
     from (select id, last_s from unnest($2::int[], $3::float8[]) as n (id, last_s) order by id) n
     where s.account = $1 and s.id = n.id and s.id = any ($2) and (s.last_at is null or s.last_at < to_timestamp(n.last_s))`,
    [account, ...columns],
  );
}
