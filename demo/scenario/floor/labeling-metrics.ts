import { streamOf, uniform } from '../random.ts';
import type { Datum, MetricIdentity, MetricSource, Place } from '../types.ts';
import { type LabelingJob, labelCounters, labelingJobNamed, labelingJobsAlive, statusOf } from './labeling-job.ts';
import { sliceMs, type TaskEvent, taskEvents } from './labeling-work.ts';
import { dimension, dimensionsOf, hasDimensions, named, single } from './metric-source.ts';
import { isAt } from './setting.ts';
import { userPool, type Worker, workforces } from './workforce.ts';

const minuteMs = 60_000;
const workteamSpace = 'AWS/SageMaker/Workteam';
const labelingSpace = 'AWS/Sagemaker/LabelingJobs';

/** CloudWatch gets them once, best effort: of five minutes of a job in thirty none arrives. */
const isLost = (job: LabelingJob, minute: number): boolean =>
  uniform(streamOf(job.name, 'delivery'), Math.floor(minute / 5)) < 1 / 30;

const count = (values: number): Datum | undefined => (values > 0 ? { values: [1], counts: [values] } : undefined);

const workerFigures: Readonly<Record<string, (events: readonly TaskEvent[], from: number, to: number) => Datum | undefined>> = {
  ActiveWorkers: (events, from, to) => (events.some((event) => event.at >= from && event.at < to) ? single(1) : undefined),
  TasksAccepted: (events, from, to) => count(events.filter((event) => event.acceptedAt >= from && event.acceptedAt < to).length),
  TasksSubmitted: (events, from, to) => count(ended(events, 'submitted', from, to).length),
  TasksReturned: (events, from, to) => count(ended(events, 'returned', from, to).length),
  TasksDeclined: (events, from, to) => count(ended(events, 'declined', from, to).length),
  TimeSpent: (events, from, to) => {
    const seconds = ended(events, 'submitted', from, to).map((event) => Math.round((event.at - event.acceptedAt) / 1000));
    return seconds.length > 0 ? { values: seconds.sort((a, b) => a - b), counts: seconds.map(() => 1) } : undefined;
  },
};

const ended = (events: readonly TaskEvent[], kind: TaskEvent['kind'], from: number, to: number): TaskEvent[] =>
  events.filter((event) => event.kind === kind && event.at >= from && event.at < to);

function workerSources(job: LabelingJob, worker: Worker): MetricSource[] {
  let slice = Number.NaN;
  let events: readonly TaskEvent[] = [];
  const inSlice = (at: number): readonly TaskEvent[] => {
    const wanted = Math.floor(at / sliceMs);
    if (wanted !== slice) {
      slice = wanted;
      events = wanted < job.firstSlice ? [] : taskEvents(job, worker, wanted).filter((event) => event.at <= job.workedTo);
    }
    return events;
  };
  return Object.entries(workerFigures).map(([metricName, figure]) => ({
    namespace: workteamSpace,
    metricName,
    dimensions: dimensionsOf({
      CognitoUserPool: userPool(job.family.crew.workforce),
      LabelingJob: job.name,
      WorkerId: worker.id,
    }),
    unit: metricName === 'TimeSpent' ? 'Seconds' : 'None',
    activeFrom: job.createdAt,
    activeTo: job.endedAt,
    isSparse: true,
    datum: (minute) => {
      const at = minute * minuteMs;
      return isLost(job, minute) ? undefined : figure(inSlice(at), at, at + minuteMs);
    },
  }));
}

const counters = {
  DatasetObjectsHumanAnnotated: 'HumanLabeled',
  DatasetObjectsAutoAnnotated: 'MachineLabeled',
  DatasetObjectsLabelingFailed: 'FailedNonRetryableError',
  TotalDatasetObjectsLabeled: 'TotalLabeled',
} as const;

/** Cumulative, every five minutes while the job is in progress; the model's part only where one labels. */
const counterSources = (job: LabelingJob): MetricSource[] =>
  Object.entries(counters)
    .filter(([metricName]) => metricName !== 'DatasetObjectsAutoAnnotated' || job.machine > 0)
    .map(([metricName, counter]) => ({
      namespace: labelingSpace,
      metricName,
      dimensions: dimensionsOf({ LabelingJobName: job.name }),
      unit: 'None',
      activeFrom: job.createdAt,
      activeTo: job.endedAt,
      isSparse: true,
      datum: (minute) => {
        const at = (minute + 1) * minuteMs - 1;
        return minute % 5 === 0 && statusOf(job, at) === 'InProgress' ? single(labelCounters(job, at)[counter]) : undefined;
      },
    }));

const endings = { JobsSucceeded: 'Completed', JobsFailed: 'Failed', JobsStopped: 'Stopped' } as const;

/** One in the minute in which a job ends, without dimensions. */
const endingSources = (seed: string, place: Place): MetricSource[] =>
  Object.entries(endings).map(([metricName, end]) => ({
    namespace: labelingSpace,
    metricName,
    dimensions: [],
    unit: 'None',
    activeFrom: Object.values(workforces).find((row) => isAt(row.place, place))?.createdAt ?? 0,
    activeTo: Number.POSITIVE_INFINITY,
    isSparse: true,
    datum: (minute) => {
      const [from, to] = [minute * minuteMs, (minute + 1) * minuteMs];
      const jobs = labelingJobsAlive(seed, place, from, to).filter((job) => job.end === end && job.endedAt < to);
      return jobs.length > 0 ? single(jobs.length) : undefined;
    },
  }));

const hasWorkforce = (place: Place): boolean => Object.values(workforces).some((row) => isAt(row.place, place));

export const labelingMetrics = (seed: string, place: Place, from: number, to: number): MetricSource[] =>
  hasWorkforce(place)
    ? [
        ...labelingJobsAlive(seed, place, from, to)
          .filter((job) => job.end !== 'Failed')
          .flatMap((job) => [...job.workers.flatMap((worker) => workerSources(job, worker)), ...counterSources(job)]),
        ...endingSources(seed, place),
      ]
    : [];

export function findLabelingMetric(seed: string, place: Place, identity: MetricIdentity): MetricSource | undefined {
  if (identity.namespace !== workteamSpace && identity.namespace !== labelingSpace) return undefined;
  if (identity.namespace === labelingSpace && identity.dimensions.length === 0) {
    return hasWorkforce(place) ? named(endingSources(seed, place), identity.metricName) : undefined;
  }
  const name = dimension(identity, identity.namespace === workteamSpace ? 'LabelingJob' : 'LabelingJobName');
  const job = name === undefined ? undefined : labelingJobNamed(seed, place, name);
  if (!job) return undefined;
  if (identity.namespace === labelingSpace) {
    return hasDimensions(identity, ['LabelingJobName']) ? named(counterSources(job), identity.metricName) : undefined;
  }
  const worker = job.workers.find((one) => one.id === dimension(identity, 'WorkerId'));
  const isPool = dimension(identity, 'CognitoUserPool') === userPool(job.family.crew.workforce);
  const isWhole = hasDimensions(identity, ['CognitoUserPool', 'LabelingJob', 'WorkerId']);
  return worker && isPool && isWhole ? named(workerSources(job, worker), identity.metricName) : undefined;
}
