import { join } from 'node:path';
import { verifyPlace } from '#lib/audit/trail/place.ts';
import type { TrailPublicKeys } from '#lib/audit/trail/public-keys.ts';
import { TrailwatchError } from '#lib/errors.ts';
import { formatCount, formatFigure } from '#lib/format.ts';
import { clockFrom } from '#lib/time.ts';
import { type ExitCode, exitCodes, type Invocation } from './command.ts';
import { progressBar } from './progress.ts';
import { openTrailFolder, type TrailFolder } from './trail-folder.ts';
import { loadPublicKeys } from './trail-public-keys.ts';
import { type TrailReport, TrailTally } from './trail-report.ts';
import { bucketOf, readTrailAsked, selectTrail, type TrailAsked, type TrailSelection } from './trail-selection.ts';

const figure = (count: number): string => formatFigure(count, 'count').text;

async function openFolder(path: string): Promise<TrailFolder> {
  try {
    return await openTrailFolder(path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new TrailwatchError('invalid', `--trail ${path} could not be opened: ${why}`, {
      mend: 'Give a folder that holds the tree of the trail’s bucket, as aws s3 sync s3://BUCKET FOLDER makes it.',
      cause: error,
    });
  }
}

/** @throws TrailwatchError when there is nothing of what is asked, or of a part of it: an empty answer would look like a clean one */
function selectFolder(path: string, folder: TrailFolder, { asked, now }: { asked: TrailAsked; now: number }): TrailSelection {
  const selection = selectTrail(folder.keys, asked, now);
  const { places } = selection;
  const noAccount = asked.accounts?.find((id) => places.every(({ account }) => account !== id));
  const noRegion = asked.regions?.find((name) => places.every(({ region }) => region !== name));
  const nothing = noAccount ?? noRegion;
  if (places.length > 0 && nothing === undefined) return selection;
  const of = nothing === undefined ? 'that was asked for' : `of ${nothing}`;
  throw new TrailwatchError('invalid', `There is no file of CloudTrail’s in ${path} ${of}.`, {
    mend: 'Keys must be as in the bucket, from [prefix/]AWSLogs/ on; see whether --account, --region and --trail-name name what is there.',
  });
}

function* told(report: TrailReport): Generator<string> {
  for (const { sentence } of report.findings) yield sentence;
  if (report.more > 0) yield `… and ${figure(report.more)} more.`;
  yield* report.notes;
  for (const { chain, stretches } of report.chains) {
    const hours = Map.groupBy(stretches, ({ state }) => state);
    const parts = [...hours].map(([state, of]) => `${figure(of.reduce((sum, { hours: count }) => sum + count, 0))} ${state}`);
    yield `${chain}: hours ${parts.join(', ')}.`;
  }
  if (report.signaturesFromNext > 0) {
    const files = formatCount(report.signaturesFromNext, 'digest file', 'digest files');
    yield `${files} had no metadata file beside: the signature was taken from the digest after it, which holds it too.`;
  }
  const { digests, backfillDigests: backfills, logs } = report;
  const late = logs.notYetDue > 0 ? `; ${formatCount(logs.notYetDue, 'log file', 'log files')} not yet due` : '';
  const more = backfills.total > 0 ? `${backfills.valid}/${backfills.total} backfill digest files valid, ` : '';
  yield `${digests.valid}/${digests.total} digest files valid, ${more}${logs.valid}/${logs.total} log files valid${late}.`;
  if (report.intact) yield 'Verified.';
  else {
    const faults = report.findings.length + report.more;
    yield faults > 0
      ? `Not verified: ${formatCount(faults, 'finding', 'findings')}.`
      : 'Not verified: not everything could be looked at.';
  }
}

type Run = { asked: TrailAsked; publicKeys: TrailPublicKeys; selection: TrailSelection; signal: AbortSignal };

async function run(folder: TrailFolder, { asked, publicKeys, selection, signal }: Run): Promise<TrailReport> {
  const bucket = asked.bucket ?? (await bucketOf(folder, selection.newestDigests, publicKeys));
  const { from, trail } = asked;
  const { to, files, places, later } = selection;
  const tally = new TrailTally({ from, to });
  const bar = progressBar();
  try {
    for (const place of places) {
      for await (const result of verifyPlace(folder, place, { from, to, publicKeys, bucket, trail, statusOf: () => null })) {
        signal.throwIfAborted();
        tally.add(result);
        bar.show({ done: tally.files, total: files, note: `${figure(tally.files)} of ${figure(files)} files` });
      }
    }
  } finally {
    bar.clear();
  }
  return tally.report({ bucket, later });
}

/** `audit verify --trail FOLDER`. */
export async function verifyTrailFolder(invocation: Invocation): Promise<ExitCode> {
  const { options, say, print, json, signal } = invocation;
  const path = String(options.trail);
  const now = clockFrom(process.env).now();
  const asked = readTrailAsked(options, now);
  const folder = await openFolder(path);
  const keys = options['public-keys'];
  const publicKeys = await loadPublicKeys(typeof keys === 'string' ? keys : join(path, 'public-keys.json'));
  const report = await run(folder, { asked, publicKeys, selection: selectFolder(path, folder, { asked, now }), signal });
  if (json) print({ folder: path, ...report });
  else for (const line of told(report)) say(line);
  return report.intact ? exitCodes.ok : exitCodes.fault;
}
