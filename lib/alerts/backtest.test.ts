import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayMs, hourMs, minuteMs } from '#lib/time.ts';
import { backtest, type PastSeries } from './backtest.ts';
import { burnSpans, spanStart } from './burn.ts';
import { windowFigure } from './change.ts';
import { stepsOf } from './change-weeks.ts';
import { type AlertState, decide } from './decide.ts';
import type { OwnTest } from './own-rule.ts';
import { ownVerdict } from './own-verdict.ts';

const from = Date.parse('2026-11-20T00:00:00Z');
const subject = { account: '111122223333', region: 'eu-west-1', kind: 'endpoint', name: 'ranker' };
const latency = { metric: 'ModelLatency', ids: [], statistic: 'p99', unit: 'Microseconds' };
const count = (metric: string) => ({ metric, ids: [], statistic: 'Sum', unit: 'None' });
const slow: OwnTest = { kind: 'threshold', ...latency, side: 'above', limit: 8, clear: 6, breaking: 3, of: 5 };
const few: OwnTest = { kind: 'threshold', ...latency, side: 'below', limit: 2, clear: 2, breaking: 2, of: 3 };
const failing: OwnTest = { kind: 'share', part: count('Errors'), whole: count('Calls'), limit: 20, floor: 10, of: 4 };
const silent: OwnTest = { kind: 'silence', ...count('Calls'), of: 6 };
const burning: Extract<OwnTest, { kind: 'burn' }> = {
  ...{ kind: 'burn', part: count('Errors'), whole: count('Calls'), objective: 90, days: 2, floor: 20, of: 3 },
  windows: [
    { long: 30, short: 3, factor: 4 },
    { long: 150, short: 70, factor: 2 },
  ],
};
const changed: Extract<OwnTest, { kind: 'change' }> = {
  ...{ kind: 'change', ...count('Calls'), side: 'above', times: 2, weeks: 3, floor: 30, of: 10 },
};
const rule = (of: OwnTest) => ({ id: 'own', clearMs: 4 * minuteMs, test: of });

type Values = readonly (number | null)[];
const past = (values: Values, of: Partial<PastSeries> = {}): PastSeries => ({
  ...{ metric: 'ModelLatency', statistic: 'p99', part: '', from, values, read: new Uint8Array(values.length).fill(1) },
  ...of,
});
const windowOf = (values: Values, lead: number) => ({ from: from + lead * minuteMs, to: from + values.length * minuteMs });

test('tells when an alert would have begun and ended, and with what words', () => {
  const values = [...new Array(70).fill(1), 9, 9, 9, 9, ...new Array(20).fill(1), 9, 9, 9, 9, 9];
  const firings = backtest(rule(slow), { subject, series: [past(values)] }, windowOf(values, 60));
  expect(firings).toHaveLength(1);
  expect(firings[0]).toMatchObject({
    ...subject,
    beganAt: from + 70 * minuteMs,
    firedAt: from + (73 + 2) * minuteMs,
    resolvedAt: null,
    returns: 1,
    figure: '9 µs',
  });
});

test('an anomaly is told by the series’ own past', () => {
  const day = dayMs / minuteMs;
  const values = Array.from({ length: 4 * day }, (_, minute) =>
    minute >= 3.5 * day && minute < 3.5 * day + 10 ? 900 : 100 + (minute % 7),
  );
  const odd: OwnTest = { kind: 'anomaly', ...latency, beyond: 2, of: 15 };
  const firings = backtest(rule(odd), { subject, series: [past(values)] }, windowOf(values, 3 * day));
  expect(firings).toHaveLength(1);
  expect(firings[0]?.beganAt).toBe(from + 3.5 * dayMs);
  expect(firings[0]?.firedAt).toBe(from + 3.5 * dayMs + 7 * minuteMs);
});

