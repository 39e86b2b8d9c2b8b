import { loadConfig } from '#lib/config.ts';
import { database } from '#lib/db.ts';
import { formatCount, formatFigure } from '#lib/format.ts';
import { clockFrom } from '#lib/time.ts';
import { type AuditFiles, listAuditFiles } from './audit-files.ts';
import { type ExitCode, exitCodes, type Invocation } from './command.ts';
import { type FileResult, importFile } from './import-file.ts';
import { progressBar } from './progress.ts';

type Totals = { saved: number; known: number; quarantined: number };

const total = (results: readonly FileResult[]): Totals =>
  results.reduce(
    (sum, { saved, known, quarantined }) => ({
      saved: sum.saved + saved,
      known: sum.known + known,
      quarantined: sum.quarantined + quarantined,
    }),
    { saved: 0, known: 0, quarantined: 0 },
  );

const figure = (count: number): string => formatFigure(count, 'count').text;

const words = ({ saved, known, quarantined }: Totals): string =>
  `${figure(saved)} saved, ${figure(known)} known already, ${figure(quarantined)} in quarantine`;

function say({ say: line }: Invocation, found: AuditFiles, results: readonly FileResult[]): void {
  for (const file of results) {
    const more = file.dropped > 0 ? ` and ${figure(file.dropped)} more unreadable` : '';
    line(`${file.path}: ${words(file)}${more}${file.problem ? `; ${file.problem}` : ''}`);
  }
  for (const { path, reason } of found.skipped) line(`${path}: skipped, ${reason}`);
  line(`${formatCount(results.length, 'file', 'files')}: ${words(total(results))}.`);
  if (total(results).saved === 0) return;
  line(
    `They are kept for ${formatCount(loadConfig().retention.audit, 'day', 'days')} from now, however old they are (retention.audit of trailwatch.yaml).`,
  );
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

/** `audit import PATH`. */
export async function importAudit(invocation: Invocation): Promise<ExitCode> {
  const [, path, ...rest] = invocation.positionals;
  if (!path || rest.length > 0) {
    invocation.say('Usage: npm run trailwatch -- audit import PATH');
    return exitCodes.usage;
  }
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
  if (!isWhole) invocation.say('Stopped. Run the same command again to go on; nothing is stored twice.');
  if (invocation.json) invocation.print({ ...total(results), complete: isWhole, files: results, skipped: found.skipped });
  const isClean = isWhole && results.every((file) => file.problem === null && file.quarantined === 0);
  return isClean ? exitCodes.ok : exitCodes.fault;
}
