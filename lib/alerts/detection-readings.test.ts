import { expect, test } from 'vitest';
import { minuteMs } from '#lib/time.ts';
import { detectionReadings, type WatchedDetection } from './detection-readings.ts';

const now = Date.parse('2026-11-19T07:42:10Z');
const account = '111122223333';
const found = (minutes: number, more: Partial<WatchedDetection> = {}): WatchedDetection => ({
  ...{ account, at: now - minutes * minuteMs, rule: 'trail_stopped', severity: 'critical', eventName: 'StopLogging' },
  ...{ resources: [], ...more },
});
const model = { kind: 'model', name: 'ranker', owner: account, region: 'eu-west-1', team: 'search' };

test('what names no resource is one matter of its rule and account, however often it was found', () => {
  const readings = detectionReadings([
    found(5),
    found(9),
    found(2, { rule: 'no_such_rule', severity: 'high', eventName: 'ConsoleLogin' }),
  ]);
  expect(readings).toMatchObject([
    {
      ...{
        rule: 'audit_detection',
        subject: { account, region: '', kind: 'detection', name: 'trail_stopped' },
        verdict: 'broken',
      },
      ...{ since: now - 9 * minuteMs, figure: 'critical' },
      sentence: 'has a finding: A trail was stopped or deleted (StopLogging), and 1 finding more within a day',
    },
    { subject: { name: 'no_such_rule' }, figure: 'high', sentence: 'has a finding: no_such_rule (ConsoleLogin)' },
  ]);
});

test('what names a resource of the inventory is about that; of others alone it is not', () => {
  const stranger = { ...model, name: 'theirs', team: null };
  const subjects = detectionReadings([
    found(1, { resources: [stranger, model] }),
    found(2, { resources: [model], rule: 'model_shared', severity: 'high' }),
    found(3, { resources: [stranger] }),
  ]).map(({ subject }) => subject);
  expect(subjects).toEqual([
    { account, region: 'eu-west-1', kind: 'model', name: 'ranker' },
    { account, region: '', kind: 'detection', name: 'trail_stopped' },
  ]);
});

test('nothing found is nothing said', () => expect(detectionReadings([])).toEqual([]));
