import { describe, expect, test } from 'vitest';
import { failureWords, jobFacts, phasesOf } from './jobs.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 19, 7, minute)).toISOString();
const ms = (minute: number) => Date.UTC(2026, 10, 19, 7, minute);

describe('where the time went', () => {
  test.each([
    [
      'transitions, without the last word',
      'training_job',
      {
        SecondaryStatusTransitions: [
          { Status: 'Starting', StartTime: at(0), EndTime: at(2), StatusMessage: 'Launching' },
          { Status: 'Training', StartTime: at(2), EndTime: at(9) },
          { Status: 'SomethingNew', StartTime: at(9) },
          { Status: 'Completed', StartTime: at(10), EndTime: at(10) },
        ],
      },
      [
        ['launching', 0, 2],
        ['running', 2, 9],
        ['running', 9, null],
      ],
    ],
    [
      'three times',
      'processing_job',
      { CreationTime: at(0), ProcessingStartTime: at(3), ProcessingEndTime: at(8), ProcessingJobStatus: 'Completed' },
      [
        ['waiting', 0, 3],
        ['running', 3, 8],
      ],
    ],
    [
      'never started',
      'processing_job',
      { CreationTime: at(0), ProcessingEndTime: at(4), ProcessingJobStatus: 'Failed' },
      [['waiting', 0, 4]],
    ],
    [
      'still running',
      'pipeline_execution',
      { CreationTime: at(0), LastModifiedTime: at(4), PipelineExecutionStatus: 'Executing' },
      [['running', 0, null]],
    ],
    ['nothing known', 'transform_job', {}, []],
  ] as const)('%s', (_, kind, description, expected) => {
    expect(phasesOf(kind, description).map(({ phase, from, to }) => [phase, from, to])).toEqual(
      expected.map(([phase, from, to]) => [phase, ms(from), to === null ? null : ms(to)]),
    );
  });
});

test('machines, groups of machines, and spot', () => {
  expect(jobFacts('training_job', { ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 2 } })).toMatchObject({
    instanceType: 'ml.m5.large',
    instanceCount: 2,
    spot: null,
  });
  expect(
    jobFacts('training_job', {
      ResourceConfig: {
        InstanceGroups: [
          { InstanceType: 'a', InstanceCount: 2 },
          { InstanceType: 'b', InstanceCount: 3 },
        ],
      },
    }).instanceCount,
  ).toBe(5);
  expect(
    jobFacts('training_job', { EnableManagedSpotTraining: true, TrainingTimeInSeconds: 100, BillableTimeInSeconds: 30 }).spot,
  ).toEqual({ ranSeconds: 100, billedSeconds: 30 });
  expect(jobFacts('tuning_job', {})).toMatchObject({ instanceType: null, instanceCount: null });
});

test.each([
  ['CapacityError: Unable to provision requested ML compute capacity', 'no capacity'],
  ['AlgorithmError: exit code: 137, OutOfMemory', 'out of memory'],
  ['something else', null],
  [null, null],
])('%s → %s', (reason, words) => {
  expect(failureWords(reason)).toBe(words);
});
