import type { Job } from './job.ts';
import { failureReason, isOver, jobArn, jobStatus, workBegan } from './job.ts';
import { folderOf, imageOf, outputKey, present, volumeKey, vpcConfig } from './job-parts.ts';
import { inSeconds, roleArn } from './setting.ts';
import { objectiveOf, parallelTrials, type TuningJob, trials } from './tuning-job.ts';

const objective = { Type: 'Maximize', MetricName: 'validation:auc' } as const;
const limits = { MaxNumberOfTrainingJobs: trials, MaxParallelTrainingJobs: parallelTrials };

const begun = (tuning: TuningJob, now: number): Job[] => tuning.children.filter((child) => child.createdAt <= now);

function counters(tuning: TuningJob, now: number) {
  const count = (status: string): number => begun(tuning, now).filter((child) => jobStatus(child, now) === status).length;
  const completed = count('Completed');
  const failed = count('Failed');
  return {
    TrainingJobStatusCounters: {
      Completed: completed,
      InProgress: count('InProgress'),
      RetryableError: 0,
      NonRetryableError: failed,
      Stopped: count('Stopped') + count('Stopping'),
    },
    ObjectiveStatusCounters: { Succeeded: completed, Pending: count('InProgress'), Failed: failed },
  };
}

const status = (tuning: TuningJob, now: number): string => (isOver(tuning.job, now) ? 'Completed' : 'InProgress');

export const tuningModifiedAt = (tuning: TuningJob, now: number): number =>
  Math.max(
    tuning.job.createdAt,
    ...[...tuning.children.flatMap((child) => [child.createdAt, child.endedAt]), tuning.job.endedAt].filter((at) => at <= now),
  );

/** ListHyperParameterTuningJobs' summary. */
export const tuningSummary = (tuning: TuningJob, now: number): Record<string, unknown> =>
  present({
    HyperParameterTuningJobName: tuning.job.name,
    HyperParameterTuningJobArn: jobArn(tuning.job),
    HyperParameterTuningJobStatus: status(tuning, now),
    Strategy: 'Bayesian',
    CreationTime: inSeconds(tuning.job.createdAt),
    HyperParameterTuningEndTime: isOver(tuning.job, now) ? inSeconds(tuning.job.endedAt) : undefined,
    LastModifiedTime: inSeconds(tuningModifiedAt(tuning, now)),
    ...counters(tuning, now),
    ResourceLimits: limits,
  });

/** What a finished trial came to; undefined for one that runs or failed. */
export const finalObjective = (child: Job, now: number): number | undefined =>
  jobStatus(child, now) === 'Completed' ? objectiveOf(child) : undefined;

/** One training of a tuning job, in ListTrainingJobsForHyperParameterTuningJob and as the best of them. */
export function trialSummary(child: Job, now: number): Record<string, unknown> {
  const began = workBegan(child);
  const isDone = jobStatus(child, now) === 'Completed';
  return present({
    TrainingJobName: child.name,
    TrainingJobArn: jobArn(child),
    CreationTime: inSeconds(child.createdAt),
    TrainingStartTime: began !== undefined && began <= now ? inSeconds(began) : undefined,
    TrainingEndTime: isOver(child, now) ? inSeconds(child.endedAt) : undefined,
    TrainingJobStatus: jobStatus(child, now),
    TunedHyperParameters: Object.fromEntries(
      Object.entries(child.hyperParameters).filter(([name]) => ['eta', 'max_depth', 'min_child_weight'].includes(name)),
    ),
    FailureReason: failureReason(child, now),
    FinalHyperParameterTuningJobObjectiveMetric: isDone ? { ...objective, Value: objectiveOf(child) } : undefined,
    ObjectiveStatus: isDone ? 'Succeeded' : isOver(child, now) ? 'Failed' : 'Pending',
  });
}

function bestOf(tuning: TuningJob, now: number): Record<string, unknown> | undefined {
  const done = begun(tuning, now).filter((child) => jobStatus(child, now) === 'Completed');
  const best = done.sort((a, b) => objectiveOf(b) - objectiveOf(a))[0];
  return best && trialSummary(best, now);
}

/** DescribeHyperParameterTuningJob's answer. */
export function tuningDetails(tuning: TuningJob, now: number): Record<string, unknown> {
  const { job } = tuning;
  const spent = begun(tuning, now).reduce((sum, child) => sum + Math.max(0, Math.min(now, child.endedAt) - child.createdAt), 0);
  return present({
    HyperParameterTuningJobName: job.name,
    HyperParameterTuningJobArn: jobArn(job),
    HyperParameterTuningJobConfig: {
      Strategy: 'Bayesian',
      HyperParameterTuningJobObjective: objective,
      ResourceLimits: limits,
      ParameterRanges: {
        ContinuousParameterRanges: [
          { Name: 'eta', MinValue: '0.02', MaxValue: '0.3', ScalingType: 'Logarithmic' },
          { Name: 'min_child_weight', MinValue: '1', MaxValue: '10', ScalingType: 'Auto' },
        ],
        IntegerParameterRanges: [{ Name: 'max_depth', MinValue: '3', MaxValue: '10', ScalingType: 'Auto' }],
      },
      TrainingJobEarlyStoppingType: 'Off',
    },
    TrainingJobDefinition: {
      StaticHyperParameters: { num_round: '320', objective: 'binary:logistic', _tuning_objective_metric: 'validation:auc' },
      AlgorithmSpecification: {
        TrainingImage: imageOf(job),
        TrainingInputMode: 'File',
        MetricDefinitions: [{ Name: 'validation:auc', Regex: 'auc=([0-9\\.]+)' }],
      },
      RoleArn: roleArn(job.place, job.family.role),
      ...vpcConfig(job),
      OutputDataConfig: { S3OutputPath: `${folderOf(job)}/models`, ...outputKey(job) },
      ResourceConfig: { InstanceType: job.family.instance, InstanceCount: 1, VolumeSizeInGB: 50, ...volumeKey(job) },
      StoppingCondition: { MaxRuntimeInSeconds: 7200 },
      EnableNetworkIsolation: job.family.isolated ?? false,
      EnableInterContainerTrafficEncryption: job.family.encrypted ?? false,
      EnableManagedSpotTraining: false,
    },
    HyperParameterTuningJobStatus: status(tuning, now),
    CreationTime: inSeconds(job.createdAt),
    HyperParameterTuningEndTime: isOver(job, now) ? inSeconds(job.endedAt) : undefined,
    LastModifiedTime: inSeconds(tuningModifiedAt(tuning, now)),
    ...counters(tuning, now),
    BestTrainingJob: bestOf(tuning, now),
    ConsumedResources: { RuntimeInSeconds: Math.round(spent / 1000) },
  });
}
