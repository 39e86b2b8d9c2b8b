import { hexOf, subStream, uniform, whole } from '../random.ts';
import type { Place } from '../types.ts';
import { type Job, jobArn } from './job.ts';
import { scheduledJob, scheduledJobs } from './job-book.ts';
import { type Phase, phasesOf } from './job-phases.ts';

/** How many trainings a tuning job runs, and how many at once. */
export const trials = 8;
export const parallelTrials = 2;

export type TuningJob = { job: Job; children: readonly Job[] };

const minuteMs = 60_000;

const hyperParameters = (stream: number): Record<string, string> => ({
  eta: (0.02 + uniform(stream, 40) * 0.28).toFixed(4),
  max_depth: String(3 + whole(stream, 41, 8)),
  min_child_weight: (1 + uniform(stream, 42) * 9).toFixed(2),
  num_round: '320',
  objective: 'binary:logistic',
});

/** One of the trainings of a tuning job, numbered from 0. */
function trial(parent: Job, index: number): Job {
  const { family } = parent;
  const stream = subStream(parent.stream, 100 + index);
  const round = Math.floor(index / parallelTrials);
  const at = parent.createdAt + minuteMs + round * (family.minutes[1] + 12) * minuteMs + whole(stream, 30, 40) * 1000;
  const mishap = whole(stream, 31, 14) === 0 ? 'script' : undefined;
  const phases = phasesOf({ ...family, kind: 'training' }, mishap, at, stream);
  const name = `${parent.name}-${String(index + 1).padStart(3, '0')}-${hexOf(8, parent.name, index)}`;
  return {
    ...parent,
    kind: 'training',
    name,
    createdAt: at,
    endedAt: phases.at(-1)?.from ?? at,
    phases,
    stream,
    parent: { kind: 'tuning', name: parent.name, arn: jobArn(parent) },
    hyperParameters: hyperParameters(stream),
    ...(mishap ? { mishap } : {}),
  };
}

/** A tuning job's own life lasts as long as its last training. */
function withTrials(parent: Job): TuningJob {
  const children = Array.from({ length: trials }, (_, index) => trial(parent, index));
  const endedAt = Math.max(...children.map((child) => child.endedAt)) + 40_000;
  const phases: Phase[] = [
    { name: 'Training', from: parent.createdAt, to: endedAt, message: '' },
    { name: 'Completed', from: endedAt, to: Number.POSITIVE_INFINITY, message: '' },
  ];
  return { job: { ...parent, endedAt, phases }, children };
}

export const tuningJobs = (seed: string, place: Place, from: number, to: number): TuningJob[] =>
  scheduledJobs(seed, place, 'tuning', from, to).map(withTrials);

export function tuningJob(seed: string, place: Place, name: string, now: number): TuningJob | undefined {
  const job = scheduledJob(seed, place, name, now);
  return job?.kind === 'tuning' ? withTrials(job) : undefined;
}

/** The training of that name, if a tuning job started it. */
export function trialNamed(seed: string, place: Place, name: string, now: number): Job | undefined {
  const parent = /^(.+)-\d{3}-[0-9a-f]{8}$/.exec(name)?.[1];
  return parent === undefined
    ? undefined
    : tuningJob(seed, place, parent, now)?.children.find((child) => child.name === name && child.createdAt <= now);
}

/** The better an area under the curve, the likelier its learning rate lay near 0.1. */
export const objectiveOf = (child: Job): number =>
  Number((0.91 - Math.abs(Number(child.hyperParameters.eta) - 0.1) * 0.2 + uniform(child.stream, 60) * 0.03).toFixed(4));
