import { AwsError } from '#demo/aws-error.ts';
import type { CallContext, Operation } from '../types.ts';
import { compilationDetails, compilationStatus, compilationSummary } from './compilation-answers.ts';
import { finishedJobNamed } from './finished-jobs.ts';
import { asAsked, type Job, jobModifiedAt, jobStatus } from './job.ts';
import { jobNamed, jobsCreated } from './jobs.ts';
import { answerList, creationRange, type Listed } from './listing.ts';
import { isLongPast, longList } from './long-list.ts';
import { processingDetails, processingSummary } from './processing-answers.ts';
import { trainingDetails, trainingSummary } from './training-answers.ts';
import { transformDetails, transformSummary } from './transform-answers.ts';
import { finalObjective, trialSummary, tuningDetails, tuningModifiedAt, tuningSummary } from './tuning-answers.ts';
import { tuningJob, tuningJobs } from './tuning-job.ts';

type Answer = (job: Job, now: number) => Record<string, unknown>;
type Row = {
  kind: 'training' | 'processing' | 'transform' | 'compilation';
  noun: string;
  order: 'Ascending' | 'Descending';
  summary: Answer;
  details: Answer;
  status: (job: Job, now: number) => string;
};

const rows: readonly Row[] = [
  {
    kind: 'training',
    noun: 'TrainingJob',
    order: 'Ascending',
    summary: trainingSummary,
    details: trainingDetails,
    status: jobStatus,
  },
  {
    kind: 'processing',
    noun: 'ProcessingJob',
    order: 'Ascending',
    summary: processingSummary,
    details: processingDetails,
    status: jobStatus,
  },
  {
    kind: 'transform',
    noun: 'TransformJob',
    order: 'Descending',
    summary: transformSummary,
    details: transformDetails,
    status: jobStatus,
  },
  {
    kind: 'compilation',
    noun: 'CompilationJob',
    order: 'Ascending',
    summary: compilationSummary,
    details: compilationDetails,
    status: compilationStatus,
  },
];

const place = ({ account, region }: CallContext) => ({ account, region });

const lister =
  (seed: string, row: Row): Operation =>
  (input, context) => {
    const { now } = context;
    if (row.kind === 'training' && isLongPast(context)) return longList(seed, input, context);
    const jobs = jobsCreated(seed, place(context), row.kind, ...creationRange(input, now));
    const items = jobs.map((job) => ({
      name: job.name,
      createdAt: job.createdAt,
      modifiedAt: jobModifiedAt(job, now),
      status: row.status(job, now),
      job,
    }));
    const summary = (item: Listed & { job: Job }) => row.summary(item.job, now);
    return answerList({ items, input, key: `${row.noun}Summaries`, sorting: { by: 'CreationTime', order: row.order }, summary });
  };

const describer =
  (seed: string, row: Row): Operation =>
  (input, context) => {
    const name = String(input[`${row.noun}Name`]);
    const past = row.kind === 'training' ? finishedJobNamed(seed, context, name) : undefined;
    const job = past ?? jobNamed(seed, place(context), row.kind, name, context.now);
    if (!job)
      throw new AwsError(
        'ValidationException',
        row.kind === 'training' ? 'Requested resource not found.' : `Could not find requested job with name: ${name}`,
      );
    return row.details(asAsked(job, context.scenario.scale), context.now);
  };

const findTuning = (seed: string, input: Record<string, unknown>, context: CallContext) => {
  const name = String(input.HyperParameterTuningJobName);
  const found = tuningJob(seed, place(context), name, context.now);
  if (!found) throw new AwsError('ResourceNotFound', `Amazon SageMaker can't find a tuning job with name ${name}.`);
  return found;
};

/** List and Describe of training, processing, transform, compilation and tuning jobs. */
export function jobOperations(seed: string): Record<string, Operation> {
  const listTuning: Operation = (input, context) => {
    const { now } = context;
    const items = tuningJobs(seed, place(context), ...creationRange(input, now)).map((tuning) => ({
      name: tuning.job.name,
      createdAt: tuning.job.createdAt,
      modifiedAt: tuningModifiedAt(tuning, now),
      status: jobStatus(tuning.job, now),
      tuning,
    }));
    return answerList({
      items,
      input,
      key: 'HyperParameterTuningJobSummaries',
      sorting: { by: 'Name', order: 'Ascending' },
      summary: ({ tuning }) => tuningSummary(tuning, now),
    });
  };
  const listTrials: Operation = (input, context) => {
    const { now } = context;
    const { children } = findTuning(seed, input, context);
    const items = children
      .filter((child) => child.createdAt <= now)
      .map((child) => ({
        name: child.name,
        createdAt: child.createdAt,
        status: jobStatus(child, now),
        objective: finalObjective(child, now),
        child,
      }));
    const summary = ({ child }: { child: Job }) => trialSummary(child, now);
    return answerList({ items, input, key: 'TrainingJobSummaries', sorting: { by: 'Name', order: 'Ascending' }, summary });
  };
  return {
    ...Object.fromEntries(
      rows.flatMap((row) => [
        [`sagemaker.List${row.noun}s`, lister(seed, row)],
        [`sagemaker.Describe${row.noun}`, describer(seed, row)],
      ]),
    ),
    'sagemaker.ListHyperParameterTuningJobs': listTuning,
    'sagemaker.ListTrainingJobsForHyperParameterTuningJob': listTrials,
    'sagemaker.DescribeHyperParameterTuningJob': (input, context) => tuningDetails(findTuning(seed, input, context), context.now),
  };
}
