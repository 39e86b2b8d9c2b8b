import { describe, expect, test } from 'vitest';
import { dayMs } from '#lib/time.ts';
import { snoozeEnd, snoozeUntil, tomorrowMorning } from './snooze.ts';

const at = Date.parse('2026-11-19T07:42:10Z');
const iso = (time: number) => new Date(time).toISOString();

describe('the end of a snooze', () => {
  test.each([
    ['1h', '2026-11-19T08:43:00.000Z'],
    ['4h', '2026-11-19T11:43:00.000Z'],
    ['tomorrow', '2026-11-20T09:00:00.000Z'],
  ] as const)('%s', (span, end) => {
    expect(iso(snoozeUntil(span, at, 'utc'))).toBe(end);
  });

  test('a second click asks for the same', () => {
    expect(snoozeUntil('1h', at + 900, 'utc')).toBe(snoozeUntil('1h', at, 'utc'));
  });

  test('tomorrow is a day of the calendar, also at the year’s end and shortly before midnight', () => {
    expect(iso(tomorrowMorning(Date.parse('2026-12-31T23:59:59Z'), 'utc'))).toBe('2027-01-01T09:00:00.000Z');
    const local = new Date(tomorrowMorning(at, 'local'));
    expect([local.getHours(), local.getMinutes(), local.getDate()]).toEqual([9, 0, new Date(at + dayMs).getDate()]);
  });

  test.each([
    [at, 'past'],
    [at - 1, 'past'],
    [at + 7 * dayMs + 1, '7 days'],
    [Number.MAX_SAFE_INTEGER, '7 days'],
  ])('%d is refused: %s', (until, why) => {
    expect(() => snoozeEnd(until, at)).toThrow(why);
  });

  test.each([at + 1, at + 7 * dayMs])('%d is one', (until) => {
    expect(snoozeEnd(until, at)).toBe(until);
  });
});
