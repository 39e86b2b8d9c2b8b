import { describe, expect, test } from 'vitest';
import { containerNames, decideEndpointKind } from './endpoint-kind.ts';

const onInstances = { ProductionVariants: [{ VariantName: 'a', ModelName: 'm', InstanceType: 'ml.m5.large' }] };
const one = { PrimaryContainer: { Image: 'i', Mode: 'SingleModel' } };

describe('decideEndpointKind', () => {
  test.each([
    ['realtime', { endpoint: {}, config: onInstances, models: [one] }],
    ['multi_model', { endpoint: {}, config: onInstances, models: [{ PrimaryContainer: { Mode: 'MultiModel' } }] }],
    ['multi_model', { endpoint: {}, config: onInstances, models: [{ Containers: [{ Mode: 'MultiModel' }] }] }],
    ['multi_container', { endpoint: {}, config: onInstances, models: [{ Containers: [{ Image: 'a' }, { Image: 'b' }] }] }],
    ['asynchronous', { endpoint: { AsyncInferenceConfig: {} }, config: onInstances, models: [one] }],
    ['asynchronous', { endpoint: {}, config: { ...onInstances, AsyncInferenceConfig: {} }, models: [one] }],
    ['serverless', { endpoint: { ProductionVariants: [{ CurrentServerlessConfig: {} }] } }],
    ['serverless', { endpoint: {}, config: { ProductionVariants: [{ ModelName: 'm', ServerlessConfig: {} }] } }],
    ['inference_components', { endpoint: {}, config: { ProductionVariants: [{ VariantName: 'a' }] } }],
    [null, { endpoint: {} }],
    [null, { endpoint: null, config: onInstances, models: [] }],
    [null, { endpoint: 'hostile', config: 7, models: ['<b>'] }],
  ])('%s', (kind, answers) => {
    expect(decideEndpointKind(answers)).toBe(kind);
  });
});

test('containers without a hostname are numbered as SageMaker numbers them', () => {
  expect(containerNames({ Containers: [{ ContainerHostname: 'first' }, {}] })).toEqual(['first', 'container-2']);
  expect(containerNames(one)).toEqual([]);
});
