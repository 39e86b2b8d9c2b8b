import { people } from '#demo/accounts.ts';
import { AwsError } from '#demo/aws-error.ts';
import type { CallContext, Operation } from '../types.ts';
import { failureReason, jobArn } from './job.ts';
import { present } from './job-parts.ts';
import { answerList, creationRange } from './listing.ts';
import { type Execution, executionsOf, executionWithId, type StepRun } from './pipeline-execution.ts';
import { type PipelineRow, pipelines } from './pipelines.ts';
import { arnOf, inSeconds, isAt, memoryMs, roleArn } from './setting.ts';

const pipelineArn = (row: PipelineRow): string => arnOf(row.place, `pipeline/${row.name}`);

const rowsAt = (context: CallContext): readonly PipelineRow[] =>
  pipelines.filter((row) => isAt(row.place, context) && row.createdAt <= context.now);

function findRow(nameOrArn: string, context: CallContext): PipelineRow {
  const row = rowsAt(context).find((one) => one.name === nameOrArn || pipelineArn(one) === nameOrArn);
  if (!row) throw new AwsError('ResourceNotFound', `Pipeline '${nameOrArn}' does not exist.`);
  return row;
}

const lastRunAt = (seed: string, row: PipelineRow, now: number): number | undefined =>
  executionsOf(seed, row, now - 2 * row.everyMinutes * 60_000, now + 1).at(-1)?.createdAt;

const seconds = (at: number | undefined): number | undefined => (at === undefined ? undefined : inSeconds(at));

const creator = (row: PipelineRow) => ({
  IamIdentity: {
    Arn: `arn:aws:sts::${row.place.account}:assumed-role/${people[row.by].role}/${row.by}`,
    PrincipalId: `AROADEMO:${row.by}`,
  },
});

const definition = (row: PipelineRow): string =>
  JSON.stringify({
    Version: '2020-12-01',
    Parameters: [{ Name: 'InputDate', Type: 'String', DefaultValue: 'today' }],
    Steps: row.steps.map((step) => ({
      Name: step.name,
      Type: step.job
        ? { training: 'Training', processing: 'Processing', transform: 'Transform' }[step.job]
        : { condition: 'Condition', register: 'RegisterModel' }[step.does ?? 'condition'],
      Arguments: step.instance ? { InstanceType: step.instance } : {},
    })),
  });

const executionStatus = (one: Execution, now: number): string => (now < one.endedAt ? 'Executing' : one.ends);

const executionFailure = (one: Execution, now: number): string | undefined =>
  now >= one.endedAt && one.ends === 'Failed'
    ? `Step failure: One or multiple steps failed: ${one.steps.at(-1)?.row.name}`
    : undefined;

function stepMetadata(run: StepRun, one: Execution): Record<string, unknown> | undefined {
  if (run.row.does === 'condition') return { Condition: { Outcome: 'True' } };
  if (run.row.does === 'register') {
    return {
      RegisterModel: { Arn: arnOf(one.pipeline.place, `model-package/${one.pipeline.name}/${1 + (one.createdAt % 997)}`) },
    };
  }
  if (!run.job) return undefined;
  const key = { training: 'TrainingJob', processing: 'ProcessingJob', transform: 'TransformJob' }[run.row.job ?? 'processing'];
  return { [key]: { Arn: jobArn(run.job) } };
}

const stepAnswer = (run: StepRun, one: Execution, now: number): Record<string, unknown> =>
  present({
    StepName: run.row.name,
    StartTime: inSeconds(run.from),
    EndTime: now >= run.to ? inSeconds(run.to) : undefined,
    StepStatus: now >= run.to ? run.ends : 'Executing',
    AttemptCount: 1,
    FailureReason: now >= run.to && run.ends === 'Failed' && run.job ? failureReason(run.job, now) : undefined,
    Metadata: stepMetadata(run, one),
  });

const missing = (member: string): AwsError =>
  new AwsError(
    'ValidationException',
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  );

