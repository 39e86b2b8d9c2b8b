import { describe, expect, test } from 'vitest';
import { dayMs, hourMs, minuteMs } from '#lib/time.ts';
import { type ChangeFacts, judgeChange } from './change.ts';

const at = Date.parse('2026-11-20T03:00:00Z');
const late = at + 2 * hourMs;
const facts: ChangeFacts = {
  ...{ at, completeFrom: at - dayMs, completeTo: at + hourMs, blocked: null },
  ...{ hour: 'verified', isTrailOff: false, isServiceAtWork: false },
};

test('an hour is waited for the event', () => {
  expect(judgeChange(facts, at + hourMs - 1)).toEqual({ state: 'awaited', dueAt: at + hourMs });
  expect(judgeChange(facts, at + hourMs)).toEqual({ state: 'unexplained', causes: ['nothing_known'] });
});

test.each<[Partial<ChangeFacts>]>([[{ completeFrom: null, completeTo: null }], [{ completeFrom: at + 1 }]])(
  'where events of then are not known, nothing can be told: %j',
  (more) => {
    expect(judgeChange({ ...facts, ...more }, late)).toEqual({ state: 'unjudged' });
  },
);

describe('what could explain it', () => {
  test.each<[Partial<ChangeFacts>, string[]]>([
    [{ hour: null }, ['nothing_known']],
    [{ completeTo: at + 14 * minuteMs }, ['behind']],
    [{ completeTo: at + 15 * minuteMs }, ['nothing_known']],
    [{ completeTo: at - hourMs, blocked: 'throttled' }, ['behind']],
    [{ completeTo: at - hourMs, blocked: 'denied' }, ['refused']],
    [{ blocked: 'denied' }, ['nothing_known']],
    [{ hour: 'off' }, ['logging_off']],
    [{ isTrailOff: true }, ['logging_off']],
    [{ hour: 'missing' }, ['log_damaged']],
    [{ hour: 'altered', isServiceAtWork: true }, ['log_damaged', 'service']],
    [{ hour: 'not-yet-due' }, ['nothing_known']],
  ])('%j', (more, causes) => {
    expect(judgeChange({ ...facts, ...more }, late)).toEqual({ state: 'unexplained', causes });
  });
});
