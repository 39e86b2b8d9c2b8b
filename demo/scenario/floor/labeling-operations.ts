import { AwsError } from '#demo/aws-error.ts';
import type { CallContext, Operation } from '../types.ts';
import { labelingDetails, labelingModifiedAt, labelingSummary, referenceCode, workteamJobSummary } from './labeling-answers.ts';
import { isRemembered, type LabelingJob, labelingJobNamed, labelingJobsCreated, statusOf } from './labeling-job.ts';
import { answerList, timeOf } from './listing.ts';
import { inSeconds, isAt, memoryMs } from './setting.ts';
import {
  clientId,
  networksAt,
  subDomain,
  userPool,
  type WorkforceRow,
  type WorkteamRow,
  workforceArn,
  workforces,
  workteamArn,
  workteamModifiedAt,
  workteams,
} from './workforce.ts';

const crowds = (context: CallContext): WorkforceRow[] =>
  Object.values(workforces).filter((row) => isAt(row.place, context) && row.createdAt <= context.now);
const crews = (context: CallContext): WorkteamRow[] =>
  workteams.filter((row) => isAt(row.workforce.place, context) && row.createdAt <= context.now);

const crowdAnswer = (row: WorkforceRow, now: number): Record<string, unknown> => {
  const { networks, since } = networksAt(row, now);
  return {
    WorkforceName: row.name,
    WorkforceArn: workforceArn(row),
    LastUpdatedDate: inSeconds(since),
    SourceIpConfig: { Cidrs: [...networks] },
    SubDomain: subDomain(row),
    CognitoConfig: { UserPool: userPool(row), ClientId: clientId(row) },
    CreateDate: inSeconds(row.createdAt),
    Status: now - since < 60_000 && since !== row.createdAt ? 'Updating' : 'Active',
  };
};

const crewAnswer = (row: WorkteamRow, now: number): Record<string, unknown> => ({
  WorkteamName: row.name,
  MemberDefinitions: [
    { CognitoMemberDefinition: { UserPool: userPool(row.workforce), UserGroup: row.name, ClientId: clientId(row.workforce) } },
  ],
  WorkteamArn: workteamArn(row),
  WorkforceArn: workforceArn(row.workforce),
  Description: row.description,
  SubDomain: subDomain(row.workforce),
  CreateDate: inSeconds(row.createdAt),
  LastUpdatedDate: inSeconds(workteamModifiedAt(row, now)),
  NotificationConfiguration: {},
});

type Item = { name: string; createdAt: number; job: LabelingJob };

/** List and Describe of labeling jobs, workforces and workteams. */
export function labelingOperations(seed: string): Record<string, Operation> {
  const created = (input: Record<string, unknown>, context: CallContext): LabelingJob[] => {
    const from = Math.max(context.now - memoryMs, timeOf(input.CreationTimeAfter, 0));
    const to = Math.min(context.now, timeOf(input.CreationTimeBefore, context.now)) + 1;
    return labelingJobsCreated(seed, context, from, to);
  };
  return {
    'sagemaker.ListLabelingJobs': (input, context) => {
      const { now } = context;
      const items = created(input, context).map((job) => ({
        name: job.name,
        createdAt: job.createdAt,
        modifiedAt: labelingModifiedAt(job, now),
        status: statusOf(job, now),
        job,
      }));
      const summary = ({ job }: Item) => labelingSummary(job, now);
      return answerList({
        items,
        input,
        key: 'LabelingJobSummaryList',
        sorting: { by: 'CreationTime', order: 'Ascending' },
        summary,
      });
    },
    'sagemaker.DescribeLabelingJob': (input, context) => {
      const job = labelingJobNamed(seed, context, String(input.LabelingJobName));
      if (!job || !isRemembered(job, context.now)) {
        throw new AwsError('ResourceNotFound', `Labeling job with name ${input.LabelingJobName} does not exist.`);
      }
      return labelingDetails(job, context.now);
    },
    'sagemaker.ListLabelingJobsForWorkteam': (input, context) => {
      const crew = crews(context).find((row) => workteamArn(row) === input.WorkteamArn);
      if (!crew) throw new AwsError('ResourceNotFound', `Workteam ${input.WorkteamArn} does not exist.`);
      const items = created(input, context)
        .filter((job) => job.family.crew === crew && job.end !== 'Failed')
        .filter((job) => referenceCode(job).includes(String(input.JobReferenceCodeContains ?? '')))
        .map((job) => ({ name: job.name, createdAt: job.createdAt, job }));
      const summary = ({ job }: Item) => workteamJobSummary(job, context.now);
      return answerList({
        items,
        input,
        key: 'LabelingJobSummaryList',
        sorting: { by: 'CreationTime', order: 'Ascending' },
        summary,
      });
    },
    'sagemaker.ListWorkforces': (input, context) =>
      answerList({
        items: crowds(context),
        input,
        key: 'Workforces',
        sorting: { by: 'CreationTime', order: 'Ascending' },
        summary: (row) => crowdAnswer(row, context.now),
      }),
    'sagemaker.DescribeWorkforce': (input, context) => {
      const row = crowds(context).find((one) => one.name === input.WorkforceName);
      if (!row) throw new AwsError('ValidationException', `No workforce found with name ${input.WorkforceName}`);
      return { Workforce: crowdAnswer(row, context.now) };
    },
    'sagemaker.ListWorkteams': (input, context) =>
      answerList({
        items: crews(context),
        input,
        key: 'Workteams',
        sorting: { by: 'CreationTime', order: 'Ascending' },
        summary: (row) => crewAnswer(row, context.now),
      }),
    'sagemaker.DescribeWorkteam': (input, context) => {
      const row = crews(context).find((one) => one.name === input.WorkteamName);
      if (!row) throw new AwsError('ValidationException', `No workteam found with name ${input.WorkteamName}`);
      return { Workteam: crewAnswer(row, context.now) };
    },
  };
}