describe('what judging every single minute tells', () => {
  const everyMinute = (of: OwnTest, series: readonly PastSeries[], window: { from: number; to: number }) => {
    const told: { firedAt: number; resolvedAt: number | null; returns: number }[] = [];
    let state: AlertState | null = null;
    for (let endsAt = window.from; endsAt <= window.to; endsAt += minuteMs) {
      const index = (endsAt - from) / minuteMs;
      const seen = series.map((one) => ({
        ...{ metric: one.metric, part: one.part, steps: [] },
        track: { endsAt, values: one.values.slice(Math.max(0, index - 60), index) },
        unread: one.read.slice(Math.max(0, index - of.of), index).filter((is) => is === 0).length,
        dayBefore: one.values.slice(index - dayMs / minuteMs - of.of, index - dayMs / minuteMs),
        ...everySpan(of, one, endsAt),
        ...everyWeek(of, one, endsAt),
      }));
      const now = endsAt + 2 * minuteMs;
      const decision: ReturnType<typeof decide> = decide(
        state,
        { rule: 'own', clearMs: 4 * minuteMs, subject, ...ownVerdict(of, seen, now) },
        now,
      );
      state = decision.next;
      if (decision.transitions.some(({ step }) => step === 'fired')) told.push({ firedAt: now, resolvedAt: null, returns: 0 });
      Object.assign(told.at(-1) ?? {}, { resolvedAt: state?.resolvedAt ?? null, returns: state?.returns ?? 0 });
    }
    return told;
  };
  const numbers = (values: Values) => values.filter((one) => one !== null && Number.isFinite(one)) as number[];
  const everySpan = (of: OwnTest, { values, before }: PastSeries, endsAt: number) => {
    if (of.kind !== 'burn') return {};
    const spans = burnSpans(of).map((minutes) => {
      const start = spanStart(endsAt, minutes);
      const some = numbers(values.slice(Math.max(0, (start - from) / minuteMs), (endsAt - from) / minuteMs));
      const older = start < from ? (before?.sums ?? []).filter(({ at }) => at >= start).map(({ value }) => value) : [];
      return { sum: [...some, ...older].reduce((a, b) => a + b, 0), minutes: (endsAt - start) / minuteMs, unread: 0 };
    });
    return { spans };
  };
  /** Steps from three weeks and an hour before. */
  const stepsFrom = from - 21 * dayMs - hourMs;
  const everyWeek = (of: OwnTest, { weeks }: PastSeries, endsAt: number) => {
    if (of.kind !== 'change') return {};
    const end = Math.floor((endsAt - stepsFrom) / (5 * minuteMs));
    const [last, ...former] = [0, 1, 2, 3].map((week) => {
      const stop = end - (week * 7 * dayMs) / (5 * minuteMs);
      return windowFigure(weeks?.values.slice(stop - 2, stop) ?? [], 'Sum');
    });
    return last ? { weeks: { endsAt: stepsFrom + end * 5 * minuteMs, last, former } } : {};
  };
  const brief = (firings: ReturnType<typeof backtest>) =>
    firings.map(({ firedAt, resolvedAt, returns }) => ({ firedAt, resolvedAt, returns }));
  const value = fc.oneof(fc.constantFrom(1, 1, 1, 7, 9, 9), fc.constant(null), fc.constant(Number.NaN));
  /** Runs of one value, as outages are. */
  const runs = (minutes: number) =>
    fc
      .array(fc.tuple(value, fc.integer({ min: 1, max: 30 })), { minLength: minutes / 4, maxLength: minutes / 4 })
      .map((list) => list.flatMap(([one, times]) => new Array<number | null>(times).fill(one)).slice(0, minutes));
  const unread = fc.array(fc.integer({ min: 0, max: 399 }), { maxLength: 40 });
  const withHoles = (values: Values, holes: readonly number[], of: Partial<PastSeries> = {}) => {
    const one = past(values, of);
    for (const hole of holes) one.read[hole] = 0;
    return one;
  };

  test.each([
    ['above', slow],
    ['below', few],
  ])('a threshold %s', (_, of) => {
    fc.assert(
      fc.property(runs(400), runs(400), unread, (a, b, holes) => {
        const series = [withHoles(a, holes), past(b, { part: 'canary' })].filter(({ values }) => values.length === 400);
        const window = windowOf(new Array(400).fill(0), 60);
        expect(brief(backtest(rule(of), { subject, series }, window))).toEqual(everyMinute(of, series, window));
      }),
    );
  });

  test('a share', () => {
    fc.assert(
      fc.property(runs(400), runs(400), unread, (a, b, holes) => {
        const series = [withHoles(a, holes, { metric: 'Errors' }), past(b, { metric: 'Calls' })];
        const window = windowOf(new Array(400).fill(0), 60);
        expect(brief(backtest(rule(failing), { subject, series }, window))).toEqual(everyMinute(failing, series, window));
      }),
    );
  });

  test('a silence', () => {
    const minutes = (dayMs + 3 * hourMs) / minuteMs;
    fc.assert(
      fc.property(runs(minutes), (a) => {
        const series = [past(a, { metric: 'Calls' })];
        const window = windowOf(new Array(minutes).fill(0), dayMs / minuteMs + 60);
        expect(brief(backtest(rule(silent), { subject, series }, window))).toEqual(everyMinute(silent, series, window));
      }),
      { numRuns: 20 },
    );
  });

  test('a burn', () => {
    const past2d = [0, 1].map((day) => ({ at: from - dayMs + day * dayMs - dayMs, stepMs: dayMs, value: 500 }));
    const before = { sums: past2d, settled: [{ from: from - 9 * dayMs, to: from + 9 * dayMs }] };
    fc.assert(
      fc.property(runs(400), runs(400), (a, b) => {
        const series = [past(a, { metric: 'Errors', before }), past(b, { metric: 'Calls', before })];
        const window = windowOf(new Array(400).fill(0), 180);
        expect(brief(backtest(rule(burning), { subject, series }, window))).toEqual(everyMinute(burning, series, window));
      }),
    );
  });

  test('a change', () => {
    const usual = stepsOf(new Array(21 * 1440 + 60).fill(3), 'Sum');
    fc.assert(
      fc.property(runs(400), fc.nat({ max: 4 }), (a, shift) => {
        const weeks = {
          from: stepsFrom,
          values: [
            ...usual,
            ...stepsOf(
              a.map((one) => (Number.isNaN(one) ? null : one)),
              'Sum',
            ),
          ],
        };
        const series = [past(a, { metric: 'Calls', weeks })];
        const window = windowOf(new Array(400).fill(0), 60 + 5 * shift);
        expect(brief(backtest(rule(changed), { subject, series }, window))).toEqual(everyMinute(changed, series, window));
      }),
      { numRuns: 30 },
    );
  });
});

test('a burn tells what is left of its budget with the days before', () => {
  const [calls, errors] = [new Array(1440).fill(100), Array.from({ length: 1440 }, (_, minute) => (minute >= 1400 ? 90 : 0))];
  const before = (value: number) => ({
    sums: [{ at: from - dayMs, stepMs: dayMs, value }],
    settled: [{ from: from - 30 * dayMs, to: from + dayMs }],
  });
  const series = [
    past(errors, { metric: 'Errors', before: before(0) }),
    past(calls, { metric: 'Calls', before: before(100_000) }),
  ];
  const firings = backtest(rule(burning), { subject, series }, windowOf(calls, 180));
  expect(firings).toHaveLength(1);
  expect(firings[0]?.firedAt).toBe(from + 1414 * minuteMs + 2 * minuteMs);
  expect(firings[0]?.sentence).toMatch(
    /^Errors are 90 % of 3.000 Calls in the last 30 min: 9 × as fast as 90 % allows, over 4 ×; .* of the budget of 2 d is left/,
  );
});
