import { drift, hexOf, streamOf } from '../random.ts';
import type { MetricIdentity, MetricSource, Place } from '../types.ts';
import { instanceOf } from './instances.ts';
import { type Job, workBegan, workPhases } from './job.ts';
import { jobNamed, jobsAlive } from './jobs.ts';
import { dimension, dimensionsOf, hasDimensions, named, single } from './metric-source.ts';
import { epochs, lossAt, progressAt } from './training-loss.ts';

type HostKind = 'training' | 'processing' | 'transform';
const namespaces: Record<HostKind, string> = {
  training: '/aws/sagemaker/TrainingJobs',
  processing: '/aws/sagemaker/ProcessingJobs',
  transform: '/aws/sagemaker/TransformJobs',
};
const hostKinds = ['training', 'processing', 'transform'] as const;
const minuteMs = 60_000;
const nearMs = 200 * 86_400_000;

/** algo-1 …, or an EC2 instance id for transform jobs. */
export const hostName = (job: Job, index: number): string =>
  job.kind === 'transform' ? `i-${hexOf(17, job.name, index)}` : `algo-${index + 1}`;

const hosts = (job: Job): string[] => Array.from({ length: job.family.count }, (_, index) => hostName(job, index));

/** 0 to 1: how hard a host works in that minute; undefined outside its work. */
function load(job: Job, stream: number, at: number): number | undefined {
  const phase = job.phases.find((one) => at >= one.from && at < one.to);
  if (phase?.name === 'Downloading' || phase?.name === 'Uploading') return 0.08 + Math.abs(drift(stream, at / minuteMs)) * 0.06;
  if (phase?.name !== 'Training') return undefined;
  const wave = drift(stream, at / (7 * minuteMs)) * 0.09 + drift(stream ^ 7, at / minuteMs) * 0.03;
  return Math.min(0.995, 0.8 + wave);
}

const isLeaking = (job: Job): boolean => job.mishap === 'memory' || job.mishap === 'gpu_memory';

type Gauge = (job: Job, stream: number, at: number) => number | undefined;

const gauges: Readonly<Record<string, { gpu: boolean; kinds: readonly HostKind[]; value: Gauge }>> = {
  CPUUtilization: {
    gpu: false,
    kinds: hostKinds,
    value: (job, stream, at) => {
      const share = load(job, stream, at);
      const { vcpus, gpus } = instanceOf(job.family.instance);
      return share === undefined ? undefined : share * (gpus > 0 ? 0.38 : 0.97) * vcpus * 100;
    },
  },
  MemoryUtilization: {
    gpu: false,
    kinds: hostKinds,
    value: (job, stream, at) => {
      if (load(job, stream, at) === undefined) return undefined;
      const leak = job.mishap === 'memory' ? progressAt(job, at) * 56 : progressAt(job, at) * 6;
      return Math.min(99.4, 41 + leak + drift(stream ^ 11, at / (9 * minuteMs)) * 2.5);
    },
  },
  DiskUtilization: {
    gpu: false,
    kinds: ['training', 'processing'],
    value: (job, stream, at) =>
      load(job, stream, at) === undefined
        ? undefined
        : 12 + progressAt(job, at) * 9 + Math.abs(drift(stream ^ 13, at / (30 * minuteMs))),
  },
  GPUUtilization: {
    gpu: true,
    kinds: hostKinds,
    value: (job, stream, at) => {
      const share = load(job, stream ^ 17, at);
      return share === undefined ? undefined : share * 1.06 * instanceOf(job.family.instance).gpus * 94;
    },
  },
  GPUMemoryUtilization: {
    gpu: true,
    kinds: hostKinds,
    value: (job, stream, at) => {
      if (load(job, stream, at) === undefined) return undefined;
      const share = isLeaking(job) ? 0.6 + progressAt(job, at) * 0.39 : 0.71 + drift(stream ^ 19, at / (20 * minuteMs)) * 0.03;
      return share * instanceOf(job.family.instance).gpus * 100;
    },
  },
};

const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;

function hostSources(job: Job, host: string, kind: HostKind): MetricSource[] {
  const began = workBegan(job);
  if (began === undefined) return [];
  const isGpu = instanceOf(job.family.instance).gpus > 0;
  return Object.entries(gauges)
    .filter(([, gauge]) => gauge.kinds.includes(kind) && (isGpu || !gauge.gpu))
    .map(([metricName, gauge]) => {
      const stream = streamOf(job.stream, host, metricName);
      return {
        namespace: namespaces[kind],
        metricName,
        dimensions: dimensionsOf({ Host: `${job.name}/${host}` }),
        unit: 'Percent',
        activeFrom: began,
        activeTo: job.endedAt,
        datum: (minute) => {
          const value = gauge.value(job, stream, minute * minuteMs);
          return value === undefined ? undefined : single(rounded(value));
        },
      };
    });
}

/** The loss is published when an epoch's line appears in the log: in the minute its epoch ended. */
function lossSource(job: Job): MetricSource[] {
  const phases = workPhases(job);
  const [first, last] = [phases[0], phases.at(-1)];
  if (!first || !last) return [];
  const epochAt = (at: number): number => Math.floor(progressAt(job, at) * epochs);
  return [
    {
      namespace: namespaces.training,
      metricName: 'train:loss',
      dimensions: dimensionsOf({ TrainingJobName: job.name }),
      unit: 'None',
      activeFrom: first.from,
      activeTo: last.to,
      datum: (minute) => {
        const [from, to] = [minute * minuteMs, (minute + 1) * minuteMs];
        return epochAt(to) > epochAt(from) ? single(lossAt(job, to)) : undefined;
      },
    },
  ];
}

const sourcesOf = (job: Job, kind: HostKind): MetricSource[] => [
  ...hosts(job).flatMap((host) => hostSources(job, host, kind)),
  ...(kind === 'training' ? lossSource(job) : []),
];

/** Host metrics of training, processing and transform jobs, and the loss that trainings print. */
export const jobMetrics = (seed: string, place: Place, from: number, to: number): MetricSource[] =>
  hostKinds.flatMap((kind) => jobsAlive(seed, place, kind, from, to).flatMap((job) => sourcesOf(job, kind)));

/**
 * The series of that identity. A name says no year, so the job is looked up near the first minute that is asked for;
 * no name comes back within two years of itself.
 */
export function findJobMetric(seed: string, place: Place, identity: MetricIdentity): MetricSource | undefined {
  const kind = hostKinds.find((one) => namespaces[one] === identity.namespace);
  const isLoss = kind === 'training' && hasDimensions(identity, ['TrainingJobName']);
  if (!kind || (!isLoss && !hasDimensions(identity, ['Host']))) return undefined;
  const [jobName = '', host = ''] = (dimension(identity, isLoss ? 'TrainingJobName' : 'Host') ?? '').split('/');
  const sourceNear = (at: number): MetricSource | undefined => {
    const job = jobNamed(seed, place, kind, jobName, at + nearMs);
    if (!job) return undefined;
    if (isLoss) return named(lossSource(job), identity.metricName);
    return hosts(job).includes(host) ? named(hostSources(job, host, kind), identity.metricName) : undefined;
  };
  let probe = Number.NaN;
  let found: MetricSource | undefined;
  return {
    ...identity,
    unit: isLoss ? 'None' : 'Percent',
    activeFrom: Number.NEGATIVE_INFINITY,
    activeTo: Number.POSITIVE_INFINITY,
    datum: (minute) => {
      if (!(Math.abs(minute - probe) * minuteMs < nearMs)) {
        probe = minute;
        found = sourceNear(minute * minuteMs);
      }
      return found?.datum(minute);
    },
  };
}
