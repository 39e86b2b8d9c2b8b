import { hexOf } from '../random.ts';
import type { Tag } from '../types.ts';
import { present } from './job-parts.ts';
import { type LabelingJob, labelCounters, pendingTasks, statusOf } from './labeling-job.ts';
import { arnOf, bucketOf, inSeconds, keyArn, roleArn } from './setting.ts';
import { workteamArn } from './workforce.ts';

export const labelingTags = (job: LabelingJob): Tag[] => [
  { Key: 'team', Value: job.family.team },
  { Key: 'deadline', Value: `${new Date(job.createdAt + job.family.everyMs * 1.3).toISOString().slice(0, 16)}Z` },
];

const failureReason = (job: LabelingJob, now: number): string | undefined =>
  statusOf(job, now) === 'Failed'
    ? `ClientError: Access to s3://${bucketOf(job.place)}/labels/${job.name}/manifest.jsonl was denied for the role SageMakerGroundTruth. Check its s3:GetObject permission.`
    : undefined;

const lambda = (job: LabelingJob, step: 'PRE' | 'ACS'): string => {
  const owner = job.place.region === 'us-east-1' ? '432418664414' : '568282634449';
  return `arn:aws:lambda:${job.place.region}:${owner}:function:${step}-${job.family.task}`;
};

const input = (job: LabelingJob) => ({
  DataSource: { S3DataSource: { ManifestS3Uri: `s3://${bucketOf(job.place)}/labels/${job.name}/manifest.jsonl` } },
});

const output = (job: LabelingJob, now: number) =>
  statusOf(job, now) === 'Completed'
    ? {
        OutputDatasetS3Uri: `s3://${bucketOf(job.place)}/labels/out/${job.name}/manifests/output/output.manifest`,
        ...(job.machine > 0 ? { FinalActiveLearningModelArn: arnOf(job.place, `model/al-${job.name}`) } : {}),
      }
    : undefined;

/** The last thing that happened to it: people label, so that a running job was changed within the last minutes. */
export const labelingModifiedAt = (job: LabelingJob, now: number): number =>
  now >= job.endedAt ? job.endedAt : Math.max(job.createdAt, Math.min(job.workedTo, Math.floor(now / 300_000) * 300_000));

/** ListLabelingJobs' summary. */
export const labelingSummary = (job: LabelingJob, now: number): Record<string, unknown> =>
  present({
    LabelingJobName: job.name,
    LabelingJobArn: job.arn,
    CreationTime: inSeconds(job.createdAt),
    LastModifiedTime: inSeconds(labelingModifiedAt(job, now)),
    LabelingJobStatus: statusOf(job, now),
    LabelCounters: labelCounters(job, now),
    WorkteamArn: workteamArn(job.family.crew),
    PreHumanTaskLambdaArn: lambda(job, 'PRE'),
    AnnotationConsolidationLambdaArn: lambda(job, 'ACS'),
    FailureReason: failureReason(job, now),
    LabelingJobOutput: output(job, now),
    InputConfig: input(job),
  });

/** ListLabelingJobsForWorkteam's summary, whose counters are others. */
export const workteamJobSummary = (job: LabelingJob, now: number): Record<string, unknown> => ({
  LabelingJobName: job.name,
  JobReferenceCode: referenceCode(job),
  WorkRequesterAccountId: job.place.account,
  CreationTime: inSeconds(job.createdAt),
  LabelCounters: {
    HumanLabeled: labelCounters(job, now).HumanLabeled,
    PendingHuman: pendingTasks(job, now),
    Total: job.family.objects,
  },
  NumberOfHumanWorkersPerDataObject: 1,
});

export const referenceCode = (job: LabelingJob): string => hexOf(20, 'reference', job.name);

/** DescribeLabelingJob's answer. */
export function labelingDetails(job: LabelingJob, now: number): Record<string, unknown> {
  const { family } = job;
  const algorithm = `arn:aws:sagemaker:${job.place.region}:027400017018:labeling-job-algorithm-specification/text-classification`;
  return present({
    LabelingJobStatus: statusOf(job, now),
    LabelCounters: labelCounters(job, now),
    FailureReason: failureReason(job, now),
    CreationTime: inSeconds(job.createdAt),
    LastModifiedTime: inSeconds(labelingModifiedAt(job, now)),
    JobReferenceCode: referenceCode(job),
    LabelingJobName: job.name,
    LabelingJobArn: job.arn,
    LabelAttributeName: `${family.id}-ref`,
    InputConfig: input(job),
    OutputConfig: {
      S3OutputPath: `s3://${bucketOf(job.place)}/labels/out`,
      ...(family.key ? { KmsKeyId: keyArn(job.place, family.team) } : {}),
    },
    RoleArn: roleArn(job.place, 'SageMakerGroundTruth'),
    LabelCategoryConfigS3Uri: `s3://${bucketOf(job.place)}/labels/${job.name}/categories.json`,
    StoppingConditions: { MaxPercentageOfInputDatasetLabeled: 100 },
    LabelingJobAlgorithmsConfig: job.machine > 0 ? { LabelingJobAlgorithmSpecificationArn: algorithm } : undefined,
    HumanTaskConfig: {
      WorkteamArn: workteamArn(family.crew),
      UiConfig: { UiTemplateS3Uri: `s3://${bucketOf(job.place)}/labels/${job.name}/template.liquid` },
      PreHumanTaskLambdaArn: lambda(job, 'PRE'),
      TaskKeywords: ['retail'],
      TaskTitle: family.title,
      TaskDescription: `${family.title}. Skip what you cannot see.`,
      NumberOfHumanWorkersPerDataObject: 1,
      TaskTimeLimitInSeconds: 3600,
      TaskAvailabilityLifetimeInSeconds: 864_000,
      MaxConcurrentTaskCount: 1000,
      AnnotationConsolidationConfig: { AnnotationConsolidationLambdaArn: lambda(job, 'ACS') },
    },
    Tags: labelingTags(job),
    LabelingJobOutput: output(job, now),
  });
}
