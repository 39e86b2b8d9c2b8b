import type { Database } from '#lib/db.ts';
import type { RecordFile } from './audit-log-files.ts';
import { exactly, type Figure } from './figure.ts';

/** What there is to find: `events` are "<account> <event id>". */
export type Expected = { events: ReadonlySet<string>; files: readonly Omit<RecordFile, 'bytes'>[] };

type Found = { rows: number; keys: Set<string> };

async function storedEvents({ pool }: Database): Promise<Found> {
  const { rows } = await pool.query<{ key: string }>(`select account || ' ' || event_id as key from audit_event`);
  return { rows: rows.length, keys: new Set(rows.map(({ key }) => key)) };
}

/** Files whose row of the ledger does not say that they were read, with as many records as they hold. */
async function wrongFiles({ pool }: Database, files: Expected['files']): Promise<number> {
  const { rows } = await pool.query<{ key: string; state: string; records: number }>(
    'select key, state, records from audit_file',
  );
  const ledger = new Map(rows.map((row) => [row.key, `${row.state} ${row.records}`]));
  const wrong = files.filter(({ key, records }) => ledger.get(key) !== `read ${records}`).length;
  return wrong + Math.abs(ledger.size - files.length);
}

const countOf = async ({ pool }: Database, what: string, table: 'audit_chunk' | 'audit_block' | 'quarantine'): Promise<number> =>
  (await pool.query<{ n: number }>(`select (${what})::int as n from ${table}`)).rows[0]?.n ?? Number.NaN;

/** Every event once, every file in the ledger as it is, and nothing put aside. */
export async function killVerdict(db: Database, { events, files }: Expected): Promise<Figure[]> {
  const stored = await storedEvents(db);
  const lost = [...events].filter((key) => !stored.keys.has(key)).length;
  return [
    exactly('events stored', stored.rows, '', events.size),
    exactly('events that searching counts', await countOf(db, 'sum(events)', 'audit_chunk'), '', events.size),
    exactly('records that their blocks count', await countOf(db, 'sum(live)', 'audit_block'), '', events.size),
    exactly('distinct events stored', stored.keys.size, '', events.size),
    exactly('events lost', lost, '', 0),
    exactly('events stored that nobody delivered', [...stored.keys].filter((key) => !events.has(key)).length, '', 0),
    exactly('files whose row is not `read` with their count of records', await wrongFiles(db, files), '', 0),
    exactly('records in quarantine', await countOf(db, 'count(*)', 'quarantine'), '', 0),
  ];
}
