import type { PoolClient } from 'pg';
import {
  type ChunkEvent,
  mostEvents,
  type PackedChunk,
  packChunk,
  unpackColumn,
  unpackMoments,
  unpackPrefixes,
  wordColumns,
} from '#lib/audit/chunk.ts';
import { monthOf } from './audit-months.ts';
import type { Row } from './audit-rows.ts';
import { type Db, transaction } from './transaction.ts';

const packed = ['at', 'prefix', ...wordColumns] as const;

export const chunkEventOf = ({ event, key, words }: Pick<Row, 'event' | 'key' | 'words'>): ChunkEvent => ({
  at: event.at.getTime(),
  prefix: key.readUInt32BE(0),
  actor: words.actor,
  call: words.call,
  origin: words.origin,
  outcome: words.outcome,
  session: words.session,
  object: words.object,
});

/** Adds the columns of new events; every event stands in one chunk. */
export async function insertChunks(client: PoolClient, events: readonly ChunkEvent[]): Promise<void> {
  for (const [month, all] of Map.groupBy(events, ({ at }) => monthOf(at))) {
    for (let start = 0; start < all.length; start += mostEvents) {
      const chunk = await packChunk(all.slice(start, start + mostEvents));
      await client.query(
        `insert into audit_chunk (month, from_at, to_at, events, ${packed.join(', ')})
         values ($1, $2, $3, $4, ${packed.map((_, index) => `$${5 + index}`).join(', ')})`,
        [month, new Date(chunk.fromAt), new Date(chunk.toAt), chunk.events, ...packed.map((column) => chunk[column])],
      );
    }
  }
}

/** A month's chunks are put together when there are so many small ones. */
const mostSmall = 16;
const small = mostEvents / 2;

type Small = { id: string; events: number };

/** The small chunks of a month that are due to become one, the oldest first. */
async function dueIn({ pool }: Db, month: string): Promise<string[]> {
  const { rows } = await pool.query<Small>(
    'select id, events from audit_chunk where month = $1 and events < $2 order by to_at, id limit 500',
    [month, small],
  );
  const total = rows.reduce((sum, { events }) => sum + events, 0);
  if (rows.length < mostSmall && total < mostEvents) return [];
  let sum = 0;
  return rows.flatMap(({ id, events }) => {
    sum += events;
    return sum <= mostEvents ? [id] : [];
  });
}

type Packed = PackedChunk & { id: string };

function* eventsIn(chunk: PackedChunk): Generator<ChunkEvent> {
  const moments = unpackMoments(chunk.at);
  const prefixes = unpackPrefixes(chunk.prefix);
  const words = wordColumns.map((column) => [column, unpackColumn(chunk[column])] as const);
  for (let place = 0; place < chunk.events; place += 1) {
    const ids = words.map(([column, { ids: all, codes }]) => [column, all[codes[place] as number] as number]);
    yield {
      at: chunk.toAt - (moments[place] as number),
      prefix: prefixes[place] as number,
      ...(Object.fromEntries(ids) as Record<(typeof wordColumns)[number], number>),
    };
  }
}

/** Puts chunks together; what another worker has taken is left to it. @returns how many went into the new one */
function merge(db: Db, ids: readonly string[]): Promise<number> {
  return transaction(db, async (client) => {
    const { rows } = await client.query<Packed>(
      `select id, extract(epoch from from_at)::float8 * 1000 as "fromAt", extract(epoch from to_at)::float8 * 1000 as "toAt", events, ${packed.join(', ')}
       from audit_chunk where id = any($1) for update skip locked`,
      [ids],
    );
    if (rows.length < 2) return 0;
    await insertChunks(
      client,
      rows.flatMap((chunk) => [...eventsIn(chunk)]),
    );
    await client.query('delete from audit_chunk where id = any($1)', [rows.map(({ id }) => id)]);
    return rows.length;
  });
}

/** Puts small chunks together, until each month has few. @returns how many were */
export async function mergeChunks(db: Db, signal: AbortSignal): Promise<number> {
  const { rows: months } = await db.pool.query<{ month: string }>(
    'select month::text from audit_chunk where events < $1 group by 1 having count(*) > 1 order by 1',
    [small],
  );
  let merged = 0;
  for (const { month } of months) {
    for (let due = await dueIn(db, month); due.length > 1 && !signal.aborted; due = await dueIn(db, month)) {
      const count = await merge(db, due);
      if (count === 0) break;
      merged += count;
    }
  }
  return merged;
}

/** The months that events are stored of, oldest first. */
export async function listMonths({ pool }: Db): Promise<string[]> {
  const { rows } = await pool.query<{ month: string }>(
    `select to_char(to_date(right(c.relname, 7), 'YYYY_MM'), 'YYYY-MM-DD') as month
     from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'event'::regclass order by 1`,
  );
  return rows.map(({ month }) => month);
}

/** Makes a month's chunks anew from its events, while savers wait. @returns how many events they hold */
export function rebuildMonth(db: Db, month: string): Promise<number> {
  return transaction(db, async (client) => {
    // Savers insert events before they insert chunks: whoever did the one and not yet the other is waited for.
    await client.query('lock table event in share row exclusive mode');
    await client.query('delete from audit_chunk where month = $1', [month]);
    await client.query(
      `declare stored no scroll cursor for
       select extract(epoch from at)::float8 * 1000 as at, ('x' || left(event_id::text, 8))::bit(32)::int8::float8 as prefix, ${wordColumns.join(', ')}
       from event where at >= $1::date::timestamp at time zone 'UTC' and at < ($1::date + interval '1 month') at time zone 'UTC' order by at`,
      [month],
    );
    let events = 0;
    for (;;) {
      const { rows } = await client.query<ChunkEvent>(`fetch ${mostEvents} from stored`);
      if (rows.length === 0) return events;
      await insertChunks(client, rows);
      events += rows.length;
    }
  });
}
