import { expect, test } from 'vitest';
import { normalise } from './normalise.ts';

const grid = { from: 1000 * 60_000, stepMs: 60_000 };
const at = (minute: number) => grid.from + minute * grid.stepMs;

test.each([
  ['two cores', 'vcpus', [{ from: 0, type: 'ml.m5.large' }], [188, null], [94, null], '% of all vCPUs', '2 vCPUs'],
  ['one GPU', 'gpus', [{ from: 0, type: 'ml.g5.xlarge' }], [70], [70], '% of all GPUs', '1 GPU'],
  [
    'a type that changed on the way',
    'vcpus',
    [
      { from: 0, type: 'ml.m5.2xlarge' },
      { from: at(1), type: 'ml.m5.large' },
    ],
    [400, 200],
    [50, 100],
    '% of all vCPUs',
    '8 vCPUs, then 2',
  ],
  [
    'a change long before the window is not told',
    'vcpus',
    [
      { from: 0, type: 'ml.m5.2xlarge' },
      { from: at(-9), type: 'ml.m5.large' },
    ],
    [100],
    [50],
    '% of all vCPUs',
    '2 vCPUs',
  ],
  [
    'an unknown type',
    'vcpus',
    [{ from: 0, type: 'ml.z9.huge' }],
    [300],
    [300],
    '% summed over vCPUs',
    'not normalised: ml.z9.huge is not known here',
  ],
  ['no type at all', 'vcpus', [], [300], [300], '% summed over vCPUs', 'not normalised: the instance type is not known here'],
] as const)('%s', (_, over, types, values, expected, unit, note) => {
  expect(normalise(values, grid, over, types)).toEqual({ values: expected, unit, note });
});
