import { expect, test } from 'vitest';
import { alarmCoverage } from './alarm-coverage.ts';

const on = { ActionsEnabled: true, AlarmActions: ['arn:aws:sns:eu-west-1:1:page'] };
const of = (endpoint: string) => [{ Name: 'EndpointName', Value: endpoint }];

test.each([
  ['no alarm at all', [], 'none', 'none'],
  ['another endpoint', [{ MetricName: 'ModelLatency', Dimensions: of('other'), ...on }], 'none', 'none'],
  ['latency, actions on', [{ MetricName: 'ModelLatency', Dimensions: of('e'), ...on }], 'none', 'on'],
  [
    'errors, actions switched off',
    [{ MetricName: 'Invocation5XXErrors', Dimensions: of('e'), ...on, ActionsEnabled: false }],
    'off',
    'none',
  ],
  [
    'errors, nobody to tell',
    [{ MetricName: 'Invocation5XXErrors', Dimensions: of('e'), ActionsEnabled: true, AlarmActions: [] }],
    'off',
    'none',
  ],
  [
    'metric math',
    [
      {
        Metrics: [
          { Expression: 'm1/m2' },
          { MetricStat: { Metric: { MetricName: 'Invocation5XXErrors', Dimensions: of('e') } } },
        ],
        ...on,
      },
    ],
    'on',
    'none',
  ],
  [
    'a component of it',
    [{ MetricName: 'ModelLatency', Dimensions: [{ Name: 'InferenceComponentName', Value: 'c' }], ...on }],
    'none',
    'on',
  ],
  ['a hostile shape', ['<script>', null, { Metrics: 7, Dimensions: 'x' }], 'none', 'none'],
])('%s', (_, alarms, errors, latency) => {
  const coverage = alarmCoverage(alarms, { endpoint: 'e', components: ['c'] });
  expect([coverage.errors.state, coverage.latency.state]).toEqual([errors, latency]);
});
