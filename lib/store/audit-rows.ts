import { DatabaseError, type PoolClient } from 'pg';
import { isUuid } from '#lib/audit/event-key.ts';
import type { ParsedEvent } from '#lib/audit/record.ts';
import type { Place } from './audit-blocks.ts';
import type { Words } from './audit-words.ts';
import { type BinaryRow, copyBinary } from './copy-binary.ts';

export type AuditSource = 'event-history' | 'trail' | 'import';
export const sourceCodes = { 'event-history': 1, trail: 2, import: 3 } as const satisfies Record<AuditSource, number>;

/** An event on its way into the table `event`. */
export type Row = {
  event: ParsedEvent;
  /** `eventKey` of its ID. */
  key: Buffer;
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

function write(row: BinaryRow, of: Row): void {
  const { event, words, place } = of;
  row.timestamp(event.at.getTime());
  row.timestamp(of.receivedAt.getTime());
  row.int8(Number(event.account));
  row.bytea(of.key);
  for (const id of [words.actor, words.call, words.origin, words.outcome, words.session, words.object, place.block]) row.int4(id);
  row.int2(place.position);
  row.int2(sourceCodes[of.source]);
  row.int4(of.file ?? 0);
  row.text(isUuid(event.eventId) ? '' : event.eventId);
  row.text(event.issued ?? '');
}

function writeNew(row: BinaryRow, of: Row): void {
  row.begin(columns.length);
  write(row, of);
}

function writeStaged(row: BinaryRow, { index, of }: { index: number; of: Row }): void {
  row.begin(columns.length + 1);
  write(row, of);
  row.int4(index);
}

/** The one order in which savers insert, so that two never wait for each other. */
const inOrder = (a: Row, b: Row): number =>
  a.event.at.getTime() - b.event.at.getTime() || a.key.compare(b.key) || Number(a.event.account) - Number(b.event.account);

/** The staging table lives as long as its connection and is empty after every transaction. */
const stage = 'create temp table if not exists audit_stage (like event, index int) on commit delete rows';

const sameEvent = '(e.at, e.event_id, e.account) = (s.at, s.event_id, s.account)';

/** Whether any of some dozens of the rows is stored: of a file whose events came before by Event history, nearly all are. */
async function isAnyKnown(client: PoolClient, rows: readonly Row[]): Promise<boolean> {
  const step = Math.max(1, Math.floor(rows.length / 32));
  const asked = rows.filter((_, index) => index % step === 0);
  const { rows: found } = await client.query<{ known: boolean }>(
    `select exists (
       select from unnest($1::text[], $2::bigint[], $3::timestamptz[]) as s (id, account, at)
       join event e on (e.at, e.event_id, e.account) = (s.at, s.id::uuid, s.account)
     ) as known`,
    [asked.map(({ key }) => key.toString('hex')), asked.map(({ event }) => event.account), asked.map(({ event }) => event.at)],
  );
  return found[0]?.known === true;
}

const uniqueViolation = '23505';

/** Inserts rows of which none should be there yet: three times as fast as asking each. @returns whether it did */
async function insertNew(client: PoolClient, rows: readonly Row[]): Promise<boolean> {
  await client.query('savepoint rows');
  try {
    await copyBinary(client, { table: 'event', columns }, { items: rows.toSorted(inOrder), write: writeNew });
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== uniqueViolation) throw error;
    await client.query('rollback to savepoint rows');
    return false;
  }
  await client.query('release savepoint rows');
  return true;
}

/** Inserts what is not there yet. @returns of the rows, the indexes of those that were inserted */
export async function insertRows(client: PoolClient, rows: readonly Row[]): Promise<Set<number>> {
  if (!(await isAnyKnown(client, rows)) && (await insertNew(client, rows))) return new Set(rows.keys());
  await client.query(stage);
  const items = rows.map((of, index) => ({ index, of }));
  await copyBinary(client, { table: 'audit_stage', columns: [...columns, 'index'] }, { items, write: writeStaged });
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
