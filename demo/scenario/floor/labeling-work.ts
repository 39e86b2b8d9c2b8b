import { countOf, normal, streamOf, subStream, uniform } from '../random.ts';
import type { LabelingFamily } from './labeling-families.ts';
import { latestOccurrence } from './recurrence.ts';
import { stall, stalledTeam, type Worker } from './workforce.ts';

/** People work in half hours: whether, how much and on what is drawn once for each. */
export const sliceMs = 1_800_000;
const dayMs = 86_400_000;

export type TaskEvent = {
  kind: 'submitted' | 'returned' | 'declined';
  worker: Worker;
  acceptedAt: number;
  at: number;
  stream: number;
};

const isOnShift = (worker: Worker, at: number): boolean => {
  const hour = Math.floor(at / 3_600_000) % 24;
  const since = (hour - worker.startHour + 48) % 24;
  if (since >= 8) return false;
  const day = Math.floor((at - since * 3_600_000) / dayMs);
  const isWeekend = ((((day + 4) % 7) + 7) % 7) % 6 === 0;
  return uniform(worker.stream, 1000 + day) < (isWeekend ? 0.4 : 0.9);
};

const isShutOut = (family: LabelingFamily, at: number): boolean =>
  family.crew.name === stalledTeam && at < latestOccurrence(stall, at).to;

export type Work = { seed: string; family: LabelingFamily; slot: number; stream: number };

/** How many tasks a worker submits for a job in a half hour; 0 when away, shut out, or busy with another job. */
export function submissions(work: Work, worker: Worker, slice: number): number {
  const at = slice * sliceMs;
  const { family } = work;
  const [from, to] = family.shares[((work.slot % 2) + 2) % 2] ?? [0, 0];
  const choice = uniform(subStream(worker.stream, 77), slice);
  if (choice < from || choice >= to || !isOnShift(worker, at) || isShutOut(family, at)) return 0;
  return countOf(
    (sliceMs / 1000 / (family.handleSeconds * 1.15 + 10)) * worker.pace,
    subStream(work.stream, worker.index),
    slice,
  );
}

/** What a worker did for a job in a half hour, in order of time; all of it lies inside the half hour. */
export function taskEvents(work: Work, worker: Worker, slice: number): TaskEvent[] {
  const count = submissions(work, worker, slice);
  const events: TaskEvent[] = [];
  const step = sliceMs / Math.max(1, count);
  let free = slice * sliceMs + 1000;
  for (let index = 0; index < count; index += 1) {
    const stream = streamOf(work.stream, worker.id, slice, index);
    const at = Math.floor(slice * sliceMs + step * (index + 0.35 + uniform(stream, 0) * 0.6));
    const handle = work.family.handleSeconds * 1000 * Math.exp(0.5 * normal(stream, 1));
    const acceptedAt = Math.max(free, Math.floor(at - handle));
    events.push({ kind: 'submitted', worker, acceptedAt, at, stream });
    free = at + 2000;
    const whim = uniform(stream, 2);
    if (whim < 0.035 && free + 15_000 < (slice + 1) * sliceMs) {
      events.push({
        kind: whim < 0.021 ? 'declined' : 'returned',
        worker,
        acceptedAt: free,
        at: free + 9000,
        stream: subStream(stream, 5),
      });
      free += 11_000;
    }
  }
  return events;
}
