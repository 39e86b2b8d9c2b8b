import { at, listAt, numberAt, textAt, timeAt } from './answer.ts';
import { type ResourceKind, resourceKinds } from './resource-kinds.ts';
import { table } from './table.ts';

/** Where each kind of job keeps its times, its machines and its failure in its Describe answer. */
export type JobRow = {
  started: string;
  ended: string;
  /** Where InstanceType and InstanceCount stand; null where it has none of its own. */
  instances: string | null;
  /** The log group, and what its streams begin with. */
  logGroup: string | null;
  /** Metrics of its hosts begin with this id; null where AWS publishes none. */
  metrics: 'training' | 'processing' | 'transform' | null;
};

const jobs = {
  training_job: {
    started: 'TrainingStartTime',
    ended: 'TrainingEndTime',
    instances: 'ResourceConfig',
    logGroup: '/aws/sagemaker/TrainingJobs',
    metrics: 'training',
  },
  processing_job: {
    started: 'ProcessingStartTime',
    ended: 'ProcessingEndTime',
    instances: 'ProcessingResources.ClusterConfig',
    logGroup: '/aws/sagemaker/ProcessingJobs',
    metrics: 'processing',
  },
  transform_job: {
    started: 'TransformStartTime',
    ended: 'TransformEndTime',
    instances: 'TransformResources',
    logGroup: '/aws/sagemaker/TransformJobs',
    metrics: 'transform',
  },
  tuning_job: { started: 'CreationTime', ended: 'HyperParameterTuningEndTime', instances: null, logGroup: null, metrics: null },
  labeling_job: {
    started: 'CreationTime',
    ended: 'LastModifiedTime',
    instances: null,
    logGroup: '/aws/sagemaker/LabelingJobs',
    metrics: null,
  },
  compilation_job: {
    started: 'CompilationStartTime',
    ended: 'CompilationEndTime',
    instances: null,
    logGroup: '/aws/sagemaker/CompilationJobs',
    metrics: null,
  },
  pipeline_execution: { started: 'CreationTime', ended: 'LastModifiedTime', instances: null, logGroup: null, metrics: null },
} as const satisfies Partial<Record<ResourceKind, JobRow>>;

export type JobKind = keyof typeof jobs;
export const jobRow = (kind: JobKind): JobRow => jobs[kind];
const jobKinds = Object.keys(jobs) as JobKind[];
/** What the jobs table shows: labeling has its own floor. */
export const tableKinds = jobKinds.filter((kind) => kind !== 'labeling_job');
export const isJobKind = (text: string): text is JobKind =>
  Object.hasOwn(jobs, text) && resourceKinds[text as ResourceKind].isJob;

const running = /^(inprogress|executing|starting|initializing|stopping|pending)$/i;
export const isRunning = (status: string | null): boolean => status !== null && running.test(status);

/** A stretch of a job's life. Epoch ms; `to` null while it lasts. */
export type Phase = 'waiting' | 'launching' | 'downloading' | 'running' | 'interrupted' | 'uploading';
export type PhaseSpan = { phase: Phase; status: string; from: number; to: number | null; message: string | null };

/** SageMaker's secondary status words as phases; a word that is not here is said as it is, under "running". */
const phases = table<Phase>({
  Pending: 'waiting',
  Starting: 'launching',
  LaunchingMLInstances: 'launching',
  PreparingTrainingStack: 'launching',
  Restarting: 'launching',
  Downloading: 'downloading',
  DownloadingTrainingImage: 'downloading',
  Training: 'running',
  Updating: 'running',
  Stopping: 'uploading',
  Uploading: 'uploading',
  Interrupted: 'interrupted',
});
const lastWords = new Set(['Completed', 'Failed', 'Stopped', 'MaxRuntimeExceeded', 'MaxWaitTimeExceeded']);

