import { TrailHours } from '#lib/audit/trail/hours.ts';
import type { TrailPlace } from '#lib/audit/trail/keys.ts';
import { verifyPlace } from '#lib/audit/trail/place.ts';
import { resultSentence, type TrailResult, verdictOf } from '#lib/audit/trail/verdicts.ts';
import type { TrailStatus } from '#lib/audit/trail/walk.ts';
import { findCursor, setCursor } from '#lib/store/cursors.ts';
import { findOpenHour, listTrailStatuses, saveVerified, type TrailFindingRow } from '#lib/store/trail-hours.ts';
import { floorTo, hourMs, minuteMs } from '#lib/time.ts';
import type { PlaceContext, RunContext } from '../context.ts';
import { bucketReader, ListRefused } from './bucket-reader.ts';
import { publicKeysOf } from './public-keys.ts';
import type { Reading } from './read-folder.ts';

/** Digests come once an hour, some minutes after it. */
const everyMs = 10 * minuteMs;
/** Of a place that is new so much is verified at once; what was before is for `audit verify`. */
const firstMs = 26 * hourMs;
/** What happened while nobody looked is made up for a day at a time. */
const longestMs = 24 * hourMs;
/** What is told of a place whose every file was spoiled. */
const mostFindings = 2000;

/** What a walk found, by trail. */
class Found {
  readonly #window: { from: number; to: number };
  readonly #chains = new Map<string, TrailHours>();
  readonly findings: TrailFindingRow[] = [];
  readonly verdicts: { key: string; verdict: string }[] = [];

  constructor(window: { from: number; to: number }) {
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

async function verifySpot(run: RunContext, context: PlaceContext, { aws, source }: Reading, place: TrailPlace): Promise<void> {
  const now = run.clock.now();
  const spot = { source: source.id, account: place.account, region: place.region };
  const open = await findOpenHour(run.db, spot);
  const from = open?.getTime() ?? floorTo(now - firstMs, hourMs);
  const to = Math.min(now, from + longestMs + firstMs);
  const publicKeys = await publicKeysOf(run, context, { region: place.region, from, to });
  if (publicKeys === null) return;
  const found = new Found({ from, to });
  const options = { from, to, publicKeys, bucket: source.bucket, trail: null, statusOf: await statusesOf(run) };
  for await (const result of verifyPlace(bucketReader(aws, source.bucket), place, options)) found.add(result);
  const { findings, verdicts } = found;
  run.count('verifiedFiles', verdicts.length);
  if (findings.length > 0) run.count('unverified', findings.length);
  await saveVerified(run.db, spot, {
    ...{ from: new Date(from), to: new Date(to), at: new Date(now) },
    ...{ hours: found.hours(), findings, verdicts },
  });
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
    if (run.patience.aborted) return run.count('left', 1);
    try {
      await verifySpot(run, context, reading, place);
    } catch (error) {
      if (!(error instanceof ListRefused)) throw error;
      run.fail(error.failure, { subject: `digests of ${place.account} in ${place.region}` });
    }
  }
  await setCursor(db.pool, key, clock.now(), new Date(clock.now()));
}
