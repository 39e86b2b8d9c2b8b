import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { minuteMs } from '#lib/time.ts';
import { conditionOf, type OwnTest } from './own-rule.ts';
import { type OwnSeries, ownVerdict, staleAfterMs } from './own-verdict.ts';

const now = Date.parse('2026-11-30T12:00:00Z');
const endsAt = now - 2 * minuteMs;
type Values = readonly (number | null)[];

/** An hour that ends with these values. */
const series = (values: Values, of: Partial<OwnSeries> = {}): OwnSeries => ({
  metric: 'ModelLatency',
  part: 'AllTraffic',
  track: { endsAt, values: [...new Array<null>(60 - values.length).fill(null), ...values] },
  unread: 0,
  dayBefore: [],
  steps: [],
  ...of,
});

const latency = { metric: 'ModelLatency', ids: ['endpoint.latency.model'], statistic: 'p99', unit: 'Microseconds' } as const;
const slow: OwnTest = { kind: 'threshold', ...latency, side: 'above', limit: 800_000, clear: 600_000, breaking: 3, of: 5 };
const few: OwnTest = { kind: 'threshold', ...latency, side: 'below', limit: 100, clear: 200, breaking: 2, of: 2 };
const count = (metric: string) => ({ metric, ids: [], statistic: 'Sum', unit: 'None' });
const failing: OwnTest = {
  ...{ kind: 'share', part: count('Invocation5XXErrors'), whole: count('Invocations') },
  ...{ limit: 2, floor: 100, of: 5 },
};
const silent: OwnTest = { kind: 'silence', ...count('Invocations'), of: 4 };

const word = (test: OwnTest, some: readonly OwnSeries[]) => ownVerdict(test, some, now).verdict;
const [high, mid, low] = [900_000, 700_000, 500_000];

describe('a threshold', () => {
  test.each<[Values, string]>([
    [[low, low, high, high, high], 'broken'],
    [[high, low, high, low, high], 'broken'],
    [[high, high, low, low, low], 'unknown'],
    [[low, low, low, low, mid], 'unknown'],
    [[low, low, low, low, low], 'holds'],
    [[high, high, high, null, null], 'broken'],
    [[high, null, null, null, null, null], 'unknown'],
    [[], 'holds'],
    [[Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN], 'holds'],
    [[Number.POSITIVE_INFINITY, low, low, low, low], 'holds'],
  ])('above its limit in 3 of 5 minutes: %j is %s', (values, verdict) => {
    expect(word(slow, [series(values)])).toBe(verdict);
  });

  test('says what it found, where and since when', () => {
    expect(ownVerdict(slow, [series([low, high, high, high, 912_345])], now)).toEqual({
      verdict: 'broken',
      since: endsAt - 4 * minuteMs,
      sentence: 'p99 ModelLatency of AllTraffic is 912 ms, above 800 ms, 4 of 5 min',
      figure: '912 ms',
    });
  });

  test('of a minute that is well again it tells the last that was not', () => {
    expect(ownVerdict(slow, [series([high, high, high, low, low])], now)).toMatchObject({
      sentence: 'p99 ModelLatency of AllTraffic was 900 ms, above 800 ms, 3 of 5 min',
      figure: '900 ms',
    });
  });

  test('below its limit', () => {
    expect(word(few, [series([50, 50])])).toBe('broken');
    expect(word(few, [series([50, 150])])).toBe('unknown');
    expect(word(few, [series([300, 300])])).toBe('holds');
  });

  test('what nobody could read might have been beyond it', () => {
    expect(word(slow, [series([low, high, high, null, low], { unread: 1 })])).toBe('unknown');
    expect(word(slow, [series([low, low, high, null, low], { unread: 1 })])).toBe('unknown');
    expect(word(slow, [series([low, low, low, null, low], { unread: 1 })])).toBe('holds');
    expect(word(slow, [series([null, null, null, null, null], { unread: 5 })])).toBe('unknown');
    expect(word(slow, [series([high, high, high, null, null], { unread: 2 })])).toBe('broken');
  });

  test('of several series the worst counts', () => {
    const [broken, unknown, holds] = [series([high, high, high]), series([mid]), series([low])];
    expect(word(slow, [holds, unknown, broken])).toBe('broken');
    expect(word(slow, [holds, unknown])).toBe('unknown');
  });
});

