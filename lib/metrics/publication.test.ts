import { expect, test } from 'vitest';
import { metricRow } from '#lib/catalog/metrics.ts';
import { explainPublication } from './publication.ts';

const facts = { kind: 'realtime', instanceTypes: ['ml.m5.large'], hasProvisionedConcurrency: false } as const;

test.each([
  ['endpoint.invocations', {}, undefined],
  ['endpoint.invocations', { kind: 'asynchronous' }, 'not_published'],
  ['endpoint.gpu', {}, 'not_published'],
  ['endpoint.gpu', { instanceTypes: ['ml.g5.xlarge'] }, undefined],
  ['endpoint.gpu', { instanceTypes: ['ml.z9.huge'] }, undefined],
  ['endpoint.gpu', { kind: 'serverless', instanceTypes: [] }, 'not_published'],
  ['serverless.provisioned.executions', { kind: 'serverless', instanceTypes: [] }, 'not_enabled'],
  ['serverless.provisioned.executions', { kind: 'serverless', instanceTypes: [], hasProvisionedConcurrency: true }, undefined],
  ['async.backlog', { kind: null }, undefined],
  ['component.latency.model', {}, undefined],
] as const)('%s of %j → %s', (metric, changed, absence) => {
  expect(explainPublication(metricRow(metric), { ...facts, ...changed })?.absence).toBe(absence);
});