/** List and Describe of pipelines, their executions and steps. */
export function pipelineOperations(seed: string): Record<string, Operation> {
  const findExecution = (input: Record<string, unknown>, context: CallContext): Execution => {
    // The model does not demand it, the service does.
    if (typeof input.PipelineExecutionArn !== 'string') throw missing('pipelineExecutionArn');
    const arn = input.PipelineExecutionArn;
    const one = executionWithId(seed, context, arn.slice(arn.lastIndexOf('/') + 1), context.now);
    if (one?.arn !== arn) throw new AwsError('ResourceNotFound', `Pipeline execution '${arn}' does not exist.`);
    return one;
  };
  return {
    'sagemaker.ListPipelines': (input, context) => {
      const prefix = String(input.PipelineNamePrefix ?? '');
      const items = rowsAt(context).filter((row) => row.name.startsWith(prefix));
      const summary = (row: PipelineRow) =>
        present({
          PipelineArn: pipelineArn(row),
          PipelineName: row.name,
          PipelineDisplayName: row.name,
          PipelineDescription: row.description,
          RoleArn: roleArn(row.place, 'SageMakerPipelines'),
          CreationTime: inSeconds(row.createdAt),
          LastModifiedTime: inSeconds(row.createdAt),
          LastExecutionTime: seconds(lastRunAt(seed, row, context.now)),
        });
      return answerList({
        items,
        input,
        key: 'PipelineSummaries',
        sorting: { by: 'CreationTime', order: 'Descending' },
        summary,
      });
    },
    'sagemaker.DescribePipeline': (input, context) => {
      const row = findRow(String(input.PipelineName), context);
      return present({
        PipelineArn: pipelineArn(row),
        PipelineName: row.name,
        PipelineDisplayName: row.name,
        PipelineDefinition: definition(row),
        PipelineDescription: row.description,
        RoleArn: roleArn(row.place, 'SageMakerPipelines'),
        PipelineStatus: 'Active',
        CreationTime: inSeconds(row.createdAt),
        LastModifiedTime: inSeconds(row.createdAt),
        LastRunTime: seconds(lastRunAt(seed, row, context.now)),
        CreatedBy: creator(row),
        LastModifiedBy: creator(row),
      });
    },
    'sagemaker.ListPipelineExecutions': (input, context) => {
      const { now } = context;
      const row = findRow(String(input.PipelineName), context);
      const [from, to] = creationRange({ CreationTimeAfter: input.CreatedAfter, CreationTimeBefore: input.CreatedBefore }, now);
      const items = executionsOf(seed, row, Math.max(from, now - memoryMs), to).map((one) => ({
        name: one.arn,
        createdAt: one.createdAt,
        one,
      }));
      const summary = ({ one }: { one: Execution }) =>
        present({
          PipelineExecutionArn: one.arn,
          StartTime: inSeconds(one.createdAt),
          PipelineExecutionStatus: executionStatus(one, now),
          PipelineExecutionDisplayName: `execution-${Math.floor(one.createdAt / 1000)}`,
          PipelineExecutionFailureReason: executionFailure(one, now),
        });
      return answerList({
        items,
        input,
        key: 'PipelineExecutionSummaries',
        sorting: { by: 'CreationTime', order: 'Descending' },
        summary,
      });
    },
    'sagemaker.DescribePipelineExecution': (input, context) => {
      const { now } = context;
      const one = findExecution(input, context);
      const changes = [one.createdAt, ...one.steps.flatMap((step) => [step.from, step.to]), one.endedAt];
      return present({
        PipelineArn: pipelineArn(one.pipeline),
        PipelineExecutionArn: one.arn,
        PipelineExecutionDisplayName: `execution-${Math.floor(one.createdAt / 1000)}`,
        PipelineExecutionStatus: executionStatus(one, now),
        FailureReason: executionFailure(one, now),
        CreationTime: inSeconds(one.createdAt),
        LastModifiedTime: inSeconds(Math.max(...changes.filter((at) => at <= now))),
        CreatedBy: creator(one.pipeline),
        LastModifiedBy: creator(one.pipeline),
      });
    },
    'sagemaker.ListPipelineExecutionSteps': (input, context) => {
      const { now } = context;
      const one = findExecution(input, context);
      const items = one.steps.filter((run) => run.from <= now).map((run) => ({ name: run.row.name, createdAt: run.from, run }));
      const summary = ({ run }: { run: StepRun }) => stepAnswer(run, one, now);
      return answerList({
        items,
        input,
        key: 'PipelineExecutionSteps',
        sorting: { by: 'CreationTime', order: 'Descending' },
        summary,
      });
    },
  };
}