function reported(description: unknown): PhaseSpan[] {
  return listAt(description, 'SecondaryStatusTransitions').flatMap((one): PhaseSpan[] => {
    const status = textAt(one, 'Status') ?? '';
    const from = timeAt(one, 'StartTime');
    if (from === undefined || lastWords.has(status)) return [];
    return [
      {
        phase: phases[status] ?? 'running',
        status,
        from,
        to: timeAt(one, 'EndTime') ?? null,
        message: textAt(one, 'StatusMessage') ?? null,
      },
    ];
  });
}

/** Where a job's time went: SageMaker's transitions where it reports them, else waiting and running from its three times. */
export function phasesOf(kind: JobKind, description: unknown): PhaseSpan[] {
  const told = reported(description);
  if (told.length > 0) return told;
  const created = timeAt(description, 'CreationTime');
  const started = timeAt(description, jobs[kind].started);
  const ended = endOf(kind, description);
  const span = (phase: Phase, from: number, to: number | null): PhaseSpan => ({ phase, status: phase, from, to, message: null });
  if (created === undefined) return [];
  if (started === undefined) return [span('waiting', created, ended)];
  return [...(started > created ? [span('waiting', created, started)] : []), span('running', started, ended)];
}

const statusOf = (kind: JobKind, description: unknown): string | null =>
  textAt(description, resourceKinds[kind].statusField ?? '') ?? null;

/** When it ended; null while it runs, also where the answer's last change is all that tells. */
function endOf(kind: JobKind, description: unknown): number | null {
  if (isRunning(statusOf(kind, description))) return null;
  return timeAt(description, jobs[kind].ended) ?? null;
}

export type JobFacts = {
  startedAt: number | null;
  endedAt: number | null;
  instanceType: string | null;
  instanceCount: number | null;
  failureReason: string | null;
  phases: PhaseSpan[];
  /** Managed spot: what was billed of what ran, in seconds. */
  spot: { ranSeconds: number; billedSeconds: number } | null;
  isSpot: boolean;
};

/** The facts of a job that its table and page show, from its Describe answer. */
export function jobFacts(kind: JobKind, description: unknown): JobFacts {
  const path = jobRow(kind).instances;
  const groups = path === null ? [] : listAt(description, `${path}.InstanceGroups`);
  const cluster = groups[0] ?? (path === null ? undefined : at(description, path));
  const counts = groups.length > 0 ? groups : [cluster];
  const ran = numberAt(description, 'TrainingTimeInSeconds');
  const billed = numberAt(description, 'BillableTimeInSeconds');
  const isSpot = at(description, 'EnableManagedSpotTraining') === true;
  return {
    startedAt: timeAt(description, jobs[kind].started) ?? null,
    endedAt: endOf(kind, description),
    instanceType: textAt(cluster, 'InstanceType') ?? null,
    instanceCount:
      cluster === undefined ? null : counts.reduce<number>((sum, one) => sum + (numberAt(one, 'InstanceCount') ?? 1), 0),
    failureReason: textAt(description, 'FailureReason') ?? textAt(description, 'ExitMessage') ?? null,
    phases: phasesOf(kind, description),
    spot: isSpot && ran !== undefined && billed !== undefined && ran > 0 ? { ranSeconds: ran, billedSeconds: billed } : null,
    isSpot,
  };
}

/** A failure in two words, where its reason is a known one. */
const reasons: readonly (readonly [RegExp, string])[] = [
  [/CapacityError|insufficient ?capacity|InsufficientInstanceCapacity/i, 'no capacity'],
  [/OutOfMemory|out of memory|OOM|exit code: 137/i, 'out of memory'],
  [/AccessDenied|not authorized|permission/i, 'no permission'],
  [/MaxRuntimeExceeded|MaxWaitTime/i, 'out of time'],
  [/No space left|disk/i, 'disk full'],
  [/AlgorithmError/i, 'code failed'],
];
export const failureWords = (reason: string | null): string | null =>
  reason === null ? null : (reasons.find(([pattern]) => pattern.test(reason))?.[1] ?? null);
