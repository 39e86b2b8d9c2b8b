import type { PoolClient } from 'pg';
import { decodeFloatArray } from '#lib/metrics/hours.ts';
import { unpackSlots } from '#lib/metrics/packed-slots.ts';
import { minutesOfDay } from '#lib/metrics/rollup.ts';
import { dayMs, floorTo, hourMs, minuteMs } from '#lib/time.ts';
import { computeRollups, dateOf, dayKey, replaceDays, type SeriesDay } from './packed-days.ts';
import { type Db, transaction } from './transaction.ts';

/** A day is sealed so long after its end: what comes later is sealed anew. */
const marginMs = hourMs;
const seriesAtOnce = 200;

/** Who adds packed days waits while a batch is sealed, and sealing for them: else one would write over what the other cannot see yet. */
export const sharedWithSealing = (client: PoolClient) =>
  client.query(`select pg_advisory_xact_lock_shared(hashtext('seal samples'))`);

type Due = { account: string; seriesIds: number[] };
type LiveHour = { series_id: number; hour: Date; values: Buffer };

async function findDue({ pool }: Db, before: Date): Promise<number | null> {
  const { rows } = await pool.query<{ hour: Date | null }>('select min(hour) as hour from sample_live where hour < $1', [before]);
  const hour = rows[0]?.hour?.getTime();
  return hour === undefined ? null : floorTo(hour, dayMs);
}

async function listDue({ pool }: Db, day: number): Promise<Due[]> {
  const { rows } = await pool.query<Due>(
    `select account, array_agg(distinct series_id order by series_id) as "seriesIds" from sample_live
     where hour >= $1 and hour < $2 group by account order by account`,
    [new Date(day), new Date(day + dayMs)],
  );
  return rows.flatMap(({ account, seriesIds }) =>
    Array.from({ length: Math.ceil(seriesIds.length / seriesAtOnce) }, (_, index) => ({
      account,
      seriesIds: seriesIds.slice(index * seriesAtOnce, (index + 1) * seriesAtOnce),
    })),
  );
}

/** Takes a day's minutes out of the live part: the transaction puts them back unless they are packed. */
async function takeLive(client: PoolClient, { account, seriesIds }: Due, day: number): Promise<LiveHour[]> {
  const { rows } = await client.query<LiveHour>(
    `delete from sample_live where account = $1 and series_id = any($2) and hour >= $3 and hour < $4
     returning series_id, hour, case when wide is null then array_send(narrow) else array_send(wide) end as values`,
    [account, seriesIds, new Date(day), new Date(day + dayMs)],
  );
  return rows;
}

async function readPacked(client: PoolClient, { account, seriesIds }: Due, day: number): Promise<Map<number, Float64Array>> {
  const { rows } = await client.query<{ series_id: number; data: Buffer }>(
    'select series_id, data || rest as data from sample_day where account = $1 and series_id = any($2) and day = $3',
    [account, seriesIds, dateOf(day)],
  );
  return new Map(
    rows.map(({ series_id, data }) => [series_id, unpackSlots(data, { slots: minutesOfDay, columns: 1 })[0] as Float64Array]),
  );
}

function layOver(minutes: Float64Array, { hour, values }: LiveHour): void {
  const offset = (hour.getTime() % dayMs) / minuteMs;
  decodeFloatArray(values).forEach((value, minute) => {
    if (!Number.isNaN(value)) minutes[offset + minute] = value;
  });
}

async function sealBatch(client: PoolClient, due: Due, day: number): Promise<number> {
  await client.query(`select pg_advisory_xact_lock(hashtext('seal samples'))`);
  const hours = await takeLive(client, due, day);
  const packed = await readPacked(client, { ...due, seriesIds: hours.map((one) => one.series_id) }, day);
  const days = new Map<string, SeriesDay>();
  for (const hour of hours) {
    const key = dayKey({ seriesId: hour.series_id, day });
    const known = days.get(key) ?? {
      seriesId: hour.series_id,
      day,
      minutes: packed.get(hour.series_id) ?? new Float64Array(minutesOfDay).fill(Number.NaN),
    };
    days.set(key, known);
    layOver(known.minutes, hour);
  }
  const sealed = [...days.values()];
  await replaceDays(client, due.account, sealed);
  await computeRollups(client, due.account, { days: sealed, isAdded: false });
  return sealed.length;
}

type Sealing = { now: number; keptDays: number; signal?: AbortSignal };

/**
 * Packs every UTC day that ended an hour ago and more, with what came late for days that were packed before, and drops what no one keeps any
 * more. Each batch is one transaction, so that it can be stopped anywhere and go on later; several workers take turns.
 * @returns the number of series' days that were packed
 */
export async function sealSamples(db: Db, { now, keptDays, signal }: Sealing): Promise<number> {
  await db.pool.query('delete from sample_live where hour < $1', [new Date(floorTo(now - keptDays * dayMs, dayMs))]);
  const before = new Date(floorTo(now - marginMs, dayMs));
  let sealed = 0;
  while (!signal?.aborted) {
    const day = await findDue(db, before);
    if (day === null) break;
    await db.pool.query('select ensure_sample_days($1, $1)', [new Date(day)]);
    for (const due of await listDue(db, day)) {
      if (signal?.aborted) break;
      sealed += await transaction(db, (client) => sealBatch(client, due, day));
    }
  }
  return sealed;
}
