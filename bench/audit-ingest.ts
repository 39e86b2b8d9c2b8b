import { Keeper } from '#lib/collect/trails/keeper.ts';
import { logFileOf } from '#lib/collect/trails/log-file.ts';
import type { Database } from '#lib/db.ts';
import { mergeChunks } from '#lib/store/audit-chunks.ts';
import { keepSource } from '#lib/store/audit-sources.ts';
import { spanOf } from './audit-load.ts';
import { filesOf, type RecordFile } from './audit-log-files.ts';
import { measureNaive } from './audit-naive.ts';
import { recordsOf } from './audit-records.ts';
import { atLeast, atMost, beside, exactly, type Figure } from './figure.ts';
import { inOwnDatabase } from './own-database.ts';

const count = 500_000;

/** Every table that events fill, with its indexes; what a detection found, too. */
const sizes = `select c.relname as name, pg_total_relation_size(c.oid)::float8 as bytes from pg_class c
  where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
    and c.relname ~ '^(event_|audit_|detection$|denial$|guarded$|seen_pair$|principal$|person_name$)'`;

async function ingest(db: Database, files: readonly RecordFile[]): Promise<number> {
  const source = await keepSource(
    db,
    { bucket: 'bench', prefix: '', region: 'eu-west-1', account: '111122223333', found: 'configured' },
    new Date(),
  );
  if (!source) throw new Error('the source is another’s');
  const keeper = new Keeper({ db, source: source.id, now: Date.now, onSaved: async () => {} });
  const began = performance.now();
  for (const { account, region, key, deliveredAt, bytes } of files) {
    await keeper.add(logFileOf({ account, region, key, deliveredAt: new Date(deliveredAt) }, { bytes, etag: null }));
  }
  await keeper.end();
  await mergeChunks(db, new AbortController().signal);
  return (count * 1000) / (performance.now() - began);
}

/** Log files into the searchable store, with everything that is judged on the way, beside a naive table in the same run. */
export async function measureIngest(): Promise<Figure[]> {
  const files = [...filesOf(recordsOf('ingest', count, spanOf(count)), { seed: 'ingest' })];
  return inOwnDatabase(async (db) => {
    const perSecond = await ingest(db, files);
    const { rows } = await db.pool.query<{ name: string; bytes: number }>(sizes);
    const bytes = rows.reduce((sum, row) => sum + row.bytes, 0) / count;
    const { rows: stored } = await db.pool.query<{ n: number }>('select sum(events)::int as n from audit_chunk');
    const naive = await measureNaive(db, files);
    const largest = rows.toSorted((a, b) => b.bytes - a.bytes).slice(0, 9);
    return [
      exactly('events stored, and found by searching', stored[0]?.n ?? 0, '', count),
      atLeast('events into the searchable store', perSecond, '/s', 15_000),
      atLeast('beside a naive table of jsonb and GIN', perSecond / naive.perSecond, '×', 1.4),
      atMost('bytes an event, all in', bytes, 'B', 600),
      atMost('bytes of the naive table’s, share', bytes / naive.bytes, '', 0.25),
      beside('naive table: events', naive.perSecond, '/s'),
      beside('naive table: bytes an event', naive.bytes, 'B'),
      ...largest.map((row) => beside(`of which ${row.name}`, row.bytes / count, 'B')),
    ];
  });
}
