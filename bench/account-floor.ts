import { cluster, nodeFailure, nodesAt } from '#demo/scenario/floor/hyperpod.ts';
import { type Job, jobStatus } from '#demo/scenario/floor/job.ts';
import { jobsAlive } from '#demo/scenario/floor/jobs.ts';
import { eventsOf, type LabelingJob, labelCounters, labelingJobsAlive, statusOf } from '#demo/scenario/floor/labeling-job.ts';
import { type Occurrence, occurrencesBetween } from '#demo/scenario/floor/recurrence.ts';
import { places, prodEu } from '#demo/scenario/floor/setting.ts';
import { narrowedAt, stall, stalledTeam, workforces } from '#demo/scenario/floor/workforce.ts';
import { alertRules } from '#lib/catalog/alert-rules.ts';
import { teamRules } from '#lib/catalog/health.ts';
import { dayMs, minuteMs } from '#lib/time.ts';
import type { Cause, Must } from './account-incidents.ts';

/** A node fails its checks so long after they began, and is replaced later. */
const failedMinutes = 25;
const idleMs = teamRules.idleLabelingMinutes * minuteMs;
/** At this time of day, yesterday. */
const sameTimeMs = 20 * minuteMs;

const nodeCauses = (from: number, to: number): Cause[] =>
  occurrencesBetween(nodeFailure, from, to).flatMap((one): Cause[] => {
    const node = nodesAt(one.from).find(({ failsAt }) => failsAt === one.from);
    if (!node) return [];
    const must: Must[] = [{ rule: 'node_unhealthy', name: node.id, factAt: one.from + failedMinutes * minuteMs }];
    const about = { ...cluster.place, what: 'node_replaced', kind: 'cluster_node', names: [node.id] };
    return [{ ...about, from: one.from, to: one.to, must, may: [], change: null }];
  });

const workedBetween = (job: LabelingJob, from: number, to: number): boolean => eventsOf(job, from, to).length > 0;

/** When a job had its last work before a moment, within a day. */
const lastWorkAt = (job: LabelingJob, before: number): number =>
  eventsOf(job, before - dayMs, before).at(-1)?.at ?? job.createdAt;

/** Whether somebody did work on it yesterday around each minute of a stretch. */
function isWorkTime(job: LabelingJob, from: number, to: number): boolean {
  for (let at = from; at <= to; at += minuteMs) {
    if (!workedBetween(job, at - dayMs - sameTimeMs, at - dayMs + sameTimeMs)) return false;
  }
  return true;
}

/** What the rule promises of a job of the crew that is shut out: told in time, where somebody worked at that time yesterday. */
function stalledOf(job: LabelingJob, one: Occurrence): Must[] {
  const factAt = lastWorkAt(job, one.from);
  const dueAt = factAt + alertRules.labeling_stalled.earliestMs;
  const isWaiting = statusOf(job, dueAt) === 'InProgress' && labelCounters(job, dueAt).Unlabeled > 0;
  // What stood still before is told of before, whoever is shut out then.
  if (factAt + idleMs <= narrowedAt(one)) return [];
  if (!isWaiting || dueAt >= one.to || !isWorkTime(job, factAt + idleMs, dueAt)) return [];
  return [{ rule: 'labeling_stalled', name: job.name, factAt }];
}

const stallCauses = (seed: string, from: number, to: number): Cause[] =>
  occurrencesBetween(stall, from, to).map((one) => {
    const jobs = labelingJobsAlive(seed, prodEu, one.from, one.to).filter(({ family }) => family.crew.name === stalledTeam);
    return {
      ...{ ...prodEu, what: 'stalled_labeling', kind: 'labeling_job', names: jobs.map(({ name }) => name) },
      // The first to come back needs a while.
      ...{ from: narrowedAt(one), to: one.to + idleMs, may: ['labeling_stalled'] as const },
      must: jobs.flatMap((job) => stalledOf(job, one)),
      change: { event: 'UpdateWorkforce', kind: 'workforce', name: workforces.eu.name, at: narrowedAt(one) },
    };
  });

const resourceKinds = {
  training: 'training_job',
  processing: 'processing_job',
  transform: 'transform_job',
  compilation: 'compilation_job',
} as const;
type JobKind = keyof typeof resourceKinds;

const failed = ({ kind, name, endedAt, createdAt, place, mishap }: Job): Cause => {
  const must: Must[] = [{ rule: 'job_failed', name, factAt: endedAt }];
  const about = { ...place, what: `job_${mishap}`, kind: resourceKinds[kind as JobKind], names: [name] };
  return { ...about, from: createdAt, to: endedAt + dayMs, must, may: [], change: null };
};

/** Jobs that fail in a window. */
const jobCauses = (seed: string, from: number, to: number): Cause[] =>
  places.flatMap((place) =>
    (Object.keys(resourceKinds) as JobKind[]).flatMap((kind) =>
      jobsAlive(seed, place, kind, from - dayMs, to)
        .filter((job) => job.endedAt < to && jobStatus(job, job.endedAt) === 'Failed')
        .map(failed),
    ),
  );

const failedLabeling = (seed: string, from: number, to: number): Cause[] =>
  places.flatMap((place) =>
    labelingJobsAlive(seed, place, from - dayMs, to)
      .filter((job) => job.end === 'Failed' && job.endedAt < to)
      .map(({ name, createdAt, endedAt }) => {
        const must: Must[] = [{ rule: 'job_failed', name, factAt: endedAt }];
        const about = { ...place, what: 'labeling_failed', kind: 'labeling_job', names: [name] };
        return { ...about, from: createdAt, to: endedAt + dayMs, must, may: [], change: null };
      }),
  );

/** Incidents of jobs, labeling and nodes that overlap a window. */
export const floorCauses = (seed: string, from: number, to: number): Cause[] => [
  ...nodeCauses(from, to),
  ...stallCauses(seed, from, to),
  ...jobCauses(seed, from, to),
  ...failedLabeling(seed, from, to),
];
