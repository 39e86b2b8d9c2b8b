import type { PoolClient } from 'pg';
import { packSlots } from '#lib/metrics/packed-buffer.ts';
import { unpackSlots } from '#lib/metrics/packed-slots.ts';
import { type RollupPeriod, slotsOf } from '#lib/metrics/rollup.ts';
import { storedValue } from '#lib/metrics/stored-value.ts';
import { zoneOf } from '#lib/metrics/zone.ts';
import { dayMs, floorTo } from '#lib/time.ts';
import { dateOf, dayKey, mergeRollups, stageRollups } from './packed-days.ts';
import type { SeriesPoints } from './samples.ts';

type AskedDay = { seriesId: number; day: number; slots: Float64Array };

type Known = { series_id: number; day: string; data: Buffer };

async function readAsked(
  client: PoolClient,
  account: string,
  asked: { periodSeconds: RollupPeriod; series: readonly SeriesPoints[] },
): Promise<Map<string, Float64Array>> {
  const days = asked.series.flatMap((one) => one.at.map((moment) => floorTo(moment, dayMs)));
  const { rows } = await client.query<Known>(
    `select series_id, day::text, data from sample_rollup
     where account = $1 and period_seconds = $2 and made = 'asked' and series_id = any($3) and day = any($4::date[])`,
    [account, asked.periodSeconds, asked.series.map((one) => one.seriesId), [...new Set(days)].map(dateOf)],
  );
  const shape = { slots: slotsOf(asked.periodSeconds), columns: 1 };
  return new Map(rows.map(({ series_id, day, data }) => [`${series_id} ${day}`, unpackSlots(data, shape)[0] as Float64Array]));
}

/**
 * Stores what CloudWatch answered for a period of 300 or 3,600 seconds (starts of periods in epoch ms, values of the series' own statistic):
 * the only roll-up of percentiles, and for every statistic what is older than its minutes. Idempotent; a later value replaces an earlier one.
 * Runs inside the caller's transaction, for which `ensureRollupDays` has made the partitions. @returns the number of values
 */
export async function saveRollups(
  client: PoolClient,
  account: string,
  asked: { periodSeconds: RollupPeriod; series: readonly SeriesPoints[] },
): Promise<number> {
  const { periodSeconds, series } = asked;
  await client.query('select pg_advisory_xact_lock(hashtext($1))', [`asked roll-ups ${account}`]);
  const known = await readAsked(client, account, asked);
  const days = new Map<string, AskedDay>();
  let stored = 0;
  for (const { seriesId, at, values } of series) {
    at.forEach((moment, index) => {
      const value = storedValue(values[index] ?? Number.NaN);
      if (value === null) return;
      const day = floorTo(moment, dayMs);
      const key = dayKey({ seriesId, day });
      const one = days.get(key) ?? {
        ...{ seriesId, day, slots: known.get(key) ?? new Float64Array(slotsOf(periodSeconds)).fill(Number.NaN) },
      };
      days.set(key, one);
      one.slots[Math.floor((moment - day) / (periodSeconds * 1000))] = value;
      stored += 1;
    });
  }
  await stageRollups(
    client,
    [...days.values()].flatMap(({ seriesId, day, slots }) => {
      const data = packSlots([slots]);
      return data ? [{ period: periodSeconds, seriesId, day, zone: zoneOf(slots), data }] : [];
    }),
  );
  await mergeRollups(client, { account, made: 'asked', isAdded: false });
  return stored;
}
