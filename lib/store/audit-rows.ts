import type { PoolClient } from 'pg';
import { eventKey, isUuid } from '#lib/audit/event-key.ts';
import type { ParsedEvent } from '#lib/audit/record.ts';
import type { Place } from './audit-blocks.ts';
import type { Words } from './audit-words.ts';
import { type BinaryRow, copyBinary } from './copy-binary.ts';

export type AuditSource = 'event-history' | 'trail' | 'import';
export const sourceCodes = { 'event-history': 1, trail: 2, import: 3 } as const satisfies Record<AuditSource, number>;

/** An event on its way into the table `event`. */
export type Row = {
  event: ParsedEvent;
  source: AuditSource;
  file?: number | undefined;
  words: Words;
  place: Place;
  receivedAt: Date;
};

const columns = [
  ...['at', 'received_at', 'account', 'event_id', 'actor', 'call', 'origin', 'outcome', 'session', 'object', 'block', 'position'],
  ...['source', 'file', 'odd_id', 'issued'],
];
const list = columns.join(', ');

function write(row: BinaryRow, { index, of }: { index: number; of: Row }): void {
  const { event, words, place } = of;
  row.begin(columns.length + 1);
  row.timestamp(event.at.getTime());
  row.timestamp(of.receivedAt.getTime());
  row.int8(Number(event.account));
  row.bytea(eventKey(event.eventId));
  for (const id of [words.actor, words.call, words.origin, words.outcome, words.session, words.object, place.block]) row.int4(id);
  row.int2(place.position);
  row.int2(sourceCodes[of.source]);
  row.int4(of.file ?? 0);
  row.text(isUuid(event.eventId) ? '' : event.eventId);
  row.text(event.issued ?? '');
  row.int4(index);
}

/** The staging table lives as long as its connection and is empty after every transaction. */
const stage = 'create temp table if not exists audit_stage (like event, index int) on commit delete rows';

const sameEvent = '(e.at, e.event_id, e.account) = (s.at, s.event_id, s.account)';

/** Inserts what is not there yet. @returns of the rows, the indexes of those that were inserted */
export async function insertRows(client: PoolClient, rows: readonly Row[]): Promise<Set<number>> {
  await client.query(stage);
  const items = rows.map((of, index) => ({ index, of }));
  await copyBinary(client, { table: 'audit_stage', columns: [...columns, 'index'] }, { items, write });
  const { rowCount } = await client.query(
    `insert into event (${list}) select ${list} from audit_stage order by at, event_id, account on conflict do nothing`,
  );
  if (rowCount === rows.length) return new Set(rows.keys());
  const { rows: fresh } = await client.query<{ index: number }>(
    `select s.index from audit_stage s join event e on ${sameEvent} where (e.block, e.position) = (s.block, s.position)`,
  );
  return new Set(fresh.map(({ index }) => index));
}

export type Kept = { index: number; source: number; place: Place };

/** Of the staged rows that were there before, where each one's record lies. */
export async function listKept(client: PoolClient): Promise<Kept[]> {
  const { rows } = await client.query<{ index: number; source: number } & Place>(
    `select s.index, e.source, audit_month(e.at)::text as month, e.block, e.position
     from audit_stage s join event e on ${sameEvent} where (e.block, e.position) <> (s.block, s.position) order by s.index`,
  );
  return rows.map(({ index, source, ...place }) => ({ index, source, place }));
}

/** Gives events the bytes of another delivery, where they still have those of `was`. */
export async function moveRows(
  client: PoolClient,
  moves: readonly { index: number; was: Place; to: Place; file: number }[],
): Promise<void> {
  const { rows } = await client.query<{ month: string; id: number; n: number }>(
    `with moved as (
       update event e set block = m.block, position = m.position, source = ${sourceCodes.trail}, file = m.file
       from unnest($1::int[], $2::int[], $3::int[], $4::int[], $5::int[], $6::int[]) as m (index, old_block, old_position, block, position, file)
       join audit_stage s using (index)
       where ${sameEvent} and (e.block, e.position) = (m.old_block, m.old_position)
       returning audit_month(e.at) as month, m.old_block as id
     ), emptied as (select month, id, count(*)::int as n from moved group by 1, 2)
     update audit_block b set live = b.live - emptied.n from emptied where (b.month, b.id) = (emptied.month, emptied.id)
     returning b.month::text, b.id, b.live as n`,
    [
      moves.map(({ index }) => index),
      moves.map(({ was }) => was.block),
      moves.map(({ was }) => was.position),
      moves.map(({ to }) => to.block),
      moves.map(({ to }) => to.position),
      moves.map(({ file }) => file),
    ],
  );
  const empty = rows.filter(({ n }) => n <= 0);
  await client.query(
    'delete from audit_block b using unnest($1::date[], $2::int[]) as x (month, id) where (b.month, b.id) = (x.month, x.id)',
    [empty.map(({ month }) => month), empty.map(({ id }) => id)],
  );
}
