import { describe, expect, test } from 'vitest';
import { hasModels, validateOutput } from '#demo/testing/models.ts';
import type { CallContext, Scenario } from '../types.ts';
import { floor } from './part.ts';
import { places, prodEu, researchEu, researchUs } from './setting.ts';

const now = Date.parse('2026-11-19T07:42:10Z');
const part = floor({ seed: 'demo', scale: { endpoints: 40 } });
const scenario: Scenario = { seed: 'demo', scale: { endpoints: 40 }, accounts: [], parts: [part] };
const dig = (value: unknown, key: string): unknown => (value as Record<string, unknown>)[key];

function call(name: string, input: Record<string, unknown>, context: CallContext): Record<string, unknown> {
  const operation = part.operations[`sagemaker.${name}`];
  if (!operation) throw new Error(`no operation ${name}`);
  return operation(input, context);
}

/** Each list, the member that holds it, and the Describe of one of its items. */
const rows = [
  ['ListTrainingJobs', 'TrainingJobSummaries', 'DescribeTrainingJob', 'TrainingJobName'],
  ['ListProcessingJobs', 'ProcessingJobSummaries', 'DescribeProcessingJob', 'ProcessingJobName'],
  ['ListTransformJobs', 'TransformJobSummaries', 'DescribeTransformJob', 'TransformJobName'],
  ['ListCompilationJobs', 'CompilationJobSummaries', 'DescribeCompilationJob', 'CompilationJobName'],
  [
    'ListHyperParameterTuningJobs',
    'HyperParameterTuningJobSummaries',
    'DescribeHyperParameterTuningJob',
    'HyperParameterTuningJobName',
  ],
  ['ListPipelines', 'PipelineSummaries', 'DescribePipeline', 'PipelineName'],
  ['ListLabelingJobs', 'LabelingJobSummaryList', 'DescribeLabelingJob', 'LabelingJobName'],
  ['ListNotebookInstances', 'NotebookInstances', 'DescribeNotebookInstance', 'NotebookInstanceName'],
  ['ListDomains', 'Domains', 'DescribeDomain', 'DomainId'],
  ['ListWorkforces', 'Workforces', 'DescribeWorkforce', 'WorkforceName'],
  ['ListWorkteams', 'Workteams', 'DescribeWorkteam', 'WorkteamName'],
  ['ListClusters', 'ClusterSummaries', 'DescribeCluster', 'ClusterName'],
] as const;

describe.skipIf(!hasModels())('answers follow the service model', () => {
  test.each(rows)('%s', (list, key, describeName, nameKey) => {
    let count = 0;
    for (const place of places) {
      const context: CallContext = { ...place, now, scenario };
      const times = list.endsWith('Jobs') && list !== 'ListLabelingJobs' ? { CreationTimeAfter: now / 1000 - 172_800 } : {};
      let token: unknown;
      do {
        const answer = call(list, { ...times, MaxResults: 50, ...(token ? { NextToken: token } : {}) }, context);
        expect(validateOutput('sagemaker', list, answer)).toEqual([]);
        for (const item of dig(answer, key) as Record<string, unknown>[]) {
          count += 1;
          const details = call(describeName, { [nameKey]: item[nameKey] }, context);
          expect(validateOutput('sagemaker', describeName, details)).toEqual([]);
          expect((details.Workforce ?? details.Workteam ?? details) as object).toMatchObject({ [nameKey]: item[nameKey] });
        }
        token = answer.NextToken;
      } while (token);
    }
    expect(count).toBeGreaterThan(0);
  });

  test.each([
    [
      'ListTrainingJobsForHyperParameterTuningJob',
      researchEu,
      (context: CallContext) => first('ListHyperParameterTuningJobs', 'HyperParameterTuningJob', context),
    ],
    ['ListPipelineExecutions', prodEu, () => ({ PipelineName: 'fraud-retrain' })],
    ['ListPipelineExecutionSteps', prodEu, (context: CallContext) => execution(context)],
    ['DescribePipelineExecution', prodEu, (context: CallContext) => execution(context)],
    [
      'ListLabelingJobsForWorkteam',
      prodEu,
      () => ({ WorkteamArn: 'arn:aws:sagemaker:eu-west-1:111122223333:workteam/private-crowd/shelf-crew-eu' }),
    ],
    ['ListClusterNodes', researchUs, () => ({ ClusterName: 'vision-foundry', IncludeNodeLogicalIds: true, MaxResults: 100 })],
    ['DescribeClusterNode', researchUs, () => ({ ClusterName: 'vision-foundry', NodeLogicalId: 'node-gpu-workers-3' })],
    ['ListClusterEvents', researchUs, () => ({ ClusterName: 'vision-foundry' })],
  ] as const)('%s', (name, place, input) => {
    const context: CallContext = { ...place, now, scenario };
    const answer = call(name, input(context), context);
    expect(validateOutput('sagemaker', name, answer)).toEqual([]);
    expect(JSON.stringify(answer).length).toBeGreaterThan(200);
  });
});

