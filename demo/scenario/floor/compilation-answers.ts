import { hexOf } from '../random.ts';
import type { Job } from './job.ts';
import { failureReason, isOver, jobArn, jobModifiedAt, jobStatus } from './job.ts';
import { folderOf, outputKey, present } from './job-parts.ts';
import { inSeconds, roleArn } from './setting.ts';

/** Neo shouts its states. */
export const compilationStatus = (job: Job, now: number): string => {
  const isWaiting = job.phases[0] !== undefined && now < job.phases[0].to;
  return isWaiting ? 'STARTING' : jobStatus(job, now).toUpperCase();
};

const startedAt = (job: Job): number => job.phases[0]?.to ?? job.createdAt;

const startAndEnd = (job: Job, now: number) => ({
  CompilationStartTime: startedAt(job) <= now ? inSeconds(startedAt(job)) : undefined,
  CompilationEndTime: isOver(job, now) ? inSeconds(job.endedAt) : undefined,
});

/** ListCompilationJobs' summary of a job. */
export const compilationSummary = (job: Job, now: number): Record<string, unknown> =>
  present({
    CompilationJobName: job.name,
    CompilationJobArn: jobArn(job),
    CreationTime: inSeconds(job.createdAt),
    ...startAndEnd(job, now),
    CompilationTargetDevice: job.family.target,
    LastModifiedTime: inSeconds(jobModifiedAt(job, now)),
    CompilationJobStatus: compilationStatus(job, now),
  });

/** DescribeCompilationJob's answer; FailureReason is always there, empty when there is none. */
export function compilationDetails(job: Job, now: number): Record<string, unknown> {
  const { family } = job;
  const isDone = compilationStatus(job, now) === 'COMPLETED';
  const isBoost = family.framework === 'XGBOOST';
  return present({
    CompilationJobName: job.name,
    CompilationJobArn: jobArn(job),
    CompilationJobStatus: compilationStatus(job, now),
    ...startAndEnd(job, now),
    StoppingCondition: { MaxRuntimeInSeconds: 900 },
    InferenceImage:
      isDone && family.target?.startsWith('ml_')
        ? `301217895009.dkr.ecr.${job.place.region}.amazonaws.com/sagemaker-inference-pytorch:2.0-cpu-py3`
        : undefined,
    CreationTime: inSeconds(job.createdAt),
    LastModifiedTime: inSeconds(jobModifiedAt(job, now)),
    FailureReason: failureReason(job, now) ?? '',
    ModelArtifacts: { S3ModelArtifacts: `${folderOf(job)}/neo/${job.name}-${family.target}.tar.gz` },
    ModelDigests: isDone ? { ArtifactDigest: hexOf(64, 'blake2', job.name) } : undefined,
    RoleArn: roleArn(job.place, family.role),
    InputConfig: {
      S3Uri: `${folderOf(job)}/neo/input/${family.id}.tar.gz`,
      DataInputConfig: isBoost ? '{}' : '{"input0": [1, 3, 416, 416]}',
      Framework: family.framework,
      ...(isBoost ? {} : { FrameworkVersion: '2.0' }),
    },
    OutputConfig: { S3OutputLocation: `${folderOf(job)}/neo/`, TargetDevice: family.target, ...outputKey(job) },
  });
}
