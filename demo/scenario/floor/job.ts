import type { DemoPerson } from '#demo/accounts.ts';
import type { Place, Scale } from '../types.ts';
import { isCalmAt } from './deed.ts';
import { instanceOf } from './instances.ts';
import type { JobFamily, JobKind, Mishap } from './job-family.ts';
import { type Phase, phaseAt } from './job-phases.ts';
import { arnOf, keyArn, type Owner } from './setting.ts';

/** One job that runs on instances, whoever asked for it. Pure data: its whole life, known from the start. */
export type Job = {
  kind: JobKind;
  name: string;
  place: Place;
  team: Owner;
  by: DemoPerson;
  family: JobFamily;
  createdAt: number;
  endedAt: number;
  phases: readonly Phase[];
  mishap?: Mishap;
  /** What somebody left out of its request. */
  without: readonly Guard[];
  stream: number;
  /** The tuning job or pipeline execution that started it. */
  parent?: { kind: 'tuning' | 'pipeline'; name: string; arn: string };
  hyperParameters: Readonly<Record<string, string>>;
};

/** What keeps a job to itself, in the words of the rules that miss it. */
export const guards = ['network_isolation_removed', 'traffic_encryption_removed', 'vpc_removed', 'volume_key_removed'] as const;
export type Guard = (typeof guards)[number];

/** The job as it was asked for: in a calm account nobody leaves its guards out. */
export const asAsked = (job: Job, scale: Pick<Scale, 'isCalm' | 'calmUntil'>): Job =>
  job.without.length > 0 && isCalmAt(scale, job.createdAt) ? { ...job, without: [] } : job;

export const isIsolated = ({ family, without }: Job): boolean =>
  (family.isolated ?? false) && !without.includes('network_isolation_removed');
export const isEncrypted = ({ family, without }: Job): boolean =>
  (family.encrypted ?? false) && !without.includes('traffic_encryption_removed');

const arnTypes: Record<JobKind, string> = {
  training: 'training-job',
  processing: 'processing-job',
  transform: 'transform-job',
  compilation: 'compilation-job',
  tuning: 'hyper-parameter-tuning-job',
};
export const jobArn = (job: Pick<Job, 'kind' | 'place' | 'name'>): string =>
  arnOf(job.place, `${arnTypes[job.kind]}/${job.name}`);

type JobStatus = 'InProgress' | 'Completed' | 'Failed' | 'Stopping' | 'Stopped';

/** The job as AWS would tell it at `now`. */
export function jobStatus(job: Job, now: number): JobStatus {
  const { name } = phaseAt(job.phases, now);
  if (name === 'Completed' || name === 'Failed' || name === 'Stopping' || name === 'Stopped') return name;
  return name === 'MaxRuntimeExceeded' ? 'Stopped' : 'InProgress';
}

export const isOver = (job: Job, now: number): boolean => now >= job.endedAt;

/** When its work began: the first minute on its instances; undefined when it never got any. */
export const workBegan = (job: Job): number | undefined => job.phases.find((phase) => phase.name === 'Downloading')?.from;

export const workPhases = (job: Job): readonly Phase[] => job.phases.filter((phase) => phase.name === 'Training');

/** When its visible state last changed. */
export const jobModifiedAt = (job: Job, now: number): number => phaseAt(job.phases, now).from;

const gib = (value: number): string => value.toFixed(2);

/** FailureReason, or undefined while there is none. */
export function failureReason(job: Job, now: number): string | undefined {
  if (!isOver(job, now) || !job.mishap) return undefined;
  return reasons[job.mishap]?.(job);
}

const reasons: Partial<Record<Mishap, (job: Job) => string>> = {
  capacity: (job) =>
    `CapacityError: Unable to provision requested ML compute capacity for ${job.family.instance} in ${job.place.region}. Please retry using a different ML instance type.`,
  kms: (job) =>
    `ClientError: Please use a valid KMS key: KMSDisabledException: ${keyArn(job.place, job.team ?? 'shared')} is disabled (Service: AWSKMS; Status Code: 400; Error Code: DisabledException)`,
  gpu_memory: (job) => {
    const { gpuMemoryGiB } = instanceOf(job.family.instance);
    return `AlgorithmError: ExecuteUserScriptError:\nExitCode 1\nErrorMessage "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.38 GiB. GPU 0 has a total capacity of ${gib(gpuMemoryGiB * 0.92)} GiB of which 1.07 GiB is free."\nCommand "/usr/local/bin/python3.12 train.py --batch_size 512", exit code: 1`;
  },
  memory: () =>
    'AlgorithmError: OutOfMemory: the container was killed because it used more memory than the instance has. exit code: 137',
  script: () => "AlgorithmError: See job logs for more information: KeyError: 'gtin', exit code: 1",
  operator: () =>
    "ClientError: OperatorNotImplemented:('One or more operators are not supported in frontend ONNX: NonMaxSuppression (1)'). Please refer to the Neo developer guide for supported operators.",
};
