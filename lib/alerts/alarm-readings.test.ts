import { expect, test } from 'vitest';
import { minuteMs } from '#lib/time.ts';
import { alarmReadings } from './alarm-readings.ts';

const now = Date.parse('2026-11-19T07:42:10Z');
const place = { account: '111122223333', region: 'eu-west-1', name: 'search-5xx' };
const scaling = 'arn:aws:autoscaling:eu-west-1:111122223333:scalingPolicy:x:resource/sagemaker/endpoint/e:policyName/p';
const topic = 'arn:aws:sns:eu-west-1:111122223333:oncall';
const described = {
  ActionsEnabled: true,
  AlarmActions: [topic],
  StateReason: 'Threshold Crossed',
  StateTransitionedTimestamp: '2026-11-19T07:20:00Z',
};
const read = (status: string | null, more: object = {}, minutes = 1) =>
  alarmReadings([{ ...place, status, seenAt: now - minutes * minuteMs, description: { ...described, ...more } }], now)[0];

test.each<[string, string | null, object, number, string | undefined]>([
  ['is OK', 'OK', {}, 1, 'holds'],
  ['is in ALARM', 'ALARM', {}, 1, 'broken'],
  ['has too few data', 'INSUFFICIENT_DATA', {}, 1, 'unknown'],
  ['has no state', null, {}, 1, 'unknown'],
  ['was seen too long ago', 'ALARM', {}, 16, 'unknown'],
  ['was OK too long ago', 'OK', {}, 16, 'unknown'],
  ['is switched off', 'ALARM', { ActionsEnabled: false }, 1, 'holds'],
  ['tells nobody in AWS', 'ALARM', { AlarmActions: [] }, 1, 'broken'],
  ['scales', 'ALARM', { AlarmActions: [scaling] }, 1, undefined],
  ['scales and tells somebody', 'ALARM', { AlarmActions: [scaling, topic] }, 1, 'broken'],
])('an alarm that %s', (_, status, more, minutes, verdict) => expect(read(status, more, minutes)?.verdict).toBe(verdict));

test('is told since when AWS says, with AWS’s own reason', () => {
  expect(read('ALARM')).toEqual({
    ...{ rule: 'cloudwatch_alarm', subject: { ...place, kind: 'alarm' }, verdict: 'broken', figure: '' },
    ...{ since: Date.parse('2026-11-19T07:20:00Z'), sentence: 'is in ALARM: Threshold Crossed' },
  });
  const updated = { StateTransitionedTimestamp: undefined, StateUpdatedTimestamp: '2026-11-19T07:30:00Z', StateReason: '' };
  expect(read('ALARM', updated)).toMatchObject({
    since: Date.parse('2026-11-19T07:30:00Z'),
    sentence: 'is in ALARM, and AWS does not say why',
  });
  expect(JSON.stringify(read('ALARM', { StateReason: 'x'.repeat(5000) })).length).toBeLessThan(1000);
});
