import { expect, test } from 'vitest';
import type { Cause } from '#lib/audit/unexplained/causes.ts';
import { minuteMs } from '#lib/time.ts';
import { changeReadings, type WatchedChange } from './change-readings.ts';

const now = Date.parse('2026-11-19T07:42:10Z');
const subject = { account: '111122223333', region: 'eu-west-1', kind: 'endpoint', name: 'ranker' };
const change = (more: Partial<WatchedChange> = {}): WatchedChange => ({
  ...{ ...subject, at: now - 70 * minuteMs, what: 'changed', isAwaited: false, causes: ['nothing_known'], ...more },
});

test.each<[string, Partial<WatchedChange>, number]>([
  ['nothing explains', {}, 1],
  ['may still have its event', { isAwaited: true, causes: [] }, 0],
  ['lies beyond what events are known of', { causes: ['behind'] }, 0],
  ['lies where events may not be read', { causes: ['refused', 'logging_off'] }, 0],
  ['AWS was at work on', { causes: ['service'] }, 0],
  ['fell into an hour without logging', { causes: ['logging_off'] }, 1],
  ['fell into an hour whose log is damaged', { causes: ['log_damaged'] }, 1],
])('a change that %s', (_, more, count) => expect(changeReadings([change(more)])).toHaveLength(count));

test('of one resource the newest is told, with what could explain it', () => {
  const causes: Cause[] = ['logging_off', 'log_damaged'];
  const readings = changeReadings([
    change({ what: 'deleted', causes, at: now - 65 * minuteMs }),
    change(),
    change({ name: 'other' }),
  ]);
  expect(readings).toHaveLength(2);
  expect(readings.find((one) => one.subject.name === 'ranker')).toEqual({
    ...{ rule: 'change_unexplained', subject, verdict: 'broken', since: now - 65 * minuteMs, figure: '' },
    sentence:
      'was deleted, and no event says by whom; what could explain it: the trail did not log in that hour; log files of that hour are missing, altered or unproved',
  });
});
