import { drift, streamOf, uniform } from '../random.ts';
import type { Place } from '../types.ts';
import { type LabelingFamily, labelingFamilies } from './labeling-families.ts';
import { sliceMs, submissions, type TaskEvent, taskEvents, type Work } from './labeling-work.ts';
import { latestOccurrence } from './recurrence.ts';
import { arnOf, isAt, memoryMs } from './setting.ts';
import { stall, stalledTeam, type Worker, workersOf } from './workforce.ts';

/** Numbers count from here. */
const epoch = Date.UTC(2024, 0, 1);
const longestMs = 15 * 86_400_000;
const settlingMs = 240_000;

type LabelingEnd = 'Completed' | 'Failed' | 'Stopped';

export type LabelingJob = Work & {
  name: string;
  arn: string;
  place: Place;
  createdAt: number;
  /** When the last task was submitted, and when the job said so. */
  workedTo: number;
  endedAt: number;
  end: LabelingEnd;
  /** Objects that people, the model and nobody label in the end. */
  human: number;
  machine: number;
  failed: number;
  workers: readonly Worker[];
  firstSlice: number;
  /** Tasks submitted before each half hour since the first. */
  before: Int32Array;
};

const known = new Map<string, LabelingJob>();

/** The job of a number. Its work is added up once and remembered, because each counter asks for it. */
function labelingJob(seed: string, family: LabelingFamily, slot: number): LabelingJob {
  const key = `${seed} ${family.id} ${slot}`;
  const before = known.get(key);
  if (before) return before;
  if (known.size > 2000) known.clear();
  const job = workedOut(seed, family, slot);
  known.set(key, job);
  return job;
}

function workedOut(seed: string, family: LabelingFamily, slot: number): LabelingJob {
  const { place } = family.crew.workforce;
  const name = `${family.id}-${String(slot).padStart(2, '0')}`;
  const createdAt = epoch + slot * family.everyMs + family.offsetMs + Math.floor(uniform(streamOf(name), 0) * 50_000);
  const stream = streamOf(seed, name);
  const failed = Math.floor(family.objects * 0.0015);
  const machine = Math.floor(family.objects * (family.autoShare ?? 0));
  const human = family.objects - machine - failed;
  const workers = workersOf(family.crew);
  const work = { seed, family, slot, stream };
  const firstSlice = Math.ceil((createdAt + settlingMs) / sliceMs);
  const stopAt = createdAt + (family.stopsAfterMs ?? longestMs);
  const sums = family.failsAtCreation ? [0] : prefixSums({ work, workers, firstSlice, human, stopAt });
  const lastSlice = firstSlice + sums.length - 2;
  const job = {
    ...work,
    name,
    arn: arnOf(place, `labeling-job/${name}`),
    place,
    createdAt,
    human,
    machine,
    failed,
    workers,
    firstSlice,
    before: Int32Array.from(sums),
  };
  if (family.failsAtCreation) return { ...job, workedTo: createdAt, endedAt: createdAt + 71_000, end: 'Failed' };
  if (family.stopsAfterMs) return { ...job, workedTo: stopAt, endedAt: stopAt + 95_000, end: 'Stopped' };
  const rest = human - (sums.at(-2) ?? 0);
  const last = sliceEvents(job, lastSlice).filter((event) => event.kind === 'submitted')[rest - 1];
  const workedTo = last?.at ?? (lastSlice + 1) * sliceMs;
  return { ...job, workedTo, endedAt: workedTo + 340_000, end: 'Completed' };
}

type Summing = { work: Work; workers: readonly Worker[]; firstSlice: number; human: number; stopAt: number };

function prefixSums({ work, workers, firstSlice, human, stopAt }: Summing): number[] {
  const sums = [0];
  for (let slice = firstSlice; slice * sliceMs < stopAt && (sums.at(-1) ?? 0) < human; slice += 1) {
    sums.push((sums.at(-1) ?? 0) + workers.reduce((sum, worker) => sum + submissions(work, worker, slice), 0));
  }
  return sums;
}

type Worked = Work & { workers: readonly Worker[] };

/** All that was done for a job in a half hour, by time. */
const sliceEvents = (job: Worked, slice: number): TaskEvent[] =>
  job.workers.flatMap((worker) => taskEvents(job, worker, slice)).sort((a, b) => a.at - b.at || a.worker.index - b.worker.index);

