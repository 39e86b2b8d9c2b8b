import { textOf } from '#lib/audit/raw.ts';
import { parseRecord } from '#lib/audit/record.ts';
import type { Database } from '#lib/db.ts';
import { type AuditDelivery, type AuditSaved, fromWords, saveAuditEvents } from '#lib/store/audit.ts';
import { readRecords } from './audit-reader.ts';

export type FileResult = AuditSaved & {
  path: string;
  /** Unreadable values that were counted only: the file is something else. */
  dropped: number;
  /** The first thing that was wrong with it, with its place; null when all of it was read. */
  problem: string | null;
};

const batchRecords = 1000;
const batchBytes = 8 * 1024 * 1024;
/** A file whose first values are all unreadable is something else that is called .json: more of it that is no JSON object is counted, not kept. */
const hopelessAfter = 200;
/** So many objects in a row that are no records are kept before the same is said of them. */
const strangersKept = 10_000;

export type ImportContext = { db: Database; receivedAt: Date; signal: AbortSignal; onBytes: (bytes: number) => void };

async function* batches(path: string, name: string, context: ImportContext): AsyncGenerator<AuditDelivery[]> {
  let batch: AuditDelivery[] = [];
  let bytes = 0;
  let limit = hopelessAfter;
  for await (const cut of readRecords(path, context.onBytes, context.signal)) {
    const from = { name: cut.entry === undefined ? name : `${name}: ${cut.entry}`, place: cut.place };
    batch.push(
      'raw' in cut
        ? { raw: cut.raw.toString(), source: 'import', from }
        : { raw: cut.body, source: 'import', from, problem: cut.problem },
    );
    bytes += batch.at(-1)?.raw.length ?? 0;
    if (batch.length < limit && bytes < batchBytes) continue;
    yield batch;
    batch = [];
    bytes = 0;
    limit = batchRecords;
  }
  if (batch.length > 0) yield batch;
}

const refusalOf = ({ raw, problem }: AuditDelivery): string | null => {
  if (problem) return problem;
  const parsed = parseRecord(textOf(raw));
  return parsed.ok ? null : parsed.reason;
};

/** What is no JSON object was no record of anybody's; an object that lacks something is kept, with what it lacks. */
const isNoObject = (delivery: AuditDelivery): boolean =>
  delivery.problem !== undefined || /^Not (JSON|a JSON object)/.test(refusalOf(delivery) ?? '');

/** What is wrong with the file as a whole has no body of its own; it ends the file, and stands beside what was wrong before. */
const isOfFile = ({ raw, problem }: AuditDelivery): boolean => raw === '' && problem !== undefined;

function firstProblem(name: string, batch: readonly AuditDelivery[]): string {
  for (const delivery of batch) {
    const refusal = refusalOf(delivery);
    if (refusal) return `${refusal} (${delivery.from ? fromWords(delivery.from).slice(name.length + 2) : ''})`;
  }
  return 'Another body is already kept under the ID of one of its events.';
}

/**
 * Imports one file. Never throws for what is in the file; a lost database or an abort does end it.
 * @param name what it is called in what is told of it
 */
export async function importFile(path: string, context: ImportContext, name: string = path): Promise<FileResult> {
  const result: FileResult = { path: name, saved: 0, known: 0, quarantined: 0, dropped: 0, problem: null };
  try {
    for await (const batch of batches(path, name, context)) {
      const isHopeless = result.saved + result.known === 0 && result.quarantined >= hopelessAfter;
      const isStrange = isHopeless && result.quarantined >= strangersKept;
      const isKept = (one: AuditDelivery): boolean => isOfFile(one) || (isStrange ? refusalOf(one) === null : !isNoObject(one));
      const kept = isHopeless ? batch.filter(isKept) : batch;
      const saved = await saveAuditEvents(context.db, kept, context.receivedAt);
      result.saved += saved.saved;
      result.known += saved.known;
      result.quarantined += saved.quarantined;
      result.dropped += batch.length - kept.length;
      if (saved.quarantined > 0) result.problem ??= firstProblem(name, batch);
      const end = batch.findLast(isOfFile)?.problem;
      if (end && !result.problem?.startsWith(end)) result.problem += `; ${end}`;
      context.signal.throwIfAborted();
    }
  } catch (error) {
    if (context.signal.aborted || !isFileError(error)) throw error;
    result.problem = `could not be read: ${error.code}`;
  }
  return result;
}

const fileErrors = new Set(['EACCES', 'EPERM', 'ENOENT', 'EIO', 'EISDIR', 'ENXIO', 'ELOOP', 'ENAMETOOLONG']);

const isFileError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && fileErrors.has(error.code);
