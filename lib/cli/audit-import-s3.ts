import type { AwsRegion } from '#lib/aws/region.ts';
import { openAws } from '#lib/aws/session.ts';
import { createTally } from '#lib/aws/tally.ts';
import { readerOf } from '#lib/collect/trails/sources.ts';
import { type Database, database } from '#lib/db.ts';
import { formatCount, formatQuantity } from '#lib/format.ts';
import { terminalLine } from '#lib/terminal.ts';
import { clockFrom } from '#lib/time.ts';
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
import { type Progress, progressBar } from './progress.ts';
import { runAhead } from './run-ahead.ts';
import { type Fetched, fetchedObjects } from './s3-fetch.ts';
import { type Listing, newListing, wantedObjects } from './s3-listing.ts';
import { type S3Place, s3PlaceOf } from './s3-place.ts';

/** Pages of a thousand keys that are listed before they are read. */
const pagesAhead = 100;

/** `faults`: the objects of which not all was read. */
export type BucketResult = { listing: Listing; read: number; totals: ImportTotals; faults: FileResult[] };
export type BucketContext = {
  db: Database;
  receivedAt: Date;
  signal: AbortSignal;
  show: (progress: Progress) => void;
  /** Told of each object that is not all read, as soon as it is known. */
  onFault: (fault: FileResult) => void;
};

const megabytes = (bytes: number): string => formatQuantity(bytes / 1e6, 'MB');

function progressOf({ listing, read, totals }: BucketResult, done: number): Progress {
  const saved = `${figure(totals.saved)} saved`;
  return listing.isWhole
    ? { done, total: listing.bytes, note: `${figure(read)} of ${formatCount(listing.objects, 'object', 'objects')}, ${saved}` }
    : {
        done,
        total: null,
        note: `${figure(read)} objects, ${megabytes(done)}, ${saved}; still listing: ${figure(listing.objects)}`,
      };
}

/** Imports what lies under a prefix. Never throws for what an object is, or for one that cannot be had; a lost database does end it. */
export async function importObjects(
  aws: AwsRegion,
  { bucket, prefix }: Pick<S3Place, 'bucket' | 'prefix'>,
  { db, receivedAt, signal, show, onFault }: BucketContext,
): Promise<BucketResult> {
  const result: BucketResult = { listing: newListing(), read: 0, totals: nothingImported(), faults: [] };
  let done = 0;
  const onBytes = (bytes: number): void => {
    done += bytes;
    show(progressOf(result, done));
  };
  const importOne = async (fetched: Fetched): Promise<FileResult> => {
    const name = `s3://${bucket}/${terminalLine(fetched.object.key)}`;
    if ('path' in fetched) return importFile(fetched.path, { db, receivedAt, signal, onBytes }, name);
    onBytes(fetched.object.bytes);
    return { path: name, ...nothingImported(), dropped: 0, problem: fetched.problem };
  };
  const pages = runAhead(wantedObjects(aws, { bucket, prefix }, { listing: result.listing, signal }), pagesAhead);
  try {
    for await (const fetched of fetchedObjects(aws, bucket, pages)) {
      signal.throwIfAborted();
      const one = await importOne(fetched);
      result.read += 1;
      addCounts(result.totals, one);
      if (isClean(one)) continue;
      result.faults.push(one);
      onFault(one);
    }
  } catch (error) {
    // What was saved stays saved: the same command goes on where this one stopped.
    if (!signal.aborted) throw error;
  }
  return result;
}

function say({ say: line }: Invocation, url: string, { listing, read, totals, faults }: BucketResult): void {
  for (const [reason, count] of listing.skipped) line(`${formatCount(count, 'key', 'keys')} passed over: ${reason}`);
  const odd = faults.length > 0 ? `; not all was read of ${figure(faults.length)}` : '';
  line(`${url}: ${formatCount(read, 'object', 'objects')}: ${importedWords(totals)}${odd}.`);
  if (totals.saved > 0) line(keptLine());
}

/** As a path that cannot be opened: nothing was listed, and nothing read. */
function refused({ say: line }: Invocation, url: string, { failure }: Listing): ExitCode {
  line(`${url} could not be listed: ${failure?.code}: ${failure?.message}`);
  if (failure?.word === 'denied') line('Listing and reading a bucket takes what `policy --feature trails` prints.');
  return failure?.word === 'late' || failure?.word === 'throttled' ? exitCodes.unreachable : exitCodes.usage;
}

function conclude(invocation: Invocation, url: string, result: BucketResult): ExitCode {
  const { listing, read, totals, faults } = result;
  if (listing.failure && listing.objects === 0 && listing.skipped.size === 0) return refused(invocation, url, listing);
  say(invocation, url, result);
  const isWhole = listing.isWhole && read === listing.objects;
  if (listing.failure) invocation.say(`The list broke off: ${listing.failure.code}: ${listing.failure.message}`);
  if (!isWhole) invocation.say(stoppedLine);
  if (invocation.json) {
    const skipped = [...listing.skipped].map(([reason, count]) => ({ reason, count }));
    invocation.print({ ...totals, complete: isWhole, objects: read, faults, skipped });
  }
  return isWhole && faults.length === 0 ? exitCodes.ok : exitCodes.fault;
}

/** `audit import s3://BUCKET/PREFIX`. */
export async function importBucket(invocation: Invocation, url: string): Promise<ExitCode> {
  const { profile } = invocation.options;
  const place = s3PlaceOf(url, invocation);
  if (typeof profile === 'string') process.env.AWS_PROFILE = profile;
  const clock = clockFrom(process.env);
  const aws = openAws(clock);
  const bar = progressBar();
  try {
    const here = aws.region(readerOf(place.source), place.source.region, createTally());
    const result = await importObjects(here, place, {
      ...{ db: database(), receivedAt: new Date(clock.now()), signal: invocation.signal, show: bar.show },
      onFault(fault) {
        bar.clear();
        invocation.say(fileLine(fault));
      },
    });
    bar.clear();
    return conclude(invocation, url, result);
  } finally {
    bar.clear();
    aws.close();
  }
}
