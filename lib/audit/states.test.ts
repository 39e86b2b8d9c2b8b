import { expect, test } from 'vitest';
import { type StateFacts, statesOf } from './states.ts';

const at = (minute: number) => Date.parse('2026-11-19T07:00:00Z') + minute * 60_000;
const iso = (minute: number) => new Date(at(minute)).toISOString();
const facts = (over: Partial<StateFacts>): StateFacts => ({
  ...{
    kind: 'endpoint',
    status: 'InService',
    description: {},
    lastSeenAt: at(58),
    deletedAt: null,
    deployments: [],
    now: at(60),
  },
  ...over,
});
const told = (over: Partial<StateFacts>) =>
  statesOf(facts(over)).map(({ from, to, status }) => `${status} ${(from - at(0)) / 60_000} ${(to - at(0)) / 60_000}`);

const deployed = (from: number, to: number | null) => ({
  ...{ from: at(from), to: to === null ? null : at(to), status: 'Completed', summary: 'Deployed cfg-2' },
});

test('an endpoint: its deployments, and the last status since it was modified; nothing between', () => {
  expect(told({ deployments: [deployed(5, 12), deployed(30, 33)], description: { LastModifiedTime: iso(33) } })).toEqual([
    'Updating 5 12',
    'Updating 30 33',
    'InService 33 60',
  ]);
});

test('a deployment that goes on is the status, and there is no other after it', () => {
  expect(told({ deployments: [deployed(55, null)], status: 'Updating', description: { LastModifiedTime: iso(55) } })).toEqual([
    'Updating 55 60',
  ]);
});

test('what is gone has no status since', () => {
  expect(told({ status: 'Deleted', deletedAt: at(40), description: { LastModifiedTime: iso(1) } })).toEqual([]);
});

test('a job: its phases, to now while it runs', () => {
  const description = {
    TrainingJobStatus: 'InProgress',
    SecondaryStatusTransitions: [
      { Status: 'Starting', StartTime: iso(10), EndTime: iso(14) },
      { Status: 'Training', StartTime: iso(14) },
    ],
  };
  expect(told({ kind: 'training_job', status: 'InProgress', description })).toEqual(['Starting 10 14', 'Training 14 60']);
});

test('how a job ended stands where it ended', () => {
  const times = { CreationTime: iso(5), TransformStartTime: iso(8), TransformEndTime: iso(30) };
  const description = { ...times, TransformJobStatus: 'Failed', FailureReason: 'AlgorithmError' };
  const facts = { kind: 'transform_job', status: 'Failed', description } as const;
  expect(told(facts)).toEqual(['waiting 5 8', 'running 8 30', 'Failed 30 30']);
});
