import { describe, expect, test } from 'vitest';
import { hourMs } from '#lib/time.ts';
import { type Hours, isWithin, openingAt } from './hours.ts';

const everyDay = [0, 1, 2, 3, 4, 5, 6];
const clock = (text: string): number => {
  const [hour = 0, minute = 0] = text.split(':').map(Number);
  return hour * 60 + minute;
};
const hours = (span: string, { days = everyDay, timeZone = 'Europe/Berlin' }: Partial<Hours> = {}): Hours => {
  const [from = '', to = ''] = span.split('-');
  return { from: clock(from), to: clock(to), days, timeZone };
};
const weekdays = { days: [1, 2, 3, 4, 5] };
const opening = (at: string, of: Hours): string => new Date(openingAt(Date.parse(at), of)).toISOString();

describe('Berlin, 8 to 18', () => {
  test.each([
    // Winter: UTC+1. 19 November 2026 is a Thursday.
    ['2026-11-19T06:59:59.999Z', false, '2026-11-19T07:00:00.000Z'],
    ['2026-11-19T07:00:00.000Z', true, '2026-11-19T07:00:00.000Z'],
    ['2026-11-19T16:59:59.999Z', true, '2026-11-19T07:00:00.000Z'],
    ['2026-11-19T17:00:00.000Z', false, '2026-11-20T07:00:00.000Z'],
    // Summer: UTC+2.
    ['2026-07-15T05:59:00.000Z', false, '2026-07-15T06:00:00.000Z'],
    ['2026-07-15T16:00:00.000Z', false, '2026-07-16T06:00:00.000Z'],
    // The nights in which the clocks change: 29 March and 25 October 2026.
    ['2026-03-28T18:00:00.000Z', false, '2026-03-29T06:00:00.000Z'],
    ['2026-03-27T18:00:00.000Z', false, '2026-03-28T07:00:00.000Z'],
    ['2026-10-24T17:00:00.000Z', false, '2026-10-25T07:00:00.000Z'],
    ['2026-10-23T17:00:00.000Z', false, '2026-10-24T06:00:00.000Z'],
  ])('%s: %s, from %s', (at, isOn, from) => {
    expect([isWithin(Date.parse(at), hours('08:00-18:00')), opening(at, hours('08:00-18:00'))]).toEqual([isOn, from]);
  });

  test.each([
    ['2026-11-20T17:00:00.000Z', '2026-11-23T07:00:00.000Z'],
    ['2026-11-22T12:00:00.000Z', '2026-11-23T07:00:00.000Z'],
    // Friday evening before the last Sunday of March, and of October.
    ['2026-03-27T20:00:00.000Z', '2026-03-30T06:00:00.000Z'],
    ['2026-10-23T20:00:00.000Z', '2026-10-26T07:00:00.000Z'],
  ])('on weekdays, %s waits until %s', (at, until) => {
    expect(opening(at, hours('08:00-18:00', weekdays))).toBe(until);
  });
});

describe('as the clocks change', () => {
  test.each([
    // 02:00 to 03:00 is left out: 02:30 is 03:30.
    ['02:30-05:00', '2026-03-29T00:59:00.000Z', '2026-03-29T01:30:00.000Z'],
    // 02:00 to 03:00 comes twice: 02:30 is the first, and the span is an hour longer.
    ['02:30-05:00', '2026-10-25T00:29:00.000Z', '2026-10-25T00:30:00.000Z'],
    ['02:30-05:00', '2026-10-25T03:59:00.000Z', '2026-10-25T00:30:00.000Z'],
    ['02:30-05:00', '2026-10-25T04:00:00.000Z', '2026-10-26T01:30:00.000Z'],
    // Over midnight into the change.
    ['22:00-06:00', '2026-03-29T03:59:00.000Z', '2026-03-28T21:00:00.000Z'],
    ['22:00-06:00', '2026-03-29T04:00:00.000Z', '2026-03-29T20:00:00.000Z'],
    ['22:00-06:00', '2026-10-25T04:59:00.000Z', '2026-10-24T20:00:00.000Z'],
    ['22:00-06:00', '2026-10-25T05:00:00.000Z', '2026-10-25T21:00:00.000Z'],
    // A span that is left out whole.
    ['02:00-03:00', '2026-03-28T02:00:00.000Z', '2026-03-30T00:00:00.000Z'],
  ])('%s at %s: from %s', (span, at, from) => {
    expect(opening(at, hours(span))).toBe(from);
  });
});

test.each([
  ['Friday night is Friday’s', '2026-11-21T02:00:00.000Z', true],
  ['Saturday night is not', '2026-11-22T02:00:00.000Z', false],
  ['nor is Thursday night of another', '2026-11-20T02:00:00.000Z', false],
])('over midnight, the day is that on which it begins: %s', (_, at, isOn) => {
  expect(isWithin(Date.parse(at), hours('22:00-06:00', { days: [5] }))).toBe(isOn);
});

test('the whole of each day is always, wherever', () => {
  for (const timeZone of ['UTC', 'Pacific/Chatham', 'America/St_Johns', 'Africa/Casablanca']) {
    for (let at = Date.parse('2026-01-01T00:00:00Z'); at < Date.parse('2027-01-01T00:00:00Z'); at += 11 * hourMs) {
      expect(isWithin(at, hours('00:00-24:00', { timeZone }))).toBe(true);
    }
  }
});

test('one day of the week comes again within a week', () => {
  expect(opening('2026-11-19T17:00:00.000Z', hours('08:00-18:00', { days: [4] }))).toBe('2026-11-26T07:00:00.000Z');
});

test('where the only day’s hours are left out, a week later', () => {
  expect(opening('2026-03-23T12:00:00.000Z', hours('02:00-03:00', { days: [0] }))).toBe('2026-04-05T00:00:00.000Z');
});

test('Chatham is 13 h 45 min ahead in summer', () => {
  expect(opening('2026-11-18T19:00:00.000Z', hours('09:00-17:00', { timeZone: 'Pacific/Chatham' }))).toBe(
    '2026-11-18T19:15:00.000Z',
  );
});
