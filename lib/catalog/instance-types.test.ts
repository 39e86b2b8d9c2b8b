import { expect, test } from 'vitest';
import { instanceType, mayHaveGpu } from './instance-types.ts';

test.each([
  ['ml.m5.xlarge', 4, 0],
  ['ml.t3.medium', 2, 0],
  ['ml.c5.18xlarge', 72, 0],
  ['ml.g5.12xlarge', 48, 4],
  ['ml.g4dn.xlarge', 4, 1],
  ['ml.p4d.24xlarge', 96, 8],
  ['ml.inf2.8xlarge', 32, 0],
])('%s has %i vCPUs and %i GPUs', (name, vcpus, gpus) => expect(instanceType(name)).toEqual({ vcpus, gpus }));

test.each(['ml.z9.xlarge', 'ml.m5', '', 'ml.p4d.large', 'constructor.xlarge', 'ml.m5.toString'])(
  '%j is unknown, not guessed',
  (name) => expect(instanceType(name)).toBeNull(),
);

test('an unknown size of a GPU family is asked for GPU metrics', () => {
  expect(mayHaveGpu('ml.g7.2xlarge')).toBe(true);
  expect(mayHaveGpu('ml.m5.xlarge')).toBe(false);
});
