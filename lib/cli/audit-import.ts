import { database } from '#lib/db.ts';
import { formatCount } from '#lib/format.ts';
import { clockFrom } from '#lib/time.ts';
import { type AuditFiles, listAuditFiles } from './audit-files.ts';
import { type ExitCode, exitCodes, type Invocation } from './command.ts';
import { type FileResult, importFile } from './import-file.ts';
import {
  addCounts,
  figure,
  fileLine,
  type ImportTotals,
  importedWords,
  isClean,
  keptLine,
  nothingImported,
  stoppedLine,
} from './import-report.ts';
import { progressBar } from './progress.ts';
import { isS3Url } from './s3-place.ts';

function total(results: readonly FileResult[]): ImportTotals {
  const totals = nothingImported();
  for (const result of results) addCounts(totals, result);
  return totals;
}

function say({ say: line }: Invocation, found: AuditFiles, results: readonly FileResult[]): void {
  for (const file of results) line(fileLine(file));
  for (const { path, reason } of found.skipped) line(`${path}: skipped, ${reason}`);
  line(`${formatCount(results.length, 'file', 'files')}: ${importedWords(total(results))}.`);
  if (total(results).saved > 0) line(keptLine());
}

async function importAll(found: AuditFiles, signal: AbortSignal): Promise<FileResult[]> {
  const db = database();
  const bar = progressBar();
  const bytes = found.files.reduce((sum, file) => sum + file.bytes, 0);
  const results: FileResult[] = [];
  let done = 0;
  const receivedAt = new Date(clockFrom(process.env).now());
  const show = () => {
    const { saved } = total(results);
    bar.show({ done, total: bytes, note: `${results.length} of ${found.files.length} files, ${figure(saved)} saved` });
  };
  const onBytes = (read: number) => {
    done += read;
    show();
  };
  try {
    for (const file of found.files) results.push(await importFile(file.path, { db, receivedAt, signal, onBytes }));
  } catch (error) {
    // What was saved stays saved: the same command goes on where this one stopped.
    if (!signal.aborted) throw error;
  } finally {
    bar.clear();
  }
  return results;
}

async function importPath(invocation: Invocation, path: string): Promise<ExitCode> {
  let found: AuditFiles;
  try {
    found = await listAuditFiles(path);
  } catch (error) {
    invocation.say(`${path} could not be opened: ${error instanceof Error ? error.message : String(error)}`);
    return exitCodes.usage;
  }
  const results = await importAll(found, invocation.signal);
  say(invocation, found, results);
  const isWhole = results.length === found.files.length;
  if (!isWhole) invocation.say(stoppedLine);
  if (invocation.json) invocation.print({ ...total(results), complete: isWhole, files: results, skipped: found.skipped });
  return isWhole && results.every(isClean) ? exitCodes.ok : exitCodes.fault;
}

/** `audit import PATH|s3://BUCKET/PREFIX`. */
export async function importAudit(invocation: Invocation): Promise<ExitCode> {
  const [, path, ...rest] = invocation.positionals;
  if (!path || rest.length > 0) {
    invocation.say('Usage: npm run trailwatch -- audit import PATH or s3://BUCKET/PREFIX');
    return exitCodes.usage;
  }
  return isS3Url(path) ? (await import('./audit-import-s3.ts')).importBucket(invocation, path) : importPath(invocation, path);
}
