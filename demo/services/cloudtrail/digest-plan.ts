import { hourMs, minuteMs } from '#lib/time.ts';
import { occurrencesBetween, type Recurrence } from '../../scenario/floor/recurrence.ts';
import { streamOf, whole } from '../../scenario/random.ts';
import type { Place } from '../../scenario/types.ts';
import type { TrailSpoils } from '../../trail-spoils.ts';
import { type Epoch, graceMs, phaseOf } from './logging.ts';
import { basicTime, dayFolder, folderOf, type Trail } from './trails.ts';

/** A digest of the files delivered in [start, end), epoch ms. `previous`: the one before it in its chain. */
export type Digest = Place & {
  trail: Trail;
  key: string;
  start: number;
  end: number;
  /** When it was signed: at its end, or when it was made up for. */
  signedAt: number;
  deliveredAt: number;
  isBackfill: boolean;
  previous: Digest | undefined;
};

/**
 * For two hours of each twenty no digest comes in one place; those are made up for later, in a chain of their own. Any 24 hours see some.
 */
const outage: Recurrence = { everyMs: 20 * hourMs, offsetMs: 7 * hourMs, lastsMs: 2 * hourMs };
const outagePlace: Place = { account: '111122223333', region: 'us-east-1' };
const madeUpAfterMs = 3 * hourMs;

/** The digests of one epoch of a place: hourly from a minute of its own, the first and the last of what remains; standard ones first. */
export function digestsOf(of: { trail: Trail; place: Place; epoch: Epoch; spoils: TrailSpoils }): Digest[] {
  const { trail, place, spoils } = of;
  const standard: Digest[] = [];
  const backfill: Digest[] = [];
  for (const span of spansOf(trail, place, of.epoch)) {
    const missed = missedIn(place, span.end);
    const digest: Digest = { ...planned(trail, place, span, missed), previous: undefined };
    if (spoils.of(digest.key) === 'undelivered') continue;
    const chain = missed ? backfill : standard;
    const last = chain.at(-1);
    // Each time that is made up for begins a chain.
    digest.previous = missed && last && missedIn(place, last.end)?.start !== missed.start ? undefined : last;
    chain.push(digest);
  }
  return [...standard, ...backfill];
}

type Span = { start: number; end: number };

function* spansOf(trail: Trail, place: Place, epoch: Epoch): Generator<Span> {
  const phase = phaseOf('digests', trail, place, 1000, 3600);
  const last = epoch.to + graceMs;
  let start = epoch.from;
  for (let end = Math.floor((start - phase) / hourMs) * hourMs + phase + hourMs; end < last; end += hourMs) {
    yield { start, end };
    start = end;
  }
  yield { start, end: last };
}

/** The outage in which a digest would have come. */
const missedIn = (place: Place, end: number): Span | undefined =>
  place.account === outagePlace.account && place.region === outagePlace.region
    ? occurrencesBetween(outage, end, end + 1).map(({ from, to }) => ({ start: from, end: to }))[0]
    : undefined;

function planned(trail: Trail, place: Place, { start, end }: Span, missed: Span | undefined): Omit<Digest, 'previous'> {
  const stream = streamOf('digest', trail.name, place.account, place.region, end);
  const signedAt = missed ? missed.end + madeUpAfterMs : end;
  const file = `${place.account}_CloudTrail-Digest_${place.region}_${trail.name}_${trail.homeRegion}_${basicTime(end)}`;
  return {
    ...place,
    trail,
    key: `${folderOf(trail, place, 'CloudTrail-Digest')}${dayFolder(end)}${file}${missed ? '_backfill' : ''}.json.gz`,
    start,
    end,
    signedAt,
    deliveredAt: signedAt + 2 * minuteMs + whole(stream, 0, 600) * 1000,
    isBackfill: missed !== undefined,
  };
}
