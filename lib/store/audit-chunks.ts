import type { PoolClient } from 'pg';
import { type ChunkEvent, mostEvents, packChunk, wordColumns } from '#lib/audit/chunk.ts';
import { eventKey } from '#lib/audit/event-key.ts';
import { monthOf } from './audit-months.ts';
import type { Row } from './audit-rows.ts';

const packed = ['at', 'prefix', ...wordColumns] as const;

export const chunkEventOf = ({ event, words }: Pick<Row, 'event' | 'words'>): ChunkEvent => ({
  at: event.at.getTime(),
  prefix: eventKey(event.eventId).readUInt32BE(0),
  ...words,
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
