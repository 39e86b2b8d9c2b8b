import type { TrailPlace } from '#lib/audit/trail/keys.ts';
import { describeTrails, getEventSelectors, getTrailStatus, listPublicKeys } from '#lib/aws/cloudtrail.ts';
import { getObject, listObjects } from '#lib/aws/s3.ts';
import { neverMs } from '#lib/metrics/budget-steps.ts';
import { listUnread } from '#lib/store/audit-files.ts';
import type { AuditFolder } from '#lib/store/audit-sources.ts';
import { dayMs, minuteMs } from '#lib/time.ts';
import { attribute } from '../audit.ts';
import type { Collector, PlaceContext, RunContext, RunReport } from '../context.ts';
import { standingPace } from '../pace.ts';
import { recordRun } from '../run.ts';
import { describeHere } from './describe.ts';
import { keepFolders } from './folders.ts';
import { readFiles } from './read-files.ts';
import { type Reading, readDayBefore, readNews } from './read-folder.ts';
import { type ReadSource, sourcesAt } from './sources.ts';
import { verifySource } from './verify.ts';

/** A list costs what twelve files do: of a trail of hundreds of accounts and Regions, each pass lists as many as come to some dollars a month. */
const listsPerPass = 30;
/** What was denied or did not come is asked for again. */
const again = { afterMs: 10 * minuteMs, most: 100 };

/** What lies before what was read, day by day over all folders, as long as the pass has time. */
async function readPast(run: RunContext, reading: Reading, folders: readonly AuditFolder[]): Promise<void> {
  const { audit, retention } = run.config;
  const keptSince = run.clock.now() - Math.min(audit.history ?? retention.audit, retention.audit) * dayMs;
  let open = [...folders];
  while (open.length > 0) {
    const next: AuditFolder[] = [];
    for (const folder of open) {
      if (run.patience.aborted) return;
      const read = await readDayBefore(run, reading, { folder, keptSince });
      if (read) next.push(read);
    }
    open = next;
  }
}

type Read = { reading: Reading; folders: AuditFolder[]; places: readonly TrailPlace[] };

/** What has come to a source since it was looked at last, and what could not be read before. */
async function readSource(run: RunContext, context: PlaceContext, { source, reader }: ReadSource): Promise<Read> {
  const aws = context.aws.region(reader, source.region, run.aws.tally);
  const reading = { aws, source };
  const { folders, places } = await keepFolders(run, aws, source);
  const triedBefore = new Date(run.clock.now() - again.afterMs);
  const read: AuditFolder[] = [];
  for (const folder of folders.slice(0, listsPerPass)) {
    if (run.patience.aborted) break;
    read.push(await readNews(run, reading, folder));
  }
  const unread = await listUnread(run.db, source.id, { triedBefore, most: again.most });
  if (unread.length > 0) await readFiles(run, aws, { source, files: unread });
  return { reading, folders: read, places };
}

/** News of every source go before proofs, and proofs before what is long past. */
async function readSources(run: RunContext, context: PlaceContext): Promise<void> {
  const all: Read[] = [];
  for (const source of await sourcesAt(run, context)) all.push(await readSource(run, context, source));
  for (const read of all) await verifySource(run, context, read);
  for (const { reading, folders } of all) await readPast(run, reading, folders);
  if (run.patience.aborted) run.count('left', 1);
}

async function collectTrails(context: PlaceContext): Promise<RunReport[]> {
  // What is described is free; S3 bills each list and each file.
  const mayRead = (await standingPace(context)).pace.screen < neverMs;
  if (!mayRead && context.isBucketOnly) return [];
  const report = await recordRun(context, { collector: 'trails', purpose: 'live' }, async (run) => {
    if (!context.isBucketOnly) await describeHere(run);
    if (mayRead) await readSources(run, context);
  });
  // Of a unit that was done again, the run does not know what was written at first.
  if ((report.counts.written ?? 0) + (report.counts.units ?? 0) > 0) await attribute(context, 'new');
  return [report];
}

/** Who did what, from the log files that trails deliver to S3: whole, verbatim, and as far back as they are kept. */
export const trails: Collector = {
  id: 'trails',
  // Of a quarter of all events, the log file is there before Event history tells of them.
  everyMs: minuteMs,
  calls: [describeTrails, getTrailStatus, getEventSelectors, listObjects, getObject, listPublicKeys],
  collect: collectTrails,
};