describe('a share', () => {
  const calls = (values: Values, of: Partial<OwnSeries> = {}) => series(values, { metric: 'Invocations', ...of });
  const errors = (values: Values, of: Partial<OwnSeries> = {}) => series(values, { metric: 'Invocation5XXErrors', ...of });

  test('counts over all variants, where enough was asked', () => {
    expect(ownVerdict(failing, [calls([40, 40, 40]), calls([40, 40]), errors([5, null, 1]), errors([0])], now)).toEqual({
      verdict: 'broken',
      since: endsAt - 5 * minuteMs,
      sentence: 'Invocation5XXErrors are 3 % of 200 Invocations in the last 5 min, over 2 %',
      figure: '3 %',
    });
    expect(word(failing, [calls([50]), errors([50])])).toBe('holds');
    expect(word(failing, [calls([500]), errors([10])])).toBe('holds');
    expect(word(failing, [calls([500])])).toBe('holds');
  });

  test('is not known without calls that were there a while ago, nor where a minute was not read', () => {
    expect(word(failing, [calls([500, null, null, null, null, null]), errors([])])).toBe('unknown');
    expect(word(failing, [calls([]), errors([])])).toBe('holds');
    expect(word(failing, [calls([500]), errors([500], { unread: 1 })])).toBe('unknown');
    expect(word(failing, [errors([500])])).toBe('unknown');
  });
});

describe('a silence', () => {
  const calls = (values: Values, dayBefore: Values, of: Partial<OwnSeries> = {}) =>
    series(values, { metric: 'Invocations', dayBefore, ...of });

  test('is broken where somebody called yesterday at that time', () => {
    expect(ownVerdict(silent, [calls([7, null, 0, null, null], [1, 0, 2, 3])], now)).toMatchObject({
      verdict: 'broken',
      since: endsAt - 4 * minuteMs,
      figure: '0',
    });
    expect(word(silent, [calls([0, 0, 0, 0], [1, 1, 0, 0])])).toBe('unknown');
    expect(word(silent, [calls([0, 0, 0, 0], [])])).toBe('unknown');
    expect(word(silent, [calls([0, 0, 1, 0], [1, 1, 1, 1])])).toBe('holds');
    expect(word(silent, [calls([0, 0, 0, 0], [1, 1, 1, 1], { unread: 1 })])).toBe('unknown');
  });
});

describe('an anomaly', () => {
  const odd: OwnTest = { kind: 'anomaly', ...latency, beyond: 2, of: 15 };
  const step = (score: number, of: Partial<OwnSeries['steps'][number]> = {}) => ({
    ...{ at: endsAt - 5 * minuteMs, value: 912_000, score, kind: 'level-shift' as const },
    ...{ expected: 400_000, low: 300_000, high: 500_000, ...of },
  });
  const followed = (...steps: OwnSeries['steps']) => series([], { steps });

  test('is told by the worst of the last steps', () => {
    expect(ownVerdict(odd, [followed(step(0.75), step(0.1, { kind: null }))], now)).toEqual({
      verdict: 'broken',
      since: endsAt - 5 * minuteMs,
      sentence:
        'p99 ModelLatency of AllTraffic is 912 ms where 400 ms was expected: another level, 3 × as far out as it ever went',
      figure: '912 ms',
    });
    expect(word(odd, [followed(step(0.6))])).toBe('holds');
    expect(word(odd, [followed(step(1))])).toBe('broken');
  });

  test('is not known while its past is too short, or was not read', () => {
    expect(word(odd, [followed(step(0, { low: null, high: null, kind: null }))])).toBe('unknown');
    expect(word(odd, [followed(step(0.9, { at: now - staleAfterMs - 6 * minuteMs }))])).toBe('unknown');
    expect(word(odd, [followed()])).toBe('unknown');
  });
});

test('what was read too long ago, or of nothing, is not known', () => {
  const old = { endsAt: now - staleAfterMs - minuteMs, values: new Array<number>(60).fill(high) };
  expect(word(slow, [series([], { track: old })])).toBe('unknown');
  expect(word(slow, [series([high, high, high]), series([], { track: old })])).toBe('unknown');
  for (const test of [slow, failing, silent]) expect(word(test, [])).toBe('unknown');
});

test('no values whatever break it, and it never says broken with fewer minutes beyond than it asks for', () => {
  const value = fc.option(fc.oneof(fc.double(), fc.constantFrom(high, low, mid)), { nil: null });
  fc.assert(
    fc.property(fc.array(value, { maxLength: 60 }), fc.integer({ min: 0, max: 5 }), (values, unread) => {
      const verdict = word(slow, [series(values, { unread })]);
      const beyond = values.slice(-5).filter((one) => one !== null && Number.isFinite(one) && one > 800_000).length;
      expect(verdict === 'broken').toBe(beyond >= 3);
    }),
  );
});

test('conditions in words', () => {
  expect([slow, few, failing, silent].map(conditionOf)).toEqual([
    'p99 ModelLatency above 800 ms, 3 of 5 min, over at 600 ms',
    'p99 ModelLatency below 100 µs, 2 of 2 min, over at 200 µs',
    'Invocation5XXErrors over 2 % of Invocations, of 100 or more, over 5 min',
    'no Invocations for 4 min, where there was some at that time yesterday',
  ]);
});
