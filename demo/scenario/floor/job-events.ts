import type { Actor } from '../people.ts';
import { idOf } from '../random.ts';
import type { Place, Scale } from '../types.ts';
import { compilationDetails } from './compilation-answers.ts';
import type { Deed } from './deed.ts';
import { asAsked, type Job, jobArn } from './job.ts';
import { teamKey } from './job-parts.ts';
import { jobsAlive } from './jobs.ts';
import { executionsBetween } from './pipeline-execution.ts';
import { processingDetails } from './processing-answers.ts';
import { arnOf, roleArn } from './setting.ts';
import { trainingDetails } from './training-answers.ts';
import { transformDetails } from './transform-answers.ts';
import { tuningDetails } from './tuning-answers.ts';
import { tuningJobs } from './tuning-job.ts';

/** What a Create request says of what Describe answers: all but states, times and results. */
const isAsked = (name: string): boolean =>
  !/(Status|StatusTransitions|Time|TimeInSeconds|Arn|Reason|Message|Artifacts|Digests|MetricDataList|InferenceImage)$/.test(
    name,
  ) || name === 'RoleArn';

const requestOf = (details: Record<string, unknown>, job: Job): Record<string, unknown> => ({
  ...Object.fromEntries(Object.entries(details).filter(([name]) => isAsked(name))),
  ...(job.team ? { Tags: [{ Key: 'team', Value: job.team }] } : {}),
});

const creators = {
  training: { name: 'CreateTrainingJob', arn: 'TrainingJobArn', details: trainingDetails, stop: 'StopTrainingJob' },
  processing: { name: 'CreateProcessingJob', arn: 'ProcessingJobArn', details: processingDetails, stop: 'StopProcessingJob' },
  transform: { name: 'CreateTransformJob', arn: 'TransformJobArn', details: transformDetails, stop: 'StopTransformJob' },
  compilation: {
    name: 'CreateCompilationJob',
    arn: 'CompilationJobArn',
    details: compilationDetails,
    stop: 'StopCompilationJob',
  },
} as const;
const kinds = ['training', 'processing', 'transform', 'compilation'] as const;

const sagemaker = (role: string, session = 'SageMaker'): Actor => ({ service: 'sagemaker', role, session });

/** Who is named as having created a job; tuning jobs start theirs as a service event, without a type of identity. */
function creation(job: Job): Deed {
  const { name, arn, details } = creators[job.kind as keyof typeof creators];
  const response = { [arn]: jobArn(job) };
  const base = {
    at: job.createdAt,
    source: 'sagemaker',
    name,
    request: requestOf(details(job, job.createdAt), job),
    response,
    discriminator: job.name,
    ...(job.without.length > 0 ? { shows: Object.fromEntries(job.without.map((guard) => [guard, job.name])) } : {}),
  };
  if (job.parent?.kind === 'pipeline') return { ...base, actor: sagemaker('SageMakerPipelines', job.parent.name) };
  if (job.parent?.kind !== 'tuning') return { ...base, actor: { person: job.by } };
  return {
    ...base,
    actor: sagemaker(job.family.role),
    fields: {
      eventType: 'AwsServiceEvent',
      userIdentity: { accountId: job.place.account, invokedBy: 'sagemaker.amazonaws.com' },
      sourceIPAddress: 'sagemaker.amazonaws.com',
      userAgent: 'sagemaker.amazonaws.com',
      serviceEventDetails: { tuningJob: job.parent.name },
      requestParameters: null,
      responseElements: null,
      resources: [{ accountId: job.place.account, type: 'AWS::SageMaker::TrainingJob', ARN: jobArn(job) }],
    },
  };
}

/** SageMaker takes on the job's role, and opens its key if it has one. */
function launching(job: Job): Deed[] {
  const role = roleArn(job.place, job.family.role);
  const assumed: Deed = {
    at: job.createdAt + 4000,
    actor: sagemaker(job.family.role),
    source: 'sts',
    name: 'AssumeRole',
    readOnly: true,
    request: { roleArn: role, roleSessionName: 'SageMaker', durationSeconds: 3600 },
    discriminator: job.name,
    fields: {
      userIdentity: { type: 'AWSService', invokedBy: 'sagemaker.amazonaws.com' },
      resources: [{ accountId: job.place.account, type: 'AWS::IAM::Role', ARN: role }],
      sharedEventID: idOf(12, job.name),
    },
  };
  if (!job.family.key) return [assumed];
  const key = teamKey(job);
  const opened: Deed = {
    at: job.createdAt + 9000,
    actor: sagemaker(job.family.role),
    source: 'kms',
    name: 'GenerateDataKey',
    readOnly: true,
    request: { keyId: key, keySpec: 'AES_256', encryptionContext: { 'aws:sagemaker:job': job.name } },
    discriminator: job.name,
    ...(job.mishap === 'kms' ? { error: { code: 'DisabledException', message: `${key} is disabled.` } } : {}),
    fields: { resources: [{ accountId: job.place.account, type: 'AWS::KMS::Key', ARN: key }] },
  };
  return [assumed, opened];
}

function stopping(job: Job): Deed[] {
  const phase = job.phases.find((one) => one.name === 'Stopping');
  if (!phase || job.mishap !== 'stopped') return [];
  const { name, stop } = creators[job.kind as keyof typeof creators];
  const key = name.replace('Create', '').concat('Name');
  return [
    {
      at: phase.from,
      actor: { person: job.by },
      source: 'sagemaker',
      name: stop,
      request: { [key]: job.name },
      discriminator: job.name,
    },
  ];
}

/** Calls that jobs, tuning jobs and pipeline executions cause in [from, to). */
export function jobCalls({ seed, scale }: { seed: string; scale: Scale }, place: Place, from: number, to: number): Deed[] {
  const jobs = kinds.flatMap((kind) => jobsAlive(seed, place, kind, from, to)).map((job) => asAsked(job, scale));
  const tunings = tuningJobs(seed, place, from - 1000, to).map(
    ({ job, ...rest }): Deed => ({
      at: job.createdAt,
      actor: { person: job.by },
      source: 'sagemaker',
      name: 'CreateHyperParameterTuningJob',
      request: requestOf(withoutResults(tuningDetails({ job, ...rest }, job.createdAt)), job),
      response: { HyperParameterTuningJobArn: jobArn(job) },
    }),
  );
  const executions = executionsBetween(seed, place, from - 1000, to).map(
    (one): Deed => ({
      at: one.createdAt - 900,
      actor: { service: 'scheduler', role: 'PipelineSchedule', session: one.pipeline.name },
      source: 'sagemaker',
      name: 'StartPipelineExecution',
      request: { pipelineName: arnOf(place, `pipeline/${one.pipeline.name}`), clientRequestToken: idOf(32, one.id) },
      response: { PipelineExecutionArn: one.arn },
      discriminator: one.id,
    }),
  );
  return [...jobs.flatMap((job) => [creation(job), ...launching(job), ...stopping(job)]), ...tunings, ...executions];
}

const withoutResults = (details: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(details).filter(([name]) => !/(Counters|BestTrainingJob|ConsumedResources)$/.test(name)));
