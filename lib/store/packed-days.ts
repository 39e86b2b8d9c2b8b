import type { PoolClient } from 'pg';
import { packSlots } from '#lib/metrics/packed-buffer.ts';
import { computedStatistics, packRollup, rollUp, rollupPeriods } from '#lib/metrics/rollup.ts';
import { type Zone, zoneOf } from '#lib/metrics/zone.ts';
import { type BinaryRow, copyBinary } from './copy-binary.ts';

/** A UTC day of one series, minute by minute; NaN where there is none. `day` in epoch ms. */
export type SeriesDay = { seriesId: number; day: number; minutes: Float64Array };

/** A UTC day of one series as it is stored; `day` in epoch ms. */
type PackedDay = { seriesId: number; day: number; zone: Zone; data: Uint8Array };
export type PackedRollup = PackedDay & { period: number };

export const dateOf = (day: number): string => new Date(day).toISOString().slice(0, 10);

/** Series by the same key, as `deliver` returns what it stored. */
export const dayKey = ({ seriesId, day }: Pick<SeriesDay, 'seriesId' | 'day'>): string => `${seriesId} ${dateOf(day)}`;

function* packed(days: Iterable<SeriesDay>): Generator<PackedDay> {
  for (const { seriesId, day, minutes } of days) {
    const data = packSlots([minutes]);
    if (data) yield { seriesId, day, zone: zoneOf(minutes), data };
  }
}

/**
 * PostgreSQL keeps a long value in chunks of so many bytes, four of which fill a page. What is left after the last whole one stands in the row:
 * a shorter chunk would leave a page with room for nothing.
 */
const chunkBytes = 1996;

function writeDay(row: BinaryRow, { seriesId, day, zone }: PackedDay): void {
  row.int4(seriesId);
  row.date(day);
  row.int4(zone.n);
  row.float8(zone.min);
  row.float8(zone.max);
  row.float8(zone.sum);
}

const zoneColumns = ['series_id', 'day', 'n', 'min', 'max', 'sum'] as const;
const dayColumns = [...zoneColumns, 'data', 'rest'] as const;
const rollupColumns = [...zoneColumns, 'data'] as const;
const typed = 'series_id int, day date, n int, min float8, max float8, sum float8, data bytea';
/** Rows that go on at once are kept whole: neither squeezed nor cut. */
const asTheyCome = 'with (toast_tuple_target = 8160) on commit delete rows';

const replaced = (columns: readonly string[]): string =>
  `update set (${columns}) = (${columns.map((column) => `excluded.${column}`)})`;

async function stageDays(client: PoolClient, days: Iterable<SeriesDay>): Promise<void> {
  await client.query(`create temp table if not exists sample_day_stage (${typed} storage external, rest bytea) ${asTheyCome}`);
  await client.query('truncate sample_day_stage');
  const write = (row: BinaryRow, day: PackedDay): void => {
    const whole = day.data.length - (day.data.length % chunkBytes);
    row.begin(dayColumns.length);
    writeDay(row, day);
    row.bytea(day.data.subarray(0, whole));
    row.bytea(day.data.subarray(whole));
  };
  await copyBinary(client, { table: 'sample_day_stage', columns: dayColumns }, { items: packed(days), write });
}

/** Whether what is asked for by the keys of a query, `series_id` and `day`, is in the live part. */
const isLive = `exists (select from sample_live l where l.account = $1 and l.series_id = s.series_id
  and l.hour >= s.day::timestamp at time zone 'UTC' and l.hour < (s.day + 1)::timestamp at time zone 'UTC')`;

/** Stores packed days that are not there yet and of which no minute is live. @returns the keys (`dayKey`) of those that were stored */
export async function addDays(client: PoolClient, account: string, days: readonly SeriesDay[]): Promise<Set<string>> {
  await stageDays(client, days);
  const { rows } = await client.query<{ key: string }>(
    `insert into sample_day (account, ${dayColumns}) select $1, ${dayColumns.map((column) => `s.${column}`)} from sample_day_stage s
     where to_regclass('sample_day_' || to_char(s.day, 'YYYYMMDD')) is not null and not ${isLive}
     on conflict do nothing returning series_id || ' ' || day as key`,
    [account],
  );
  return new Set(rows.map((row) => row.key));
}

/** Stores packed days in place of what they were. */
export async function replaceDays(client: PoolClient, account: string, days: readonly SeriesDay[]): Promise<void> {
  await stageDays(client, days);
  await client.query(
    `insert into sample_day (account, ${dayColumns}) select $1, ${dayColumns} from sample_day_stage
     on conflict (account, series_id, day) do ${replaced(dayColumns)}`,
    [account],
  );
}

function* rolled(days: Iterable<SeriesDay>): Generator<PackedRollup> {
  for (const { seriesId, day, minutes } of days) {
    for (const period of rollupPeriods) {
      const rollup = rollUp(minutes, period);
      const data = packRollup(rollup);
      if (!data) continue;
      const zone = { ...zoneOf(rollup.sum), min: zoneOf(rollup.min).min, max: zoneOf(rollup.max).max };
      yield { period, seriesId, day, zone, data };
    }
  }
}

/**
 * Makes the roll-ups of packed days, of the series from whose minutes they can be computed. Of days that were added, those that are there
 * stay: they were made of a whole day, which has been dropped since.
 */
export async function computeRollups(
  client: PoolClient,
  account: string,
  { days, isAdded }: { days: readonly SeriesDay[]; isAdded: boolean },
): Promise<void> {
  const ids = [...new Set(days.map((one) => one.seriesId))];
  const { rows } = await client.query<{ id: number }>(
    'select id from series where account = $1 and id = any($2) and statistic = any($3)',
    [account, ids, computedStatistics],
  );
  const computed = new Set(rows.map((row) => row.id));
  await stageRollups(client, rolled(days.filter((one) => computed.has(one.seriesId))));
  await mergeRollups(client, { account, made: 'computed', isAdded });
}

/** Lays rows of roll-ups ready for `mergeRollups`. */
export async function stageRollups(client: PoolClient, rows: Iterable<PackedRollup>): Promise<void> {
  await client.query(
    `create temp table if not exists sample_rollup_stage (period_seconds int, ${typed} storage external) ${asTheyCome}`,
  );
  await client.query('truncate sample_rollup_stage');
  const write = (row: BinaryRow, rollup: PackedRollup): void => {
    row.begin(1 + rollupColumns.length);
    row.int4(rollup.period);
    writeDay(row, rollup);
    row.bytea(rollup.data);
  };
  await copyBinary(
    client,
    { table: 'sample_rollup_stage', columns: ['period_seconds', ...rollupColumns] },
    { items: rows, write },
  );
}

type Merge = { account: string; made: 'computed' | 'asked'; isAdded: boolean };

/** Stores what is staged, in place of what is there or, where it is added, beside it. */
export async function mergeRollups(client: PoolClient, { account, made, isAdded }: Merge): Promise<void> {
  await client.query(
    `insert into sample_rollup (account, made, period_seconds, ${rollupColumns}) select $1, $2, period_seconds, ${rollupColumns} from sample_rollup_stage
     on conflict (account, series_id, period_seconds, made, day) do ${isAdded ? 'nothing' : replaced(rollupColumns)}`,
    [account, made],
  );
}
