import { describe, expect, test } from 'vitest';
import { hourMs, minuteMs } from '#lib/time.ts';
import { asksForTheSame, type EventFacts, judgeEvent } from './event.ts';

const at = Date.parse('2026-11-20T03:00:00Z');
const facts: EventFacts = {
  ...{ at, effect: 'changed', shownAt: null, shownBy: null, isWatched: true, lookedAt: at + 2 * minuteMs },
  ...{ hasFailedLook: false, isHeld: true, followedBy: null, isSame: false },
};
const late = at + 2 * hourMs;

test('what the inventory shows is confirmed at once', () => {
  const shown = { ...facts, shownAt: at + minuteMs, shownBy: 'version' } as const;
  expect(judgeEvent(shown, at + 2 * minuteMs)).toEqual({ state: 'confirmed', at: at + minuteMs, by: 'version' });
});

test.each<[string, Partial<EventFacts>, number, number | 'unconfirmed']>([
  ['an hour less a moment after it', {}, at + hourMs - 1, at + hourMs],
  ['an hour after it', {}, at + hourMs, 'unconfirmed'],
  ['the look ended later', { lookedAt: at + 3 * hourMs }, late, at + 3 * hourMs],
  ['no look yet', { lookedAt: null }, at + 10 * minuteMs, at + hourMs],
  ['no look for hours', { lookedAt: null }, late, at + 24 * hourMs],
  ['no look for a day', { lookedAt: null }, at + 24 * hourMs, 'unconfirmed'],
])('due: %s', (_, more, now, expected) => {
  const verdict = judgeEvent({ ...facts, ...more }, now);
  expect(verdict).toMatchObject(expected === 'unconfirmed' ? { state: expected } : { state: 'due', dueAt: expected });
});

test('before the inventory looked for the first time there is nothing to compare with', () => {
  expect(judgeEvent({ ...facts, isWatched: false }, late)).toEqual({ state: 'unwatched' });
});

describe('what could explain it', () => {
  test.each<[Partial<EventFacts>, string[]]>([
    [{}, ['nothing_known']],
    [{ isSame: true }, ['same_values']],
    [{ isSame: null }, ['nothing_known']],
    [{ followedBy: 'changed' }, ['undone']],
    [{ followedBy: 'deleted' }, ['gone_between']],
    [{ effect: 'created', isHeld: false, followedBy: 'deleted' }, ['gone_between']],
    [{ effect: 'created', isHeld: false, followedBy: 'changed' }, ['not_in_inventory']],
    [{ effect: 'created', isHeld: false, hasFailedLook: true }, ['look_failed', 'not_in_inventory']],
    [{ effect: 'changed', isHeld: false }, ['not_in_inventory']],
    [{ effect: 'changed', isHeld: false, hasFailedLook: true }, ['look_failed']],
  ])('%j', (more, causes) => {
    expect(judgeEvent({ ...facts, ...more }, late)).toEqual({ state: 'unconfirmed', causes });
  });
});

test.each([
  [[{ before: '1', after: '1' }], true, true],
  [[{ before: '1', after: '1' }], false, false],
  [[{ before: '1', after: '2' }], true, false],
  [[{ before: '1', after: '1' }, { after: '2' }], true, false],
  [[], true, false],
])('%j, with a former version: %s', (rows, hasFormer, expected) => {
  expect(asksForTheSame(rows, hasFormer)).toBe(expected);
});
