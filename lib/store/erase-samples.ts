import type { PoolClient } from 'pg';
import { dayMs, floorTo } from '#lib/time.ts';
import { sharedWithSealing } from './seal.ts';

/** Takes away what series hold since the beginning of that UTC day, minutes and roll-ups; what is still true of it has to be asked for again. */
export async function eraseDays(
  client: PoolClient,
  account: string,
  { seriesIds, since }: { seriesIds: readonly number[]; since: number },
): Promise<void> {
  await sharedWithSealing(client);
  const day = new Date(floorTo(since, dayMs));
  for (const [table, column] of [
    ['sample_live', 'hour'],
    ['sample_day', 'day'],
    ['sample_rollup', 'day'],
  ]) {
    const cast = column === 'day' ? '::date' : '';
    await client.query(`delete from ${table} where account = $1 and series_id = any ($2) and ${column} >= $3${cast}`, [
      account,
      seriesIds,
      column === 'day' ? day.toISOString().slice(0, 10) : day,
    ]);
  }
}
