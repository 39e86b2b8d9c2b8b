import type { Database } from '#lib/db.ts';
import { copyRows } from '#lib/store/copy-rows.ts';
import { transaction } from '#lib/store/transaction.ts';
import { minuteMs } from '#lib/time.ts';
import { minutes, window } from './store-place.ts';
import { drawSeries } from './store-series.ts';

export const narrowSeries = 100;
const minutesAtOnce = 360;

/** The plain way beside ours, minute by minute as it would be collected. @returns bytes a sample */
export async function fillNarrow(db: Database): Promise<number> {
  await db.pool.query('create table narrow (series int, ts timestamptz, value float8, primary key (series, ts))');
  const series = Array.from({ length: narrowSeries }, (_, index) => drawSeries(index + 1, minutes));
  for (let first = 0; first < minutes; first += minutesAtOnce) {
    function* rows(): Generator<[number, Date, number]> {
      for (let minute = first; minute < first + minutesAtOnce; minute += 1) {
        const at = new Date(window.from + minute * minuteMs);
        for (const [index, values] of series.entries()) yield [index + 1, at, values[minute] as number];
      }
    }
    await transaction(db, (client) => copyRows(client, { table: 'narrow', columns: ['series', 'ts', 'value'] }, rows()));
  }
  await db.pool.query('vacuum analyze narrow');
  const { rows } = await db.pool.query<{ bytes: string }>(`select pg_total_relation_size('narrow') as bytes`);
  return Number(rows[0]?.bytes) / (narrowSeries * minutes);
}
