import { gunzipSync } from 'node:zlib';
import type { Database } from '#lib/db.ts';
import { type CopyValue, copyRows } from '#lib/store/copy-rows.ts';
import { transaction } from '#lib/store/transaction.ts';

/** What one would write in an afternoon: a table of the columns that are asked for, and the record as jsonb with a GIN index. */
const table = `create table naive_event (
  event_id text, account text, at timestamptz, region text, event_source text, event_name text, who text, source_ip text, error_code text, record jsonb,
  primary key (account, event_id))`;
const indexes = [
  'create index on naive_event (at desc)',
  'create index on naive_event (event_name, at desc)',
  'create index on naive_event (who, at desc)',
  'create index on naive_event using gin (record jsonb_path_ops)',
];

type RecordOf = {
  eventID: string;
  recipientAccountId: string;
  eventTime: string;
  awsRegion: string;
  eventSource: string;
  eventName: string;
  userIdentity: { arn?: string; type: string };
  sourceIPAddress: string;
  errorCode?: string;
};
const columns = ['event_id', 'account', 'at', 'region', 'event_source', 'event_name', 'who', 'source_ip', 'error_code', 'record'];

/** A log file's records as rows of the naive table. */
export const naiveRowsOf = (bytes: Buffer): CopyValue[][] =>
  (JSON.parse(gunzipSync(bytes).toString()) as { Records: RecordOf[] }).Records.map((one) => [
    ...[one.eventID, one.recipientAccountId, one.eventTime, one.awsRegion, one.eventSource, one.eventName],
    ...[one.userIdentity.arn ?? one.userIdentity.type, one.sourceIPAddress, one.errorCode ?? null, JSON.stringify(one)],
  ]);

/** An empty naive table with its indexes. */
export async function makeNaive({ pool }: Database): Promise<void> {
  await pool.query('drop table if exists naive_event');
  for (const text of [table, ...indexes]) await pool.query(text);
}

export const saveNaive = (db: Database, rows: readonly CopyValue[][]): Promise<void> =>
  transaction(db, (client) => copyRows(client, { table: 'naive_event', columns }, rows));

/** @returns its bytes, indexes and all */
export async function measureNaive({ pool }: Database): Promise<number> {
  const { rows } = await pool.query<{ bytes: string }>(`select pg_total_relation_size('naive_event') as bytes`);
  return Number(rows[0]?.bytes);
}
