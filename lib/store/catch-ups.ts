import type { PoolClient } from 'pg';
import { type CursorKey, listCursors, type Place } from './cursors.ts';
import type { Db } from './transaction.ts';

/** Series that were found after a window had been collected, and still miss it. Times are epoch ms. */
export type CatchUp = { from: number; to: number; seriesIds: number[] };

const prefix = 'catch-up/';
const keyOf = (place: Place, { from, to }: { from: number; to: number }): CursorKey => ({
  ...place,
  collector: 'metrics',
  key: `${prefix}${from}/${to}`,
});

/** Notes windows that series miss, together with the making of those series. */
export async function addCatchUps(
  client: Pick<PoolClient, 'query'>,
  place: Place,
  missed: readonly CatchUp[],
  at: Date,
): Promise<void> {
  for (const one of missed) {
    const { account, region, collector, key } = keyOf(place, one);
    await client.query(
      `insert into cursor (account, region, collector, key, value, updated_at) values ($1, $2, $3, $4, $5, $6)
       on conflict (account, region, collector, key) do update set value = cursor.value || excluded.value, updated_at = excluded.updated_at`,
      [account, region, collector, key, JSON.stringify(one.seriesIds), at],
    );
  }
}

/** Newest first. */
export async function listCatchUps(db: Db, place: Place): Promise<CatchUp[]> {
  const cursors = await listCursors(db, { ...place, collector: 'metrics' }, prefix);
  return cursors
    .map(({ key, value }) => {
      const [from = 0, to = 0] = key.slice(prefix.length).split('/').map(Number);
      return { from, to, seriesIds: [...new Set(value as number[])] };
    })
    .toSorted((a, b) => b.from - a.from);
}

/** Takes fetched series off a note; those that were added to it in the meantime stay. */
export async function removeCatchUp(client: Pick<PoolClient, 'query'>, place: Place, one: CatchUp): Promise<void> {
  const { account, region, collector, key } = keyOf(place, one);
  await client.query(
    `update cursor set value = (select coalesce(jsonb_agg(id), '[]') from jsonb_array_elements(value) as v (id) where not id::int = any ($5))
     where account = $1 and region = $2 and collector = $3 and key = $4`,
    [account, region, collector, key, one.seriesIds],
  );
  await client.query(`delete from cursor where account = $1 and region = $2 and collector = $3 and key = $4 and value = '[]'`, [
    account,
    region,
    collector,
    key,
  ]);
}
