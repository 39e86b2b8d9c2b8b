import { gunzipSync } from 'node:zlib';
import type { Database } from '#lib/db.ts';
import { copyRows } from '#lib/store/copy-rows.ts';
import { transaction } from '#lib/store/transaction.ts';
import type { RecordFile } from './audit-log-files.ts';

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
const filesAtOnce = 4;

const rowsOf = ({ bytes }: RecordFile) =>
  (JSON.parse(gunzipSync(bytes).toString()) as { Records: RecordOf[] }).Records.map((one) => [
    ...[one.eventID, one.recipientAccountId, one.eventTime, one.awsRegion, one.eventSource, one.eventName],
    ...[one.userIdentity.arn ?? one.userIdentity.type, one.sourceIPAddress, one.errorCode ?? null, JSON.stringify(one)],
  ]);

/** Stores log files in the naive table. @returns events a second, and bytes an event */
export async function measureNaive(db: Database, files: readonly RecordFile[]): Promise<{ perSecond: number; bytes: number }> {
  await db.pool.query(table);
  for (const index of indexes) await db.pool.query(index);
  const began = performance.now();
  let events = 0;
  for (let start = 0; start < files.length; start += filesAtOnce) {
    const rows = files.slice(start, start + filesAtOnce).flatMap(rowsOf);
    events += rows.length;
    await transaction(db, (client) => copyRows(client, { table: 'naive_event', columns }, rows));
  }
  const perSecond = (events * 1000) / (performance.now() - began);
  const { rows } = await db.pool.query<{ bytes: string }>(`select pg_total_relation_size('naive_event') as bytes`);
  return { perSecond, bytes: Number(rows[0]?.bytes) / events };
}
