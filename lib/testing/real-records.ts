import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { RecordSplitter } from '../audit/split.ts';

/** CloudTrail records of public repositories, beside the checkout. They are no part of the project. */
export const realRecords = join(import.meta.dirname, '../../../shared/data/cloudtrail');

/** Whether they are there. Where CI=true they must be. */
export function hasRealRecords(): boolean {
  if (existsSync(realRecords)) return true;
  if (process.env.CI === 'true') throw new Error(`CI=true needs the real records in ${realRecords}`);
  return false;
}

/** The first member of a zip archive; enough for archives that hold one file. */
function unzipFirst(archive: Buffer): Buffer {
  const directory = archive.lastIndexOf(Buffer.from('PK\x01\x02'));
  const packed = archive.readUInt32LE(directory + 20);
  const header = archive.readUInt32LE(directory + 42);
  const start = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
  return inflateRawSync(archive.subarray(start, start + packed));
}

/** Corpora of rule tests wrap each record in an object of their own. */
function unwrapCorpus(raw: string): string {
  const value = JSON.parse(raw) as { record?: unknown; eventName?: unknown };
  return value.eventName === undefined && value.record !== undefined ? JSON.stringify(value.record) : raw;
}

/** Every record of one corpus, cut from its files as the import would. */
export function recordsOf(corpus: string): string[] {
  return readdirSync(join(realRecords, corpus), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(json|jsonl|cloudtrail|zip)$/.test(entry.name))
    .flatMap((entry) => {
      const bytes = readFileSync(join(entry.parentPath, entry.name));
      const splitter = new RecordSplitter();
      const cuts = [...splitter.push(entry.name.endsWith('.zip') ? unzipFirst(bytes) : bytes), ...splitter.end()];
      return cuts.map((cut) => ('raw' in cut ? unwrapCorpus(cut.raw.toString()) : cut.body));
    });
}
