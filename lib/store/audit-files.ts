import type { PoolClient } from 'pg';
import { type AuditDelivery, type AuditSaved, addPrepared, storing } from './audit.ts';
import type { Db } from './transaction.ts';

/** `damaged`: read as far as it could be. `late`: it did not come, for now. The last three are tried again. */
type AuditFileState = 'read' | 'damaged' | 'denied' | 'gone' | 'late';

/** A log file as its key tells of it. */
export type ListedFile = { account: string; region: string; key: string; deliveredAt: Date };

/** What became of a log file, with the records in it; `sha256` is of its unpacked bytes. */
export type AuditFile = ListedFile & {
  state: AuditFileState;
  reason: string | null;
  etag: string | null;
  bytes: number;
  sha256: Buffer | null;
  deliveries: AuditDelivery[];
  /** Of the deliveries, those that could not even be cut out. */
  broken: number;
};

/** Of these keys, those that stand in the ledger. */
export async function listKnownKeys({ pool }: Db, source: number, keys: readonly ListedFile[]): Promise<Set<string>> {
  const { rows } = await pool.query<{ key: string }>(
    `select key from audit_file where source = $1 and (account, key) in (select * from unnest($2::text[], $3::text[]))`,
    [source, keys.map(({ account }) => account), keys.map(({ key }) => key)],
  );
  return new Set(rows.map(({ key }) => key));
}

type Kept = { account: string; key: string; id: number };

/** Files that were read before keep what they are; the others stand as they are now. */
async function keepFiles(
  client: PoolClient,
  source: number,
  { files, at }: { files: readonly AuditFile[]; at: Date },
): Promise<Kept[]> {
  const rows = files.map(({ deliveries, broken, sha256, ...file }) => ({
    ...file,
    sha256: sha256?.toString('hex') ?? null,
    records: deliveries.length - broken,
    quarantined: broken,
  }));
  const { rows: kept } = await client.query<Kept>(
    `insert into audit_file as f (account, source, key, region, delivered_at, state, reason, etag, bytes, sha256, records, quarantined, tried_at)
     select account, $1, key, region, "deliveredAt", state, reason, etag, bytes, decode(sha256, 'hex'), records, quarantined, $3
     from jsonb_to_recordset($2) as n (account text, key text, region text, "deliveredAt" timestamptz, state text, reason text, etag text,
       bytes int, sha256 text, records int, quarantined int) order by account, key
     on conflict (account, source, key) do update set state = excluded.state, reason = excluded.reason, etag = excluded.etag,
       bytes = excluded.bytes, sha256 = excluded.sha256, records = excluded.records, quarantined = excluded.quarantined, tried_at = excluded.tried_at
     where f.state not in ('read', 'damaged')
     returning f.account, f.key, f.id`,
    [source, JSON.stringify(rows), at],
  );
  return kept;
}

/**
 * Keeps log files with all of their events in one transaction, each file once: what a worker died over is read again, and nothing is
 * stored twice.
 */
export async function saveAuditFiles(
  db: Db,
  source: number,
  { files, at }: { files: readonly AuditFile[]; at: Date },
): Promise<AuditSaved> {
  const deliveries = files.flatMap((file, nth) => file.deliveries.map((delivery) => ({ ...delivery, file: nth })));
  return storing(db, deliveries, async (client, { reads, refused, epoch }) => {
    const kept = await keepFiles(client, source, { files, at });
    const ids = new Map(kept.map(({ account, key, id }) => [`${account} ${key}`, id]));
    const idOf = files.map(({ account, key }) => ids.get(`${account} ${key}`));
    const own = <One extends { delivery: AuditDelivery }>(list: readonly One[]): One[] =>
      list.flatMap((one) => {
        const id = idOf[one.delivery.file ?? 0];
        return id === undefined ? [] : [{ ...one, delivery: { ...one.delivery, file: id } }];
      });
    return addPrepared(client, { epoch, reads: own(reads), refused: own(refused) }, at);
  });
}

/** Files that could not be read when they were tried last, the longest ago first. */
export async function listUnread(
  { pool }: Db,
  source: number,
  { triedBefore, most }: { triedBefore: Date; most: number },
): Promise<ListedFile[]> {
  const { rows } = await pool.query<ListedFile>(
    `select account, region, key, delivered_at as "deliveredAt" from audit_file
     where source = $1 and state in ('denied', 'late') and tried_at < $2 order by tried_at limit $3`,
    [source, triedBefore, most],
  );
  return rows;
}
