import { expect, test } from 'vitest';
import { deploymentOf } from './deployment.ts';

const answer = {
  EndpointConfigName: 'ranker-41',
  LastDeploymentConfig: {
    BlueGreenUpdatePolicy: {
      TrafficRoutingConfiguration: {
        Type: 'CANARY',
        WaitIntervalInSeconds: 1800,
        CanarySize: { Type: 'CAPACITY_PERCENT', Value: 25 },
      },
    },
    AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'ranker-5xx' }, {}] },
  },
  PendingDeploymentSummary: {
    EndpointConfigName: 'ranker-42',
    StartTime: '2026-11-19T03:00:12.000Z',
    ProductionVariants: [
      {
        VariantName: 'AllTraffic',
        CurrentInstanceCount: 1,
        DesiredInstanceCount: 4,
        InstanceType: 'ml.m5.large',
        VariantStatus: [{ Status: 'Baking', StartTime: '2026-11-19T03:06:00.000Z' }],
      },
    ],
  },
};

test('a canary that bakes: from, to, share, what is left, what would turn it back', () => {
  expect(deploymentOf(answer)).toEqual({
    from: 'ranker-41',
    to: 'ranker-42',
    startedAt: Date.parse('2026-11-19T03:00:12Z'),
    routing: 'canary, 25 % of capacity first',
    waitSeconds: 1800,
    rollbackAlarms: ['ranker-5xx'],
    variants: [
      {
        ...{ name: 'AllTraffic', status: 'Baking', statusAt: Date.parse('2026-11-19T03:06:00Z'), message: null },
        ...{ running: 1, wanted: 4, instanceType: 'ml.m5.large' },
      },
    ],
  });
});

test.each<[string, object, object | null]>([
  ['no deployment', { EndpointConfigName: 'a' }, null],
  ['an answer of another shape', { PendingDeploymentSummary: 'soon' }, null],
  [
    'no weights and no policy',
    { PendingDeploymentSummary: { EndpointConfigName: 'b', ProductionVariants: [{}] } },
    { routing: null },
  ],
  [
    'all at once',
    {
      PendingDeploymentSummary: { EndpointConfigName: 'b' },
      LastDeploymentConfig: { BlueGreenUpdatePolicy: { TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE' } } },
    },
    { routing: 'all at once', variants: [] },
  ],
])('%s', (_, description, expected) => {
  if (expected === null) expect(deploymentOf(description)).toBeNull();
  else expect(deploymentOf(description)).toMatchObject(expected);
});
