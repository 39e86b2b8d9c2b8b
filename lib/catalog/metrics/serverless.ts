import { gauge, type MetricRow, spread } from './row.ts';
import { variant } from './variant.ts';

export const serverlessMetrics = {
  'serverless.setup': variant('ModelSetupTime', 'Cold start', {
    unit: 'Microseconds',
    statistics: [...spread, 'SampleCount'],
    publishedBy: ['serverless'],
  }),
  'serverless.concurrency': variant('ServerlessConcurrentExecutionsUtilization', 'Concurrency used', {
    unit: 'None',
    statistics: gauge,
    publishedBy: ['serverless'],
  }),
  'serverless.provisioned.executions': variant('ServerlessProvisionedConcurrencyExecutions', 'Provisioned executions', {
    unit: 'Count',
    statistics: gauge,
    publishedBy: ['serverless'],
    needs: 'provisioned_concurrency',
  }),
  'serverless.provisioned.invocations': variant('ServerlessProvisionedConcurrencyInvocations', 'Provisioned invocations', {
    unit: 'Count',
    statistics: gauge,
    publishedBy: ['serverless'],
    needs: 'provisioned_concurrency',
  }),
  'serverless.provisioned.utilization': variant('ServerlessProvisionedConcurrencyUtilization', 'Provisioned concurrency used', {
    unit: 'None',
    statistics: gauge,
    publishedBy: ['serverless'],
    needs: 'provisioned_concurrency',
  }),
  'serverless.provisioned.spillover': variant('ServerlessProvisionedConcurrencySpilloverInvocations', 'Spillover invocations', {
    unit: 'Count',
    statistics: gauge,
    publishedBy: ['serverless'],
    needs: 'provisioned_concurrency',
  }),
} as const satisfies Record<string, MetricRow>;
