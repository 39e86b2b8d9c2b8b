import { expect, test } from 'vitest';
import { failedCallCli } from './failed-call.ts';

const failed = { service: 'sagemaker', region: 'eu-west-1', subject: null, windowFrom: null, windowTo: null };

test.each([
  ['a list', { ...failed, operation: 'ListEndpoints' }, 'aws sagemaker list-endpoints --region eu-west-1'],
  [
    'a description',
    { ...failed, operation: 'DescribeEndpoint', subject: "it's" },
    "aws sagemaker describe-endpoint --endpoint-name 'it'\\''s' --region eu-west-1",
  ],
  [
    'what a pipeline holds',
    { ...failed, operation: 'ListPipelineExecutions', subject: 'nightly' },
    'aws sagemaker list-pipeline-executions --pipeline-name nightly --region eu-west-1',
  ],
  [
    'a window of events',
    { ...failed, service: 'cloudtrail', operation: 'LookupEvents', windowFrom: 0, windowTo: 60_000 },
    'aws cloudtrail lookup-events --start-time 1970-01-01T00:00:00.000Z --end-time 1970-01-01T00:01:00.000Z --region eu-west-1',
  ],
  [
    'scaling targets take a namespace',
    { ...failed, service: 'application-autoscaling', operation: 'DescribeScalableTargets' },
    'aws application-autoscaling describe-scalable-targets --service-namespace sagemaker --region eu-west-1',
  ],
  ['tags, whose ARN is not kept', { ...failed, operation: 'ListTags', subject: 'ranker' }, null],
  ['numbers, whose five hundred queries are not kept', { ...failed, service: 'cloudwatch', operation: 'GetMetricData' }, null],
] as const)('%s', (_, call, line) => {
  expect(failedCallCli(call)).toBe(line);
});