/** What people did for a job within [from, to), by the time it was done; nothing after its last task. */
export function eventsOf(job: LabelingJob, from: number, to: number): TaskEvent[] {
  const [first, last] = [Math.max(from, job.createdAt), Math.min(to, job.workedTo + 1)];
  const found: TaskEvent[] = [];
  for (let slice = Math.max(job.firstSlice, Math.floor(first / sliceMs)); slice * sliceMs < last; slice += 1) {
    found.push(...sliceEvents(job, slice).filter((event) => event.at >= first && event.at < last));
  }
  return found;
}

/** Tasks submitted by a moment: the truth that the API's counters tell. */
export function humanLabeled(job: LabelingJob, at: number): number {
  const slice = Math.min(Math.floor(at / sliceMs) - job.firstSlice, job.before.length - 2);
  if (slice < 0) return 0;
  const sliceStart = (slice + job.firstSlice) * sliceMs;
  const now = eventsOf(job, sliceStart, at + 1).filter((event) => event.kind === 'submitted').length;
  return Math.min(job.human, (job.before[slice] ?? 0) + now);
}

/** What the API counts. The model labels in rounds, each after a fifth of the people's part. */
export function labelCounters(job: LabelingJob, at: number) {
  const human = humanLabeled(job, at);
  const share = job.human > 0 ? human / job.human : 0;
  const machine = Math.floor((Math.floor(share * 5) / 5) * job.machine);
  const failed = Math.floor(share * job.failed);
  return {
    TotalLabeled: human + machine,
    HumanLabeled: human,
    MachineLabeled: machine,
    FailedNonRetryableError: failed,
    Unlabeled: job.family.objects - human - machine - failed,
  };
}

/** Tasks that wait for a worker: a few dozen, and more while the crew is shut out and for an hour after. */
export function pendingTasks(job: LabelingJob, at: number): number {
  if (statusOf(job, at) !== 'InProgress') return 0;
  const usual = 62 + drift(job.stream, at / 2_400_000) * 24;
  const one = latestOccurrence(stall, at);
  const isStalled = job.family.crew.name === stalledTeam && at < one.to + 3_600_000;
  const queued = isStalled ? Math.min(one.to, at) - one.from - Math.max(0, at - one.to) * 1.5 : 0;
  return Math.min(Math.round(usual + Math.max(0, queued / 60_000) * 2.9), job.human - humanLabeled(job, at));
}

export function statusOf(job: LabelingJob, at: number): 'Initializing' | 'InProgress' | 'Stopping' | LabelingEnd {
  if (at >= job.endedAt) return job.end;
  if (job.end === 'Stopped' && at >= job.workedTo) return 'Stopping';
  return at < job.createdAt + settlingMs ? 'Initializing' : 'InProgress';
}

/** Jobs of a place that were created in [from, to); of the last 455 days alone. */
export function labelingJobsCreated(seed: string, place: Place, from: number, to: number): LabelingJob[] {
  return labelingFamilies
    .filter((family) => isAt(family.crew.workforce.place, place))
    .flatMap((family) => {
      const found: LabelingJob[] = [];
      const first = Math.max(0, Math.floor((from - epoch - family.offsetMs) / family.everyMs) - 1);
      for (let slot = first; epoch + slot * family.everyMs + family.offsetMs < to; slot += 1) {
        found.push(labelingJob(seed, family, slot));
      }
      return found.filter((job) => job.createdAt >= from && job.createdAt < to);
    });
}

/** Jobs of a place that were alive for some of [from, to). */
export const labelingJobsAlive = (seed: string, place: Place, from: number, to: number): LabelingJob[] =>
  labelingJobsCreated(seed, place, from - longestMs, to).filter((job) => job.endedAt > from);

/** The job of that name, whenever it was or will be. */
export function labelingJobNamed(seed: string, place: Place, name: string): LabelingJob | undefined {
  const match = /^(.+)-(\d{2,5})$/.exec(name);
  const family = labelingFamilies.find((one) => one.id === match?.[1] && isAt(one.crew.workforce.place, place));
  const job = family && labelingJob(seed, family, Number(match?.[2]));
  return job?.name === name ? job : undefined;
}

export const isRemembered = (job: LabelingJob, now: number): boolean => job.createdAt <= now && job.createdAt > now - memoryMs;
