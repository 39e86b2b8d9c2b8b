import type { Job } from './job.ts';
import { failureReason, isOver, jobArn, jobModifiedAt, jobStatus, workBegan } from './job.ts';
import { experimentOf, folderOf, outputKey, present, volumeKey } from './job-parts.ts';
import { inSeconds } from './setting.ts';

/** ListTransformJobs' summary of a job. */
export const transformSummary = (job: Job, now: number): Record<string, unknown> =>
  present({
    TransformJobName: job.name,
    TransformJobArn: jobArn(job),
    CreationTime: inSeconds(job.createdAt),
    TransformEndTime: isOver(job, now) ? inSeconds(job.endedAt) : undefined,
    LastModifiedTime: inSeconds(jobModifiedAt(job, now)),
    TransformJobStatus: jobStatus(job, now),
    FailureReason: failureReason(job, now),
  });

/** DescribeTransformJob's answer. */
export function transformDetails(job: Job, now: number): Record<string, unknown> {
  const { family } = job;
  const began = workBegan(job);
  return present({
    TransformJobName: job.name,
    TransformJobArn: jobArn(job),
    TransformJobStatus: jobStatus(job, now),
    FailureReason: failureReason(job, now),
    ModelName: `${family.id}-model`,
    MaxConcurrentTransforms: 8,
    MaxPayloadInMB: 6,
    BatchStrategy: 'MultiRecord',
    TransformInput: {
      DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: `${folderOf(job)}/${family.id}/batch/` } },
      ContentType: 'application/jsonlines',
      CompressionType: 'Gzip',
      SplitType: 'Line',
    },
    TransformOutput: {
      S3OutputPath: `${folderOf(job)}/${family.id}/${job.name}`,
      Accept: 'application/jsonlines',
      AssembleWith: 'Line',
      ...outputKey(job),
    },
    TransformResources: { InstanceType: family.instance, InstanceCount: family.count, ...volumeKey(job) },
    CreationTime: inSeconds(job.createdAt),
    TransformStartTime: began !== undefined && began <= now ? inSeconds(began) : undefined,
    TransformEndTime: isOver(job, now) ? inSeconds(job.endedAt) : undefined,
    ...experimentOf(job),
  });
}