const first = (list: string, noun: string, context: CallContext): Record<string, unknown> => {
  const [item] = dig(call(list, {}, context), `${noun}Summaries`) as Record<string, unknown>[];
  return { [`${noun}Name`]: item?.[`${noun}Name`] };
};

const execution = (context: CallContext): Record<string, unknown> => {
  const answer = call('ListPipelineExecutions', { PipelineName: 'fraud-retrain' }, context);
  return {
    PipelineExecutionArn: (dig(answer, 'PipelineExecutionSummaries') as Record<string, unknown>[])[0]?.PipelineExecutionArn,
  };
};

test.each([
  ['DescribeTrainingJob', { TrainingJobName: 'nope' }, 'ValidationException'],
  ['DescribeTrainingJob', { TrainingJobName: 'fraud-gbm-1119-2359' }, 'ValidationException'],
  ['DescribeLabelingJob', { LabelingJobName: 'shelf-boxes-99999' }, 'ResourceNotFound'],
  [
    'DescribePipelineExecution',
    { PipelineExecutionArn: 'arn:aws:sagemaker:eu-west-1:111122223333:pipeline/x/execution/abcdefghijkl' },
    'ResourceNotFound',
  ],
  ['ListClusterNodes', { ClusterName: 'nope' }, 'ResourceNotFound'],
  ['DescribeDomain', { DomainId: 'd-nope' }, 'ResourceNotFound'],
])('%s of what is not there answers as AWS does', (name, input, code) => {
  expect(() => call(name, input, { ...prodEu, now, scenario })).toThrow(expect.objectContaining({ code }));
});

describe('lists and names', () => {
  const context: CallContext = { ...researchEu, now, scenario };
  const trials = (input: Record<string, unknown>): (number | undefined)[] => {
    const name = dig(first('ListHyperParameterTuningJobs', 'HyperParameterTuningJob', context), 'HyperParameterTuningJobName');
    const list = 'ListTrainingJobsForHyperParameterTuningJob';
    const answer = call(list, { HyperParameterTuningJobName: name, MaxResults: 100, ...input }, context);
    return (dig(answer, 'TrainingJobSummaries') as Record<string, { Value?: number }>[]).map(
      (item) => item.FinalHyperParameterTuningJobObjectiveMetric?.Value,
    );
  };

  test('trials by their objective: best last or first, and those without one left out', () => {
    const known = trials({}).filter((value) => value !== undefined);
    expect(known.length).toBeGreaterThan(2);
    expect(trials({ SortBy: 'FinalObjectiveMetricValue', SortOrder: 'Ascending' })).toEqual(known.toSorted((a, b) => a - b));
    expect(trials({ SortBy: 'FinalObjectiveMetricValue', SortOrder: 'Descending' })).toEqual(known.toSorted((a, b) => b - a));
  });

  test.each([
    ['ListTrainingJobs', { WarmPoolStatusEquals: 'InUse' }, 'TrainingJobSummaries'],
    ['ListTrainingJobs', { TrainingPlanArnEquals: 'arn:aws:sagemaker:eu-west-1:1:training-plan/x' }, 'TrainingJobSummaries'],
    ['ListClusters', { TrainingPlanArn: 'arn:aws:sagemaker:us-east-1:1:training-plan/x' }, 'ClusterSummaries'],
  ])('%s %j finds none: nobody here has any', (name, input, key) => {
    for (const place of [researchEu, researchUs]) expect(dig(call(name, input, { ...context, ...place }), key)).toEqual([]);
  });

  test.each([
    ['ListPipelineExecutionSteps', {}, /pipelineExecutionArn/],
    ['DescribeClusterNode', { ClusterName: 'vision-foundry' }, /NodeId or NodeLogicalId/],
    ['DescribeTrainingJob', { TrainingJobName: 'nope' }, /^Requested resource not found\.$/],
  ])('%s %j is refused', (name, input, message) => {
    expect(() => call(name, input, { ...context, ...researchUs })).toThrow(message);
  });
});
