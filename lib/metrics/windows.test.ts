import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayMs, hourMs, minuteMs } from '#lib/time.ts';
import {
  backfillWindows,
  common,
  horizon,
  joinWindows,
  liveWindow,
  settledEnd,
  slices,
  uncovered,
  type Window,
  windowRules,
} from './windows.ts';

const now = Date.parse('2026-11-19T07:42:37.250Z');
const end = Date.parse('2026-11-19T07:40:00Z');
const minutes = fc.integer({ min: 0, max: 20_000 });
const window = fc
  .tuple(minutes, fc.integer({ min: 1, max: 5000 }))
  .map(([from, length]): Window => ({ from: from * minuteMs, to: (from + length) * minuteMs }));

const holds = (windows: readonly Window[], at: number): boolean => windows.some(({ from, to }) => at >= from && at < to);

describe('liveWindow', () => {
  test.each([
    ['first start: three hours', [], { from: end - 3 * hourMs, to: end }],
    [
      'a minute later: the minute and the overlap',
      [{ from: end - hourMs, to: end - minuteMs }],
      { from: end - 6 * minuteMs, to: end },
    ],
    [
      'after an hour of silence: the hour and the overlap',
      [{ from: 0, to: end - hourMs }],
      { from: end - 65 * minuteMs, to: end },
    ],
    ['after two days: three hours, the rest is history', [{ from: 0, to: end - 2 * dayMs }], { from: end - 3 * hourMs, to: end }],
    ['nothing settled since', [{ from: 0, to: end }], null],
    ['a clock that went back', [{ from: 0, to: end + hourMs }], null],
  ])('%s', (_, covered, expected) => expect(liveWindow(now, covered)).toEqual(expected));
});

test('settled minutes end two minutes before now, on a minute', () => expect(settledEnd(now)).toBe(end));

test('joined windows are sorted, disjoint and hold the same minutes', () => {
  fc.assert(
    fc.property(fc.array(window, { maxLength: 12 }), minutes, (windows, minute) => {
      const joined = joinWindows(windows);
      expect(holds(joined, minute * minuteMs)).toBe(holds(windows, minute * minuteMs));
      for (const [index, one] of joined.entries()) expect(one.from).toBeGreaterThan(joined[index - 1]?.to ?? -1);
    }),
  );
});

test('what is uncovered is in the range, in no window, and nothing else is', () => {
  fc.assert(
    fc.property(window, fc.array(window, { maxLength: 12 }), minutes, (range, covered, minute) => {
      const at = minute * minuteMs;
      expect(holds(uncovered(range, covered), at)).toBe(holds([range], at) && !holds(covered, at));
    }),
  );
});

test('what windows have in common is what each of them holds', () => {
  fc.assert(
    fc.property(fc.array(fc.array(window, { maxLength: 6 }), { minLength: 1, maxLength: 4 }), minutes, (sets, minute) => {
      const at = minute * minuteMs;
      expect(holds(common(sets), at)).toBe(sets.every((windows) => holds(windows, at)));
    }),
  );
});

test('slices are newest first, touch, fill the window, and none is longer than three hours', () => {
  fc.assert(
    fc.property(window, (whole) => {
      const cut = slices(whole);
      expect(cut[0]?.to).toBe(whole.to);
      expect(cut.at(-1)?.from).toBe(whole.from);
      for (const [index, { from, to }] of cut.entries()) {
        expect(to - from).toBeLessThanOrEqual(windowRules.sliceMs);
        expect(to).toBe(cut[index - 1]?.from ?? whole.to);
      }
    }),
  );
});

describe('backfillWindows', () => {
  test('nothing before the first live window', () => expect(backfillWindows(now, [])).toEqual([]));

  test('48 hours behind the first window, newest first', () => {
    const windows = backfillWindows(now, [{ from: end - 3 * hourMs, to: end }]);
    expect(windows[0]?.to).toBe(end - 3 * hourMs);
    expect(windows.at(-1)?.from).toBe(end - 48 * hourMs);
  });

  test.each([48, 36, 14 * 24])('filling %i hours ends there, however often it looks for more', (hours) => {
    const covered = [{ from: end - 3 * hourMs, to: end, isHistory: false }];
    for (let [next] = backfillWindows(now, covered, hours * hourMs); next && covered.length < 500; ) {
      covered.push({ ...next, isHistory: true });
      [next] = backfillWindows(now, covered, hours * hourMs);
    }
    expect(Math.min(...covered.map(({ from }) => from))).toBe(end - hours * hourMs);
  });

  test('live and history together leave no minute since the horizon uncovered, whatever was covered before', () => {
    fc.assert(
      fc.property(fc.array(window, { minLength: 1, maxLength: 8 }), (past) => {
        const covered = past.map(({ from, to }) => ({ from: end - 12 * dayMs + from, to: Math.min(end, end - 12 * dayMs + to) }));
        const live = liveWindow(now, covered);
        const after = [...covered, ...(live ? [live] : [])];
        const since = horizon(now, after);
        expect(uncovered({ from: since, to: end }, [...after, ...backfillWindows(now, after)])).toEqual([]);
      }),
    );
  });

  test('nothing older than CloudWatch keeps is asked for', () => {
    const covered = [{ from: now - 40 * dayMs, to: now - 39 * dayMs }];
    const oldest = Math.min(...backfillWindows(now, [...covered, { from: end - hourMs, to: end }]).map(({ from }) => from));
    expect(oldest).toBeGreaterThanOrEqual(now - 15 * dayMs);
  });
});
