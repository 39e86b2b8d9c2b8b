import { uniform } from '../random.ts';
import type { Job } from './job.ts';
import {
  failureReason,
  isEncrypted,
  isIsolated,
  isOver,
  jobArn,
  jobModifiedAt,
  jobStatus,
  workBegan,
  workPhases,
} from './job.ts';
import { artifactOf, experimentOf, folderOf, imageOf, outputKey, present, volumeKey, vpcConfig } from './job-parts.ts';
import { phaseAt } from './job-phases.ts';
import { inSeconds, roleArn } from './setting.ts';
import { lossAt } from './training-loss.ts';
import { objectiveOf } from './tuning-job.ts';

/** ListTrainingJobs' summary of a job. */
export const trainingSummary = (job: Job, now: number): Record<string, unknown> => ({
  TrainingJobName: job.name,
  TrainingJobArn: jobArn(job),
  CreationTime: inSeconds(job.createdAt),
  ...(isOver(job, now) ? { TrainingEndTime: inSeconds(job.endedAt) } : {}),
  LastModifiedTime: inSeconds(jobModifiedAt(job, now)),
  TrainingJobStatus: jobStatus(job, now),
  SecondaryStatus: phaseAt(job.phases, now).name,
});

const transitions = (job: Job, now: number) =>
  job.phases
    .filter((phase) => phase.from <= now)
    .map((phase) => ({
      Status: phase.name,
      StartTime: inSeconds(phase.from),
      ...(phase.to <= now ? { EndTime: inSeconds(phase.to) } : {}),
      StatusMessage: phase.name === 'Failed' ? (failureReason(job, now) ?? phase.message) : phase.message,
    }));

/** Seconds that count: from the first download on; on Spot, the wait after an interruption is not billed. */
function times(job: Job, now: number): Record<string, unknown> {
  const began = workBegan(job);
  if (began === undefined || !isOver(job, now)) return {};
  const total = Math.round((job.endedAt - began) / 1000);
  const onInstances = job.phases
    .filter(
      (phase) =>
        phase.from >= began && phase.name !== 'Interrupted' && phase.name !== 'Starting' && phase.to < Number.POSITIVE_INFINITY,
    )
    .reduce((sum, phase) => sum + phase.to - phase.from, 0);
  const billable = job.family.spot ? (onInstances / 1000) * (0.29 + uniform(job.stream, 70) * 0.12) : total;
  return { TrainingTimeInSeconds: total, BillableTimeInSeconds: Math.min(total, Math.round(billable)) };
}

function finalMetrics(job: Job, now: number) {
  const last = workPhases(job).at(-1);
  if (!last || jobStatus(job, now) !== 'Completed') return undefined;
  const own = { MetricName: 'train:loss', Value: lossAt(job, last.to), Timestamp: inSeconds(last.to) };
  if (job.parent?.kind !== 'tuning') return [own];
  return [own, { MetricName: 'validation:auc', Value: objectiveOf(job), Timestamp: inSeconds(last.to) }];
}

const channel = (job: Job, name: string) => ({
  ChannelName: name,
  DataSource: {
    S3DataSource: {
      S3DataType: 'S3Prefix',
      S3Uri: `${folderOf(job)}/${job.family.id}/${name}/`,
      S3DataDistributionType: job.family.count > 1 ? 'ShardedByS3Key' : 'FullyReplicated',
    },
  },
  InputMode: 'File',
});

/** DescribeTrainingJob's answer. */
export function trainingDetails(job: Job, now: number): Record<string, unknown> {
  const { family } = job;
  const began = workBegan(job);
  return present({
    TrainingJobName: job.name,
    TrainingJobArn: jobArn(job),
    TuningJobArn: job.parent?.kind === 'tuning' ? job.parent.arn : undefined,
    // Told from the start: where the artifact will lie, if it ever does.
    ModelArtifacts: { S3ModelArtifacts: artifactOf(job) },
    TrainingJobStatus: jobStatus(job, now),
    SecondaryStatus: phaseAt(job.phases, now).name,
    FailureReason: failureReason(job, now),
    HyperParameters: { epochs: '24', learning_rate: '0.0008', batch_size: '512', ...job.hyperParameters },
    AlgorithmSpecification: {
      TrainingImage: imageOf(job),
      TrainingInputMode: 'File',
      MetricDefinitions: [{ Name: 'train:loss', Regex: 'train_loss=([0-9\\.]+)' }],
      EnableSageMakerMetricsTimeSeries: true,
    },
    RoleArn: roleArn(job.place, family.role),
    InputDataConfig: [channel(job, 'train'), channel(job, 'validation')],
    OutputDataConfig: { S3OutputPath: `${folderOf(job)}/models`, ...outputKey(job) },
    ResourceConfig: { InstanceType: family.instance, InstanceCount: family.count, VolumeSizeInGB: 200, ...volumeKey(job) },
    ...vpcConfig(job),
    StoppingCondition: {
      MaxRuntimeInSeconds: (family.maxRuntimeMinutes ?? 720) * 60,
      ...(family.spot ? { MaxWaitTimeInSeconds: (family.maxRuntimeMinutes ?? 720) * 90 } : {}),
    },
    CreationTime: inSeconds(job.createdAt),
    TrainingStartTime: began !== undefined && began <= now ? inSeconds(began) : undefined,
    TrainingEndTime: isOver(job, now) ? inSeconds(job.endedAt) : undefined,
    LastModifiedTime: inSeconds(jobModifiedAt(job, now)),
    SecondaryStatusTransitions: transitions(job, now),
    FinalMetricDataList: finalMetrics(job, now),
    EnableNetworkIsolation: isIsolated(job),
    EnableInterContainerTrafficEncryption: isEncrypted(job),
    EnableManagedSpotTraining: family.spot ?? false,
    ...(family.spot ? { CheckpointConfig: { S3Uri: `${folderOf(job)}/checkpoints/${job.name}` } } : {}),
    ...times(job, now),
    ...experimentOf(job),
    ProfilingStatus: 'Disabled',
  });
}
