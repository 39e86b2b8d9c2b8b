import type { Place, Scale } from '../types.ts';
import { finishedJobs, finishedPlace, rankAt } from './finished-jobs.ts';
import { type Job, jobModifiedAt } from './job.ts';
import { jobsCreated } from './jobs.ts';
import { isAt, memoryMs } from './setting.ts';

/** Bounds in epoch ms, all inclusive. */
export type JobRange = { createdFrom: number; createdTo: number; modifiedFrom: number; modifiedTo: number };
export type JobOrder = { by: 'createdAt' | 'modifiedAt'; descending: boolean };
/** A job's place in an order: lists go on behind it. */
export type JobPosition = { at: number; name: string };

export const wholeRange: JobRange = {
  ...{ createdFrom: 0, createdTo: Number.POSITIVE_INFINITY, modifiedFrom: 0, modifiedTo: Number.POSITIVE_INFINITY },
};

type Ask = { seed: string; scale: Scale; place: Place; now: number };
type Timed = JobPosition & { job: Job };

const hourMs = 3_600_000;
const remembered = new Map<string, Job[]>();

/** The scheduled ones of a place by creation, the oldest first; the last few answers are kept: pages of one list follow each other. */
function scheduled({ seed, place, now }: Ask): Job[] {
  const hour = Math.floor(now / hourMs) * hourMs;
  const key = [seed, place.account, place.region, hour].join(' ');
  const found =
    remembered.get(key) ??
    jobsCreated(seed, place, 'training', hour - memoryMs, hour + hourMs).sort((a, b) => a.createdAt - b.createdAt);
  if (!remembered.has(key) && remembered.size >= 4) remembered.clear();
  remembered.set(key, found);
  return found;
}

/** Of an ascending list, the part between two creation times, both inclusive. */
function createdBetween(jobs: readonly Job[], from: number, to: number): Job[] {
  const before = (moment: number): number =>
    jobs.length - rankAt((rank) => jobs[jobs.length - 1 - rank]?.createdAt ?? 0, jobs.length, moment);
  return jobs.slice(before(from - 1), before(to));
}

const isWithin = (job: Job, modifiedAt: number, range: JobRange): boolean =>
  job.createdAt >= range.createdFrom &&
  job.createdAt <= range.createdTo &&
  modifiedAt >= range.modifiedFrom &&
  modifiedAt <= range.modifiedTo;

const compare = (a: JobPosition, b: JobPosition): number => a.at - b.at || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

/** Ranks of finished jobs within bounds: [first, last), the newest first. */
function finishedRanks(ask: Ask, range: JobRange) {
  const past = ask.scale.finishedJobs && isAt(ask.place, finishedPlace) ? finishedJobs(ask.seed, ask.scale.finishedJobs) : null;
  if (!past) return null;
  const rank = (time: (rank: number) => number, moment: number): number => rankAt(time, past.count, moment);
  return {
    past,
    first: Math.max(rank(past.createdAt, range.createdTo), rank(past.endedAt, range.modifiedTo)),
    // Times are whole milliseconds: the first rank that is older than the lower bound ends the range.
    last: Math.min(rank(past.createdAt, range.createdFrom - 1), rank(past.endedAt, range.modifiedFrom - 1)),
  };
}

function* finishedFrom(ask: Ask, range: JobRange, order: JobOrder, after: JobPosition | null): Generator<Timed> {
  const ranks = finishedRanks(ask, range);
  if (!ranks) return;
  const { past, first, last } = ranks;
  const time = order.by === 'createdAt' ? past.createdAt : past.endedAt;
  const timed = (rank: number): Timed => {
    const job = past.at(rank);
    return { job, at: time(rank), name: job.name };
  };
  const isNext = (one: Timed): boolean =>
    after === null || (order.descending ? compare(one, after) < 0 : compare(one, after) > 0);
  if (order.descending) {
    const start = after ? Math.max(first, rankAt(time, past.count, after.at)) : first;
    for (let rank = start; rank < last; rank += 1) if (isNext(timed(rank))) yield timed(rank);
    return;
  }
  const start = after ? Math.min(last, rankAt(time, past.count, after.at - 1)) : last;
  for (let rank = start - 1; rank >= first; rank -= 1) if (isNext(timed(rank))) yield timed(rank);
}

/** Training jobs of a place within bounds, in order of a time and behind a position; those of the long past are never all held. */
export function* trainingJobs(ask: Ask, range: JobRange, order: JobOrder, after: JobPosition | null = null): Generator<Timed> {
  const sign = order.descending ? -1 : 1;
  const ahead = after && order.by === 'createdAt' ? after.at : null;
  const from = Math.max(range.createdFrom, ask.now - memoryMs + 1, order.descending ? 0 : (ahead ?? 0));
  const to = Math.min(range.createdTo, ask.now, order.descending ? (ahead ?? ask.now) : ask.now);
  const own = createdBetween(scheduled(ask), from, to)
    .map((job): Timed & { modifiedAt: number } => {
      const modifiedAt = jobModifiedAt(job, ask.now);
      return { job, name: job.name, modifiedAt, at: order.by === 'createdAt' ? job.createdAt : modifiedAt };
    })
    .filter((one) => isWithin(one.job, one.modifiedAt, range) && (after === null || sign * compare(one, after) > 0))
    .sort((a, b) => sign * compare(a, b))
    .values();
  const past = finishedFrom(ask, range, order, after);
  let [left, right] = [own.next(), past.next()];
  while (!left.done || !right.done) {
    const isLeft = right.done || (!left.done && sign * compare(left.value, right.value) <= 0);
    if (isLeft && !left.done) {
      yield left.value;
      left = own.next();
    } else if (!right.done) {
      yield right.value;
      right = past.next();
    }
  }
}

/** How many there are within bounds. */
export function countTrainingJobs(ask: Ask, range: JobRange): number {
  const own = createdBetween(
    scheduled(ask),
    Math.max(range.createdFrom, ask.now - memoryMs + 1),
    Math.min(range.createdTo, ask.now),
  ).filter((job) => isWithin(job, jobModifiedAt(job, ask.now), range)).length;
  const ranks = finishedRanks(ask, range);
  return own + (ranks ? Math.max(0, ranks.last - ranks.first) : 0);
}
