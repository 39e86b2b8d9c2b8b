import type { Ids } from '#lib/audit/search/clause.ts';

/** The same ids and some more. What is remembered of an array is remembered by itself: one that has nothing new stays the same. */
export function withIds(ids: Ids, rows: readonly { id: number }[]): Ids {
  const fresh = rows.filter(({ id }) => ids[id] !== 1);
  if (fresh.length === 0) return ids;
  const larger = new Uint8Array(rows.reduce((most, { id }) => Math.max(most, id + 1), ids.length));
  larger.set(ids);
  for (const { id } of fresh) larger[id] = 1;
  return larger;
}
