import type { Place } from '../types.ts';
import type { Job } from './job.ts';
import { scheduledJob, scheduledJobs } from './job-book.ts';
import type { JobKind } from './job-family.ts';
import { executionsBetween, stepJobNamed } from './pipeline-execution.ts';
import { memoryMs } from './setting.ts';
import { trialNamed, tuningJobs } from './tuning-job.ts';

/** No job lasts longer: whoever ran at a moment was created within this time before it. */
export const longestJobMs = 14 * 3_600_000;

/** All jobs of a kind that were created in [from, to), those of tuning jobs and pipelines included; in no order. */
export function jobsCreated(seed: string, place: Place, kind: Exclude<JobKind, 'tuning'>, from: number, to: number): Job[] {
  const early = from - longestJobMs;
  const inside = (job: Job): boolean => job.createdAt >= from && job.createdAt < to;
  const steps = kind === 'compilation' ? [] : executionsBetween(seed, place, early, to).flatMap((one) => one.steps);
  return [
    ...scheduledJobs(seed, place, kind, from, to),
    ...(kind === 'training'
      ? tuningJobs(seed, place, early, to)
          .flatMap((tuning) => tuning.children)
          .filter(inside)
      : []),
    ...steps.flatMap(({ job }) => (job && job.kind === kind && inside(job) ? [job] : [])),
  ];
}

/** Jobs of a kind that lived for some of [from, to). */
export const jobsAlive = (seed: string, place: Place, kind: Exclude<JobKind, 'tuning'>, from: number, to: number): Job[] =>
  jobsCreated(seed, place, kind, from - longestJobMs, to).filter((job) => job.endedAt > from);

/** The job of that kind and name, if it was created in the last 455 days before `now`. */
export function jobNamed(
  seed: string,
  place: Place,
  kind: Exclude<JobKind, 'tuning'>,
  name: string,
  now: number,
): Job | undefined {
  const job = scheduledJob(seed, place, name, now) ?? trialNamed(seed, place, name, now) ?? stepJobNamed(seed, place, name, now);
  return job?.kind === kind && job.createdAt > now - memoryMs ? job : undefined;
}
