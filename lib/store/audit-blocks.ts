import type { PoolClient } from 'pg';
import { type BlockRecord, openBlock, packBlock, recordsPerBlock } from '#lib/audit/blocks.ts';
import { monthOf } from './audit-months.ts';
import { type BinaryRow, copyBinary } from './copy-binary.ts';

/** Where a record lies. */
export type Place = { month: string; block: number; position: number };

/** Places for records, by month, in the order that they are given. */
export async function placesFor(client: PoolClient, moments: readonly number[]): Promise<Place[]> {
  const counts = new Map<string, number>();
  for (const at of moments) counts.set(monthOf(at), (counts.get(monthOf(at)) ?? 0) + 1);
  const sizes = [...counts].map(([month, count]) => ({ month, blocks: Math.ceil(count / recordsPerBlock) }));
  const needed = sizes.reduce((sum, { blocks }) => sum + blocks, 0);
  if (needed === 0) return [];
  const { rows } = await client.query<{ id: number }>(`select nextval('audit_block_id')::int as id from generate_series(1, $1)`, [
    needed,
  ]);
  const ids = new Map(sizes.map(({ month, blocks }) => [month, rows.splice(0, blocks)]));
  const nths = new Map<string, number>();
  return moments.map((at) => {
    const month = monthOf(at);
    const nth = nths.get(month) ?? 0;
    nths.set(month, nth + 1);
    const block = ids.get(month)?.[Math.floor(nth / recordsPerBlock)]?.id as number;
    return { month, block, position: nth % recordsPerBlock };
  });
}

type Placed = BlockRecord & { place: Place; isKept: boolean };

export type PackedBlock = { month: string; id: number; live: number; data: Buffer };

/** Packs the records that are kept; a block with none of them is not made. */
export async function packBlocks(placed: readonly Placed[]): Promise<PackedBlock[]> {
  const blocks = Map.groupBy(placed, ({ place }) => place.block);
  const kept = [...blocks].filter(([, list]) => list.some(({ isKept }) => isKept));
  return Promise.all(
    kept.map(async ([id, list]) => ({
      id,
      month: (list[0] as Placed).place.month,
      live: list.filter(({ isKept }) => isKept).length,
      data: await packBlock(list.map(({ record, eventId, isKept }) => ({ record: isKept ? record : '', eventId }))),
    })),
  );
}

const columns = ['month', 'id', 'live', 'data'];

function write(row: BinaryRow, { month, id, live, data }: PackedBlock): void {
  row.begin(columns.length);
  row.date(Date.parse(month));
  row.int4(id);
  row.int4(live);
  row.bytea(data);
}

export async function insertBlocks(client: PoolClient, blocks: readonly PackedBlock[]): Promise<void> {
  if (blocks.length === 0) return;
  await copyBinary(client, { table: 'audit_block', columns }, { items: blocks, write });
}

/** Records of events by their place; blocks are unpacked once each. */
export async function readPlaces(
  client: Pick<PoolClient, 'query'>,
  places: readonly (Place & { eventId: string })[],
): Promise<string[]> {
  if (places.length === 0) return [];
  const asked = new Map(places.map((place) => [`${place.month} ${place.block}`, place]));
  const { rows } = await client.query<{ month: string; id: number; data: Buffer }>(
    `select b.month::text, b.id, b.data from unnest($1::date[], $2::int[]) as p (month, id) join audit_block b using (month, id)`,
    [[...asked.values()].map(({ month }) => month), [...asked.values()].map(({ block }) => block)],
  );
  const blocks = new Map(rows.map(({ month, id, data }) => [`${month} ${id}`, openBlock(data)]));
  return places.map(({ month, block, position, eventId }) => {
    const open = blocks.get(`${month} ${block}`);
    if (!open) throw new Error(`block ${block} of ${month} is missing`);
    return open(position, eventId);
  });
}
