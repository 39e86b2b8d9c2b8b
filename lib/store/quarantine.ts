import { createHash } from 'node:crypto';
import type { PoolClient } from 'pg';

/** `place` says where it stood: "folder/file.json.gz, record 12, byte 40960". */
export type Quarantined = { source: string; body: string; reason: string; place?: string };

/** The same body for the same reason is one row, however often and from wherever it comes. */
const idOf = ({ body, reason, place }: Quarantined): string =>
  createHash('sha256')
    .update(reason)
    .update('\n')
    .update(body === '' ? (place ?? '') : body)
    .digest('hex');

const said = ({ reason, place }: Quarantined): string => (place ? `${reason} (${place})` : reason);

const storable = (text: string): string => text.toWellFormed().replaceAll('\u0000', '\uFFFD');

/** Keeps what could not be read, whole and with its reason. NUL, which PostgreSQL cannot hold, becomes U+FFFD. */
export async function saveQuarantine(
  client: Pick<PoolClient, 'query'>,
  items: readonly Quarantined[],
  receivedAt: Date,
): Promise<void> {
  if (items.length === 0) return;
  const rows = items.map((item) => ({ ...item, id: idOf(item) })).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  await client.query(
    `insert into quarantine (id, source, reason, body, received_at)
     select id, source, reason, body, $5 from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as q (id, source, reason, body)
     on conflict do nothing`,
    [
      rows.map((row) => row.id),
      rows.map((row) => row.source),
      rows.map((row) => storable(said(row))),
      rows.map((row) => storable(row.body)),
      receivedAt,
    ],
  );
}
