import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatAccount,
  formatAge,
  formatDuration,
  formatExact,
  formatFigure,
  formatInstant,
  formatMoney,
  formatQuantity,
  formatSpan,
  wallParts,
} from './format.ts';

const now = Date.parse('2026-11-19T07:42:10Z');

describe('formatFigure', () => {
  test.each([
    [604, 'ms', '604'],
    [1980.4, 'ms', '1\u202f980'],
    [4.0999, '%', '4.1'],
    [0.0612, '%', '0.0612'],
    [1.4649, '%', '1.46'],
    [10003, 'per min', '10\u202f003'],
    [184, 'count', '184'],
    [1234567, 'count', '1\u202f234\u202f567'],
    [-1234, 'count', '-1\u202f234'],
    [-0.0000001, 'count', '-0.0000001'],
    [0, 'ms', '0'],
    [Number.NaN, 'ms', 'cannot tell'],
  ])('%d %s → %s', (value, unit, text) => {
    expect(formatFigure(value, unit).text).toBe(text);
  });

  test('in running text the unit follows a space', () => {
    expect(formatQuantity(4.1, '%')).toBe('4.1 %');
    expect(formatQuantity(312, 'count')).toBe('312');
  });
});

describe('formatDuration', () => {
  test.each([
    [388, '388 ms'],
    [52_400, '52 s'],
    [22 * 60_000, '22 min'],
    [72 * 60_000, '1 h 12 min'],
    [3 * 3_600_000, '3 h'],
    [28 * 3_600_000, '1 d 4 h'],
    [211 * 86_400_000, '211 d'],
    [-5, '0 ms'],
  ])('%d ms → %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

test.each([
  ['2026-11-19T03:12:00Z', '2026-11-19T05:00:00Z', 'utc', '03:12 – 05:00'],
  ['2026-11-18T22:00:00Z', '2026-11-18T23:00:00Z', 'utc', 'Wed 22:00 – 23:00'],
  ['2026-11-18T22:00:00Z', '2026-11-19T03:00:00Z', 'utc', 'Wed 22:00 – Thu 03:00'],
  ['2026-11-10T22:00:00Z', '2026-11-19T03:00:00Z', 'utc', '10 Nov 22:00 – Thu 03:00'],
  ['2026-10-01T00:00:00Z', '2026-10-01T03:00:00Z', 'utc', '1 Oct 00:00 – 03:00'],
  ['2026-10-01T22:00:00Z', '2026-10-02T03:00:00Z', 'utc', '1 Oct 22:00 – 2 Oct 03:00'],
  ['2025-10-01T22:00:00Z', '2025-10-02T03:00:00Z', 'Asia/Kathmandu', '2 Oct 2025 03:45 – 08:45'],
])('a window from %s to %s in %s → %s', (from, to, zone, text) => {
  expect(formatSpan(Date.parse(from), Date.parse(to), { zone, now })).toBe(text);
});

describe('formatInstant', () => {
  test.each([
    ['2026-11-19T03:12:09Z', 'utc', '03:12'],
    ['2026-11-18T16:20:00Z', 'utc', 'Wed 16:20'],
    ['2026-11-12T16:20:00Z', 'utc', '12 Nov'],
    ['2026-09-02T16:20:00Z', 'utc', '2 Sep'],
    ['2025-11-12T16:20:00Z', 'utc', '12 Nov 2025'],
    ['2026-11-18T18:30:00Z', 'Asia/Kathmandu', '00:15'],
  ])('%s in %s → %s', (at, zone, text) => {
    expect(formatInstant(Date.parse(at), { zone, now })).toBe(text);
  });

  test('seconds where events are listed', () => {
    expect(formatInstant(Date.parse('2026-11-19T03:16:20Z'), { zone: 'utc', now, seconds: true })).toBe('03:16:20');
  });

  test('the exact instant names its zone', () => {
    expect(formatExact(Date.parse('2026-11-12T03:12:07Z'))).toBe('12 Nov 2026 03:12:07 UTC');
  });
});

test('age is never negative', () => {
  expect(formatAge(now - 41 * 60_000, now)).toBe('41 min');
  expect(formatAge(now + 5000, now)).toBe('1 s');
});

test('accounts and money', () => {
  expect(formatAccount('111122223333')).toBe('1111\u202f2222\u202f3333');
  expect(formatMoney(1.578)).toBe('$1.58');
  expect(formatMoney(0.0012)).toBe('$0.0012');
  expect(formatMoney(12345.6)).toBe('$12\u202f346');
});

test('the clock of UTC is the one that the time zone tables tell', () => {
  const instant = fc.date({ min: new Date('1971-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(instant, (date) => {
      expect(wallParts(date.getTime(), 'Etc/UTC')).toMatchObject(wallParts(date.getTime(), 'utc'));
    }),
  );
});
