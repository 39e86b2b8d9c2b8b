import { readFileSync } from 'node:fs';
import { Keeper } from '#lib/collect/trails/keeper.ts';
import { logFileOf } from '#lib/collect/trails/log-file.ts';
import { database } from '#lib/db.ts';
import type { RecordFile } from './audit-log-files.ts';
import { naiveRowsOf, saveNaive } from './audit-naive.ts';
import { answerAsks } from './child.ts';

/** A log file on disk. */
export type FileOnDisk = Omit<RecordFile, 'bytes'> & { path: string };
/** Stores log files as a worker does, for a source; or into the naive table. */
export type IngestAsk = { files: readonly FileOnDisk[]; source: number | 'naive' };
export type IngestAnswer = { cpuSeconds: number; peakMb: number };

async function store(files: readonly FileOnDisk[], source: number): Promise<void> {
  const keeper = new Keeper({ db: database(), source, now: Date.now, onSaved: async () => {} });
  for (const { account, region, key, deliveredAt, path } of files) {
    const bytes = readFileSync(path);
    await keeper.add(logFileOf({ account, region, key, deliveredAt: new Date(deliveredAt) }, { bytes, etag: null }));
  }
  await keeper.end();
}

const naiveFilesAtOnce = 4;

async function storeNaively(files: readonly FileOnDisk[]): Promise<void> {
  for (let start = 0; start < files.length; start += naiveFilesAtOnce) {
    const some = files.slice(start, start + naiveFilesAtOnce);
    await saveNaive(
      database(),
      some.flatMap(({ path }) => naiveRowsOf(readFileSync(path))),
    );
  }
}

answerAsks<IngestAsk, IngestAnswer>(async ({ files, source }) => {
  const before = process.cpuUsage();
  await (source === 'naive' ? storeNaively(files) : store(files, source));
  const { user, system } = process.cpuUsage(before);
  return { cpuSeconds: (user + system) / 1e6, peakMb: process.resourceUsage().maxRSS / 1024 };
});
