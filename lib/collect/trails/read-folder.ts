import { dayFolder } from '#lib/audit/trail/keys.ts';
import { pages } from '#lib/aws/pages.ts';
import type { AwsRegion } from '#lib/aws/region.ts';
import { listObjects } from '#lib/aws/s3.ts';
import { type ListedFile, listKnownKeys } from '#lib/store/audit-files.ts';
import { type AuditFolder, type AuditSource, saveFolder } from '#lib/store/audit-sources.ts';
import { dayMs, floorTo, hourMs } from '#lib/time.ts';
import type { RunContext } from '../context.ts';
import { fileOf } from './listed-file.ts';
import { shareFiles } from './log-units.ts';
import { readFiles } from './read-files.ts';

/** Files come in no order, and some come hours after those of the minutes that follow. A list of a thousand names costs what one of ten does. */
const overlapMs = 6 * hourMs;
/** Of a folder that is new, what came since yesterday is read first; what was before comes newest first. */
const firstMs = dayMs;

export type Reading = { aws: AwsRegion; source: AuditSource };

/** What takes one worker a moment is not worth sharing. */
const filesAlone = 100;

/** Reads what is new of a list. @returns how many were tried */
const readFresh = (run: RunContext, { aws, source }: Reading, files: readonly ListedFile[]): Promise<number> =>
  run.units && files.length > filesAlone
    ? shareFiles({ ...run, units: run.units }, { source, files })
    : readFiles(run, aws, { source, files });

const dayOf = (at: number): Date => new Date(floorTo(at, dayMs));

/**
 * Lists what comes after a key below a prefix, page by page, and reads what is new.
 * @returns the last key that was seen; `isWhole`: all of it was listed, and everything that it named was tried
 */
async function readAfter(
  run: RunContext,
  reading: Reading,
  { prefix, after }: { prefix: string; after: string },
): Promise<{ lastKey: string | null; isWhole: boolean }> {
  const { aws, source } = reading;
  let lastKey: string | null = null;
  const input = { Bucket: source.bucket, Prefix: prefix, StartAfter: after };
  const paging = { into: 'ContinuationToken', from: 'NextContinuationToken', maxPages: 100_000 };
  for await (const page of pages(aws, listObjects, input, paging)) {
    if (!page.ok) {
      run.fail(page.failure, { subject: `s3://${source.bucket}/${prefix}`.slice(0, 500) });
      return { lastKey, isWhole: false };
    }
    const listed = (page.value.Contents ?? []).flatMap(({ Key }) => fileOf(Key) ?? []);
    const known = await listKnownKeys(run.db, source.id, listed);
    const fresh = listed.filter(({ key }) => !known.has(key));
    const tried = await readFresh(run, reading, fresh);
    if (tried < fresh.length) return { lastKey, isWhole: false };
    lastKey = listed.at(-1)?.key ?? lastKey;
    if (run.patience.aborted) return { lastKey, isWhole: false };
  }
  return { lastKey, isWhole: true };
}

/** Where a list begins so that it holds all that may have come late: a little before the last file that was seen. */
function startOf(folder: AuditFolder, now: number): string {
  const last = folder.lastKey === null ? null : fileOf(folder.lastKey);
  const from = last ? last.deliveredAt.getTime() - overlapMs : now - firstMs;
  return `${folder.folder}${dayFolder(from)}/${last ? beforeMinute(folder, from) : ''}`;
}

/** "111122223333_CloudTrail_eu-west-1_20261119T0742Z": every file of that minute comes after it. */
const beforeMinute = ({ account, region }: AuditFolder, at: number): string => {
  const stamp = new Date(at).toISOString().slice(0, 16).replaceAll(/[-:]/g, '');
  return `${account}_CloudTrail_${region}_${stamp}Z`;
};

/** Reads what has come to a folder since it was listed last. */
export async function readNews(run: RunContext, reading: Reading, folder: AuditFolder): Promise<AuditFolder> {
  const { db, clock } = run;
  const now = clock.now();
  const { lastKey, isWhole } = await readAfter(run, reading, { prefix: folder.folder, after: startOf(folder, now) });
  const next = {
    ...folder,
    lastKey: lastKey ?? folder.lastKey,
    readFrom: folder.readFrom ?? (isWhole ? dayOf(now - firstMs) : null),
    listedAt: isWhole ? new Date(now) : folder.listedAt,
  };
  await saveFolder(db, reading.source.id, next);
  return next;
}

/** The first day of which there are files; null where there is none, or it could not be asked for. */
async function findFirstDay(run: RunContext, { aws, source }: Reading, { folder }: AuditFolder): Promise<Date | null> {
  const answer = await aws.send(listObjects, { Bucket: source.bucket, Prefix: folder, MaxKeys: 1 });
  if (!answer.ok) {
    run.fail(answer.failure, { subject: `s3://${source.bucket}/${folder}`.slice(0, 500) });
    return null;
  }
  const first = fileOf(answer.value.Contents?.[0]?.Key);
  return first && dayOf(first.deliveredAt.getTime());
}

/**
 * Reads one day before those that were read, newest first, as far back as there are files that are kept.
 * @returns the folder as it is then; null when nothing is left to read
 */
export async function readDayBefore(
  run: RunContext,
  reading: Reading,
  { folder, keptSince }: { folder: AuditFolder; keptSince: number },
): Promise<AuditFolder | null> {
  if (folder.readFrom === null) return null;
  const firstDay = folder.firstDay ?? (await findFirstDay(run, reading, folder));
  const day = folder.readFrom.getTime() - dayMs;
  if (firstDay === null || day < Math.max(firstDay.getTime(), floorTo(keptSince, dayMs))) return null;
  const prefix = `${folder.folder}${dayFolder(day)}/`;
  const { isWhole } = await readAfter(run, reading, { prefix, after: prefix });
  if (!isWhole) return null;
  const next = { ...folder, firstDay, readFrom: new Date(day) };
  await saveFolder(run.db, reading.source.id, next);
  return next;
}
