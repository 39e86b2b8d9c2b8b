import type { Job } from './job.ts';
import { failureReason, isEncrypted, isIsolated, isOver, jobArn, jobModifiedAt, jobStatus, workBegan } from './job.ts';
import { experimentOf, folderOf, imageOf, outputKey, present, volumeKey, vpcConfig } from './job-parts.ts';
import { inSeconds, roleArn } from './setting.ts';

const ending = (job: Job, now: number): Record<string, unknown> => {
  const reason = failureReason(job, now);
  const exit = job.mishap === 'script' && isOver(job, now) ? "KeyError: 'gtin' in clean.py, line 88, exit code: 1" : undefined;
  return { FailureReason: reason, ExitMessage: exit };
};

/** ListProcessingJobs' summary of a job. */
export const processingSummary = (job: Job, now: number): Record<string, unknown> =>
  present({
    ProcessingJobName: job.name,
    ProcessingJobArn: jobArn(job),
    CreationTime: inSeconds(job.createdAt),
    ProcessingEndTime: isOver(job, now) ? inSeconds(job.endedAt) : undefined,
    LastModifiedTime: inSeconds(jobModifiedAt(job, now)),
    ProcessingJobStatus: jobStatus(job, now),
    ...ending(job, now),
  });

/** DescribeProcessingJob's answer. */
export function processingDetails(job: Job, now: number): Record<string, unknown> {
  const { family } = job;
  const began = workBegan(job);
  return present({
    ProcessingJobName: job.name,
    ProcessingJobArn: jobArn(job),
    ProcessingInputs: [
      {
        InputName: 'input',
        AppManaged: false,
        S3Input: {
          S3Uri: `${folderOf(job)}/${family.id}/raw/`,
          LocalPath: '/opt/ml/processing/input',
          S3DataType: 'S3Prefix',
          S3InputMode: 'File',
          S3DataDistributionType: family.count > 1 ? 'ShardedByS3Key' : 'FullyReplicated',
          S3CompressionType: 'None',
        },
      },
    ],
    ProcessingOutputConfig: {
      Outputs: [
        {
          OutputName: 'output',
          S3Output: {
            S3Uri: `${folderOf(job)}/${family.id}/${job.name}/`,
            LocalPath: '/opt/ml/processing/output',
            S3UploadMode: 'EndOfJob',
          },
          AppManaged: false,
        },
      ],
      ...outputKey(job),
    },
    ProcessingResources: {
      ClusterConfig: { InstanceCount: family.count, InstanceType: family.instance, VolumeSizeInGB: 60, ...volumeKey(job) },
    },
    StoppingCondition: { MaxRuntimeInSeconds: 14_400 },
    AppSpecification: { ImageUri: imageOf(job), ContainerEntrypoint: ['python3', '/opt/ml/processing/input/code/clean.py'] },
    NetworkConfig: {
      EnableInterContainerTrafficEncryption: isEncrypted(job),
      EnableNetworkIsolation: isIsolated(job),
      ...vpcConfig(job),
    },
    RoleArn: roleArn(job.place, family.role),
    ProcessingJobStatus: jobStatus(job, now),
    ...ending(job, now),
    ProcessingStartTime: began !== undefined && began <= now ? inSeconds(began) : undefined,
    ProcessingEndTime: isOver(job, now) ? inSeconds(job.endedAt) : undefined,
    LastModifiedTime: inSeconds(jobModifiedAt(job, now)),
    CreationTime: inSeconds(job.createdAt),
    ...experimentOf(job),
  });
}
