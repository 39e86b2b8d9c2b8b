import { describe, expect, test } from 'vitest';
import { dayMs, hourMs, minuteMs } from '#lib/time.ts';
import { type HistoryClock, type HistoryPeriod, type HistorySeries, missingAgain, missingPast, rangeOf } from './history.ts';
import type { Window } from './windows.ts';

const now = Date.parse('2026-11-19T07:42:37.250Z');
const at = (text: string): number => Date.parse(`${text}Z`);
/** The oldest minute that is asked for, and the end of what is asked for in longer points. */
const edge = at('2026-11-04T09:00');
const clock: HistoryClock = {
  ...{ now, approvedAt: now, horizon: at('2026-11-17T07:40') },
  keptDays: { '1m': 15, '5m': 63, '1h': 455 },
};
const never = { 60: [], 300: [], 3600: [] };
const ever: HistorySeries = {
  ...{ id: 1, metric: 'm', isComputed: true, isOwed: false },
  ...{ activeFrom: Number.NEGATIVE_INFINITY, activeTo: Number.POSITIVE_INFINITY, asked: never },
};
const asked = (period: HistoryPeriod, ...windows: Window[]): Partial<HistorySeries> => ({
  asked: { ...never, [period]: windows },
});

describe('rangeOf', () => {
  test.each<[string, HistoryPeriod, Partial<HistoryClock>, Window]>([
    ['minutes: from what CloudWatch keeps to live collection', 60, {}, { from: edge, to: clock.horizon }],
    ['5 minutes: 63 days, as far as there are minutes', 300, {}, { from: at('2026-09-17T09:00'), to: edge }],
    ['hours: 455 days', 3600, {}, { from: at('2025-08-21T09:00'), to: edge }],
    [
      'kept for less: less is asked for',
      3600,
      { keptDays: { '1m': 15, '5m': 63, '1h': 90 } },
      { from: at('2026-08-21T09:00'), to: edge },
    ],
    ['live for longer than minutes are kept: none', 60, { horizon: at('2026-11-01T00:00') }, { from: edge, to: edge }],
  ])('%s', (_, period, other, expected) => {
    expect(rangeOf(period, { ...clock, ...other })).toEqual(expected);
  });
});

describe('missingPast', () => {
  const quarter = { from: edge - 7 * minuteMs, to: edge + 8 * minuteMs };
  test.each<[string, HistoryPeriod, Partial<HistorySeries>, Window[]]>([
    ['never asked: the whole range', 60, {}, [rangeOf(60, clock)]],
    ['a job’s minutes are owed by others', 60, { isOwed: true }, []],
    [
      'asked by the minute: the rest',
      60,
      asked(60, { from: edge, to: edge + hourMs }),
      [{ from: edge + hourMs, to: clock.horizon }],
    ],
    [
      'born in it: from a little before its birth',
      60,
      { activeFrom: clock.horizon - hourMs },
      [{ from: clock.horizon - 65 * minuteMs, to: clock.horizon }],
    ],
    ['ended before it: nothing', 300, { activeTo: at('2026-09-01T00:00') }, []],
    [
      'whole points only',
      300,
      { activeFrom: edge - 22 * minuteMs, activeTo: edge - 3 * minuteMs },
      [{ from: edge - 30 * minuteMs, to: edge }],
    ],
    [
      'whole hours only',
      3600,
      { activeFrom: edge - 22 * minuteMs, activeTo: edge - 3 * minuteMs },
      [{ from: edge - hourMs, to: edge }],
    ],
    ['its minutes are there: their steps are computed', 300, { ...asked(60, quarter), activeFrom: edge - 2 * minuteMs }, []],
    [
      'of percentiles they are not',
      300,
      { ...asked(60, quarter), isComputed: false, activeFrom: edge - 2 * minuteMs },
      [{ from: edge - 10 * minuteMs, to: edge }],
    ],
    [
      'asked in 5 minutes, not in hours',
      3600,
      { ...asked(300, { from: 0, to: now }), activeFrom: edge - 2 * minuteMs },
      [{ from: edge - hourMs, to: edge }],
    ],
  ])('%s', (_, period, other, expected) => {
    expect(missingPast({ ...ever, ...other }, period, clock)).toEqual(expected);
  });

  test('minutes that grew too old since it was approved are asked for in longer points, those that came in time are not', () => {
    const later = { ...clock, now: now + 3 * hourMs };
    const came = { from: edge, to: edge + hourMs };
    const series = { ...ever, ...asked(60, came), isComputed: false, activeFrom: edge + 5 * minuteMs };
    expect(missingPast(series, 300, later)).toEqual([{ from: edge + hourMs, to: edge + 3 * hourMs }]);
    expect(missingPast(series, 60, later)[0]?.from).toBe(edge + 3 * hourMs);
  });
});

describe('missingAgain', () => {
  const day = { from: at('2026-11-04T00:00'), to: at('2026-11-05T00:00') };
  const minutes = { 60: [{ from: day.from, to: now }], 300: [], 3600: [] };
  test.each<[string, 300 | 3600, Partial<HistorySeries>, Window[]]>([
    ['what has minutes, to the day that ages out tomorrow', 300, { asked: minutes }, [day]],
    ['in hours, too', 3600, { asked: minutes }, [day]],
    ['once', 300, { asked: { ...minutes, 300: [day] } }, []],
    ['nothing that nobody asked for by the minute', 300, {}, []],
    ['nothing that is computed', 300, { asked: minutes, isComputed: true }, []],
  ])('%s', (_, period, other, expected) => {
    expect(missingAgain({ ...ever, isComputed: false, ...other }, period, clock)).toEqual(expected);
  });

  test('a worker that slept for weeks asks for what CloudWatch still has', () => {
    const since = now - 80 * dayMs;
    const series = { ...ever, isComputed: false, asked: { ...minutes, 60: [{ from: since, to: now }] } };
    expect(missingAgain(series, 300, clock)).toEqual([{ from: rangeOf(300, clock).from, to: day.to }]);
  });
});
