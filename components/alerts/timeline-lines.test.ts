import { describe, expect, test } from 'vitest';
import type { AlertDeed } from '#lib/queries/alert-deeds.ts';
import type { AlertNotification } from '#lib/queries/notifications.ts';
import { minuteMs } from '#lib/time.ts';
import { type AlertHistory, linesOf } from './timeline-lines.ts';

const start = Date.parse('2026-11-19T07:42:10Z');
const at = (minute: number) => start + minute * minuteMs;
const none: AlertHistory = {
  alert: { beganAt: at(0), firedAt: at(0) },
  transitions: [],
  deeds: [],
  silences: [],
  notifications: [],
};
const step = (minute: number, of: 'fired' | 'calm' | 'again' | 'resolved') => ({
  ...{ at: at(minute), step: of, sentence: 'answers 4.1 % of calls with 5xx', figure: '4.1 %' },
});
let id = 0;
const deed = (minute: number, of: AlertDeed['deed'], more: Partial<AlertDeed> = {}): AlertDeed => {
  id += 1;
  return { id, alert: 1, at: at(minute), deed: of, by: 'Ada', until: null, whom: null, said: null, ...more };
};
const told = (minute: number, channel: string, more: Partial<AlertNotification> = {}): AlertNotification => ({
  ...{ channel, kind: 'webhook', step: 'fired', rule: 'endpoint_errors', title: 'Fails calls', joinedAt: null, state: 'sent' },
  ...{ tries: 1, answer: '200', key: channel },
  ...{ madeAt: at(minute), triedAt: at(minute), sentAt: at(minute), nextAt: null, ...more },
});
const shown = (history: Partial<AlertHistory>, minute = 600) =>
  linesOf({ ...none, ...history }, { zone: 'utc', now: at(minute) }).map(({ at: time, what, says, text }) =>
    [(time - start) / minuteMs, what, says, text].filter((one) => one !== '' && one !== undefined).join(' '),
  );

describe('what happened to an alert', () => {
  test('is one list, the first first, whatever it came from', () => {
    expect(
      shown({
        alert: { beganAt: at(-2), firedAt: at(0) },
        transitions: [step(0, 'fired'), step(50, 'calm'), step(55, 'resolved')],
        deeds: [
          deed(3, 'acknowledged'),
          deed(4, 'assigned', { whom: 'Mia' }),
          deed(5, 'commented', { said: 'rolled back\nto v7' }),
          deed(6, 'unacknowledged'),
          deed(7, 'unassigned', { by: 'Mia' }),
          deed(8, 'assigned', { whom: 'Ada' }),
        ],
        silences: [
          { id: 1, beganAt: at(10), endedAt: at(20), by: 'Omar', reason: 'a deployment' },
          { id: 2, beganAt: at(30), endedAt: null, by: 'Omar', reason: 'more' },
        ],
        notifications: [told(1, 'oncall')],
      }),
    ).toEqual([
      '-2 began',
      '0 fired answers 4.1 % of calls with 5xx',
      '1 told oncall that it fired',
      '3 acknowledged by Ada',
      '4 assigned to Mia by Ada',
      '5 Ada rolled back\nto v7',
      '6 given back by Ada',
      '7 assigned to nobody by Mia',
      '8 assigned to Ada',
      '10 silenced by Omar: a deployment',
      '20 silence over',
      '30 silenced by Omar: more',
      '50 calm again, not over yet',
      '55 ended',
    ]);
  });

  test.each([
    ['that is over', [], [], 61, ['0 snoozed until 08:42 by Ada', '60 snooze over open again']],
    ['that holds', [], [], 59, ['0 snoozed until 08:42 by Ada']],
    ['of what ended before', [], [step(59, 'resolved')], 61, ['0 snoozed until 08:42 by Ada', '59 ended']],
    ['that was given back before', [deed(5, 'unacknowledged')], [], 61, ['0 snoozed until 08:42 by Ada', '5 given back by Ada']],
    [
      'of what was assigned meanwhile',
      [deed(5, 'assigned', { whom: 'Ada' })],
      [],
      61,
      expect.arrayContaining(['60 snooze over open again']),
    ],
  ])('a snooze %s', (_, more, transitions, minute, lines) => {
    const deeds = [deed(0, 'acknowledged', { until: at(60) }), ...more];
    expect(shown({ deeds, transitions }, minute)).toEqual(lines);
  });

  test('channels that heard the same within a minute stand in one line; what waits and what was given up stand alone', () => {
    const notifications = [
      told(0, 'oncall'),
      told(0, 'room'),
      told(0, 'pd', { state: 'dead', sentAt: null }),
      told(0, 'mail', { state: 'waiting', sentAt: null, answer: null }),
      told(0, 'spared', { answer: 'nothing to tell: it is over, or somebody acknowledged it' }),
      told(240, 'oncall', { step: 'reminder' }),
    ];
    expect(shown({ notifications })).toEqual([
      '0 told oncall, room that it fired',
      '0 not told pd that it fired',
      '0 to be told mail that it fired',
      '240 told oncall that it is still open',
    ]);
  });

  test('every line has a key of its own', () => {
    const notifications = [told(0, 'oncall'), told(3, 'oncall', { step: 'again' }), told(5, 'oncall', { step: 'again' })];
    const lines = linesOf({ ...none, notifications, transitions: [step(0, 'fired')] }, { zone: 'utc', now: at(9) });
    expect(new Set(lines.map(({ key }) => key)).size).toBe(lines.length);
  });
});
