import { type ListedFile, listKnownKeys } from '#lib/store/audit-files.ts';
import type { AuditSource } from '#lib/store/audit-sources.ts';
import type { LogUnit, PieceRun, PlaceContext } from '../context.ts';
import { type SharedRun, shareUnits, undone } from '../share-units.ts';
import { fileOf } from './listed-file.ts';
import { readFiles } from './read-files.ts';
import { sourcesAt } from './sources.ts';

/** A unit is some seconds of work, of the largest files two minutes: little is done again when its worker dies. */
const filesPerUnit = 25;

/** Reads log files with the help of other workers, as long as the pass has time. @returns how many were tried */
export async function shareFiles(
  run: SharedRun,
  { source, files }: { source: AuditSource; files: readonly ListedFile[] },
): Promise<number> {
  const units = Array.from({ length: Math.ceil(files.length / filesPerUnit) }, (_, index): LogUnit => {
    const own = files.slice(index * filesPerUnit, (index + 1) * filesPerUnit).map(({ key }) => key);
    return { ...run.place, run: run.id, key: own[0] ?? '', source: source.id, logFiles: own };
  });
  let tried = 0;
  for (const { unit, report } of await shareUnits(run, units, run.patience)) {
    tried += report === null ? 0 : unit.logFiles.length - report.left;
    // What the pass had no time for is read by the next.
    if (report === null && !run.patience.aborted)
      run.fail(undone({ service: 's3', operation: 'GetObject' }), { subject: unit.key.slice(0, 500) });
  }
  return tried;
}

/**
 * Reads the log files of a unit, as whoever reads its source.
 * @returns how many were left: when this worker is asked to stop, some; of a source that is read from elsewhere by now, all
 */
export async function readLogUnit(run: PieceRun, place: PlaceContext, { source: id, logFiles }: LogUnit): Promise<number> {
  const own = (await sourcesAt(run, place)).find(({ source }) => source.id === id);
  if (!own) return logFiles.length;
  const { source, reader } = own;
  const files = logFiles.flatMap((key) => fileOf(key) ?? []);
  // A worker that died over it may have read some.
  const known = await listKnownKeys(run.db, id, files);
  const fresh = files.filter(({ key }) => !known.has(key));
  const aws = place.aws.region(reader, source.region, run.aws.tally);
  return fresh.length - (await readFiles(run, aws, { source, files: fresh }));
}
