import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '#lib/db.ts';
import { workerFlags } from '#lib/launch/v8-flags.ts';
import { mergeChunks } from '#lib/store/audit-chunks.ts';
import { keepSource } from '#lib/store/audit-sources.ts';
import type { FileOnDisk, IngestAnswer, IngestAsk } from './audit-ingest-child.ts';
import { spanOf } from './audit-load.ts';
import { filesOf } from './audit-log-files.ts';
import { makeNaive, measureNaive } from './audit-naive.ts';
import { recordsOf } from './audit-records.ts';
import { startBenchChild } from './child.ts';
import { atLeast, atMost, beside, exactly, type Figure } from './figure.ts';
import { inOwnDatabase } from './own-database.ts';

const count = 500_000;

/** Every table that events fill, with its indexes; what a detection found, too. */
const sizes = `select c.relname as name, pg_total_relation_size(c.oid)::float8 as bytes from pg_class c
  where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
    and c.relname ~ '^(event_|audit_|detection$|denial$|guarded$|seen_pair$|principal$|person_name$)'`;

/** How fast some processes stored their log files together, and the most that one of them held. */
type Stored = { perSecond: number; cpuSeconds: number; peakMb: number };

/** Log files in a folder, as a bucket holds them. */
function writeFiles(folder: string): FileOnDisk[] {
  const files: FileOnDisk[] = [];
  for (const { bytes, ...file } of filesOf(recordsOf('ingest', count, spanOf(count)), { seed: 'ingest' })) {
    const path = join(folder, `${files.length}.json.gz`);
    writeFileSync(path, bytes);
    files.push({ ...file, path });
  }
  return files;
}

/** @param settle is done after it, before the clock stops */
async function storeBy(processes: number, { files, source }: IngestAsk, settle = async (): Promise<void> => {}): Promise<Stored> {
  const children = Array.from({ length: processes }, () =>
    startBenchChild<IngestAsk, IngestAnswer>('audit-ingest-child.ts', {}, { flags: workerFlags }),
  );
  try {
    await Promise.all(children.map((child) => child.ask({ files: [], source })));
    const began = performance.now();
    const answers = await Promise.all(
      children.map((child, part) => child.ask({ files: files.filter((_, nth) => nth % processes === part), source })),
    );
    await settle();
    return {
      perSecond: (count * 1000) / (performance.now() - began),
      cpuSeconds: answers.reduce((sum, one) => sum + one.cpuSeconds, 0),
      peakMb: Math.max(...answers.map(({ peakMb }) => peakMb)),
    };
  } finally {
    await Promise.all(children.map((child) => child.stop()));
  }
}

/** As workers do that share a backlog: each its part of the files, into one store. */
async function ingestBy(db: Database, files: readonly FileOnDisk[], workers: number): Promise<Stored> {
  const source = await keepSource(
    db,
    { bucket: 'bench', prefix: '', region: 'eu-west-1', account: '111122223333', found: 'configured' },
    new Date(),
  );
  if (!source) throw new Error('the source is another’s');
  return storeBy(workers, { files, source: source.id }, async () => {
    await mergeChunks(db, new AbortController().signal);
  });
}

async function naiveBy(db: Database, files: readonly FileOnDisk[], processes: number): Promise<Stored> {
  await makeNaive(db);
  return storeBy(processes, { files, source: 'naive' });
}

/** Log files into the searchable store, with everything that is judged on the way, beside a naive table in the same run. */
export async function measureIngest(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'trailwatch log files '));
  try {
    return await measureOn(writeFiles(folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureOn(files: readonly FileOnDisk[]): Promise<Figure[]> {
  const alone = await inOwnDatabase((db) => ingestBy(db, files, 1));
  return inOwnDatabase(async (db) => {
    const two = await ingestBy(db, files, 2);
    const { rows } = await db.pool.query<{ name: string; bytes: number }>(sizes);
    const bytes = rows.reduce((sum, row) => sum + row.bytes, 0) / count;
    const { rows: stored } = await db.pool.query<{ n: number }>('select sum(events)::int as n from audit_chunk');
    const naiveTwo = await naiveBy(db, files, 2);
    const naive = await naiveBy(db, files, 1);
    const naiveBytes = (await measureNaive(db)) / count;
    const largest = rows.toSorted((a, b) => b.bytes - a.bytes).slice(0, 9);
    return [
      exactly('events stored, and found by searching', stored[0]?.n ?? 0, '', count),
      atLeast('events into the searchable store, two workers', two.perSecond, '/s', 15_000),
      beside('events into the searchable store, one worker', alone.perSecond, '/s'),
      atLeast('two workers beside one process that fills a naive table', two.perSecond / naive.perSecond, '×', 1.4),
      beside('two beside two', two.perSecond / naiveTwo.perSecond, '×'),
      beside('one beside one', alone.perSecond / naive.perSecond, '×'),
      atMost('memory of a worker that does nothing else', Math.max(alone.peakMb, two.peakMb), 'MB', 600),
      atMost('bytes an event, all in', bytes, 'B', 600),
      atMost('bytes of the naive table’s, share', bytes / naiveBytes, '', 0.25),
      beside('naive table: events, one process', naive.perSecond, '/s'),
      beside('naive table: events, two processes', naiveTwo.perSecond, '/s'),
      beside('naive table: bytes an event', naiveBytes, 'B'),
      beside('CPU of both workers, without the database’s', two.cpuSeconds, 's'),
      ...largest.map((row) => beside(`of which ${row.name}`, row.bytes / count, 'B')),
    ];
  });
}
