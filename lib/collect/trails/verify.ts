import { TrailHours } from '#lib/audit/trail/hours.ts';
import type { TrailPlace } from '#lib/audit/trail/keys.ts';
import { verifyPlace } from '#lib/audit/trail/place.ts';
import { resultSentence, type TrailResult, verdictOf } from '#lib/audit/trail/verdicts.ts';
import type { TrailStatus } from '#lib/audit/trail/walk.ts';
import { listKnownKeys } from '#lib/store/audit-files.ts';
import { findCursor, setCursor } from '#lib/store/cursors.ts';
import {
  findOpenHour,
  findUnreadable,
  listTrailStatuses,
  saveVerified,
  type TrailFindingRow,
  type TrailSpot,
} from '#lib/store/trail-hours.ts';
import { floorTo, hourMs, minuteMs } from '#lib/time.ts';
import type { PlaceContext, RunContext } from '../context.ts';
import { bucketReader, ListRefused } from './bucket-reader.ts';
import { fileOf } from './listed-file.ts';
import { publicKeysOf } from './public-keys.ts';
import { readFiles } from './read-files.ts';
import type { Reading } from './read-folder.ts';

/** Digests come once an hour, some minutes after it; each look reads the log files of three hours. */
const everyMs = 30 * minuteMs;
/** Of a place that is new so much is verified at once; what was before is for `audit verify`. */
const firstMs = 26 * hourMs;
/** What happened while nobody looked is made up for two days at a time. */
const longestMs = 48 * hourMs;
/** What was denied, or did not come, is asked for again. */
const again = { afterMs: 30 * minuteMs, reachMs: 14 * 24 * hourMs, stretchMs: 12 * hourMs };
/** A walk begins at a digest that is there: those of slow hours come late. */
const overlapMs = 3 * hourMs;
/** What is told of a place whose every file was spoiled. */
const mostFindings = 2000;

type TrailWindow = { from: number; to: number };

/** What a walk found, by trail. */
class Found {
  readonly #window: TrailWindow;
  readonly #chains = new Map<string, TrailHours>();
  readonly findings: TrailFindingRow[] = [];
  readonly verdicts: { key: string; verdict: string }[] = [];

  constructor(window: TrailWindow) {
    this.#window = window;
  }

  add(result: TrailResult): void {
    if (result.of === 'log') this.verdicts.push({ key: result.key, verdict: result.kind });
    const chain = result.chain?.replace(/\/backfill$/, '') ?? '';
    if (verdictOf(result).isFault && this.findings.length < mostFindings) {
      const { from, to, kind } = result;
      const key = result.of === 'period' ? '' : result.key;
      this.findings.push({ chain, from: new Date(from), to: new Date(to), kind, key, sentence: resultSentence(result) });
    }
    if (chain === '') return;
    const hours = this.#chains.get(chain) ?? new TrailHours(this.#window);
    hours.add(result);
    this.#chains.set(chain, hours);
  }

  hours() {
    return [...this.#chains].flatMap(([chain, hours]) =>
      hours.list().map(({ at, state, digests, logs }) => ({
        ...{ chain, hour: new Date(at), state },
        ...{ digests: digests.verified + digests.faulty, faultyDigests: digests.faulty },
        ...{ logs: logs.verified + logs.faulty, faultyLogs: logs.faulty },
      })),
    );
  }
}

/** What CloudTrail says of a trail, by its name and home. */
async function statusesOf({ db }: RunContext): Promise<(trail: string, home: string) => TrailStatus | null> {
  const rows = await listTrailStatuses(db);
  return (trail, home) => {
    const row = rows.find(({ name, region }) => name === trail && region === home);
    if (!row) return null;
    const stoppedAt = row.isLogging === false ? row.stoppedAt : null;
    return { latestDigestAt: row.digestAt?.getTime() ?? null, stoppedAt: stoppedAt?.getTime() ?? null };
  };
}

/** What is to be looked at now: what has come since, and the half day up to what could not be read. */
async function windowsOf({ db }: RunContext, spot: TrailSpot, now: number): Promise<TrailWindow[]> {
  const known = await findOpenHour(db, spot);
  if (known === null) return [{ from: floorTo(now - firstMs, hourMs), to: now }];
  const open = known.getTime();
  const [since, triedBefore] = [new Date(open - again.reachMs), new Date(now - again.afterMs)];
  const news = { from: open - overlapMs, to: Math.min(now, open + longestMs) };
  const unread = await findUnreadable(db, spot, { since, before: new Date(news.from), triedBefore });
  if (unread === null) return [news];
  const to = Math.min(open, floorTo(unread.getTime(), hourMs) + overlapMs);
  return [news, { from: to - again.stretchMs, to }];
}

async function verifySpot(run: RunContext, context: PlaceContext, { aws, source }: Reading, place: TrailPlace): Promise<void> {
  const spot = { source: source.id, account: place.account, region: place.region };
  for (const window of await windowsOf(run, spot, run.clock.now()))
    await verifyWindow(run, context, { aws, source, place, window });
}

async function verifyWindow(
  run: RunContext,
  context: PlaceContext,
  { aws, source, place, window: { from, to } }: Reading & { place: TrailPlace; window: TrailWindow },
): Promise<void> {
  const now = run.clock.now();
  const spot = { source: source.id, account: place.account, region: place.region };
  const publicKeys = await publicKeysOf(run, context, { region: place.region, from, to });
  if (publicKeys === null) return;
  const found = new Found({ from, to });
  const options = { from, to, publicKeys, bucket: source.bucket, trail: null, statusOf: await statusesOf(run) };
  for await (const result of verifyPlace(bucketReader(aws, source.bucket), place, options)) found.add(result);
  const { findings, verdicts } = found;
  await readNamed(run, { aws, source }, verdicts);
  run.count('verifiedFiles', verdicts.length);
  if (findings.length > 0) run.count('unverified', findings.length);
  await saveVerified(run.db, spot, {
    ...{ from: new Date(from), to: new Date(to), at: new Date(now) },
    ...{ hours: found.hours(), findings, verdicts },
  });
}

/** Files that a digest names and no list has shown: what CloudTrail delivers a day late stands before what was listed long ago. */
async function readNamed(
  run: RunContext,
  { aws, source }: Reading,
  named: readonly { key: string; verdict: string }[],
): Promise<void> {
  const there = named
    .filter(({ verdict }) => verdict !== 'missing' && verdict !== 'elsewhere')
    .flatMap(({ key }) => fileOf(key) ?? []);
  const known = await listKnownKeys(run.db, source.id, there);
  const files = there.filter(({ key }) => !known.has(key));
  if (files.length > 0) await readFiles(run, aws, { source, files });
}

/** Verifies what has come to a source since it was verified last, place by place. */
export async function verifySource(
  run: RunContext,
  context: PlaceContext,
  { reading, places }: { reading: Reading; places: readonly TrailPlace[] },
): Promise<void> {
  const { db, clock } = run;
  const key = { ...run.place, collector: 'trails', key: `verified ${reading.source.id}` };
  const last = await findCursor(db, key);
  if (typeof last === 'number' && clock.now() >= last && clock.now() - last < everyMs) return;
  for (const place of places) {
    if (run.patience.aborted) return;
    try {
      await verifySpot(run, context, reading, place);
    } catch (error) {
      if (!(error instanceof ListRefused)) throw error;
      run.fail(error.failure, { subject: `digests of ${place.account} in ${place.region}` });
    }
  }
  await setCursor(db.pool, key, clock.now(), new Date(clock.now()));
}
