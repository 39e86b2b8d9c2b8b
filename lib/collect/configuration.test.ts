import { expect, test } from 'vitest';
import { configurationOf, plainAnswer } from './configuration.ts';

const endpoint = (count: number, config: string) => ({
  EndpointName: 'e',
  EndpointConfigName: config,
  EndpointStatus: count > 1 ? 'Updating' : 'InService',
  LastModifiedTime: `2026-11-19T07:4${count}:00Z`,
  ProductionVariants: [{ VariantName: 'v', CurrentInstanceCount: count, DesiredInstanceCount: 2 }],
});

test('figures and states that change by themselves make no version; another configuration does', () => {
  expect(configurationOf('endpoint', endpoint(1, 'a')).hash).toBe(configurationOf('endpoint', endpoint(2, 'a')).hash);
  expect(configurationOf('endpoint', endpoint(1, 'a')).hash).not.toBe(configurationOf('endpoint', endpoint(1, 'b')).hash);
  expect(configurationOf('endpoint', endpoint(1, 'a')).configuration).toEqual({
    EndpointName: 'e',
    EndpointConfigName: 'a',
    ProductionVariants: [{ VariantName: 'v' }],
  });
});

test('the order of keys makes no version', () => {
  expect(configurationOf('model', { a: 1, b: { c: 2, d: 3 } }).hash).toBe(
    configurationOf('model', { b: { d: 3, c: 2 }, a: 1 }).hash,
  );
});

test.each([[null], ['text'], [7], [{ ProductionVariants: 'hostile' }], [{ ProductionVariants: [null, 'x'] }]])(
  '%j is taken as it is',
  (odd) => {
    expect(configurationOf('endpoint', odd).configuration).toEqual(odd);
  },
);

test('an SDK answer becomes plain JSON', () => {
  expect(plainAnswer({ $metadata: { httpStatusCode: 200 }, At: new Date(0), Gone: undefined })).toEqual({
    At: '1970-01-01T00:00:00.000Z',
  });
});
