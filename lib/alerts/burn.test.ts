import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayMs, floorTo, hourMs, minuteMs } from '#lib/time.ts';
import { type BurnSeen, burnSpans, burnVerdict, type SpanSum, spanStart } from './burn.ts';
import { spansOf, sumsBehind } from './burn-spans.ts';
import { conditionOf, type OwnTest } from './own-rule.ts';
import { type OwnSeries, ownVerdict } from './own-verdict.ts';
import { countOf, createSumWatch } from './sum-watch.ts';

type Burn = Extract<OwnTest, { kind: 'burn' }>;
const endsAt = Date.parse('2026-11-30T11:58:00Z');
const count = (metric: string) => ({ metric, ids: [], statistic: 'Sum', unit: 'None' });
const burning: Burn = {
  ...{ kind: 'burn', part: count('Invocation5XXErrors'), whole: count('Invocations'), objective: 99, days: 30 },
  windows: [
    { long: 60, short: 5, factor: 14.4 },
    { long: 4320, short: 360, factor: 1 },
  ],
  ...{ floor: 100, of: 5 },
};

/** Bad, all and minutes that nobody could read, of the long and short window of each pair and of the period. */
type Counts = readonly (readonly [bad: number, all: number, unread?: number])[];
const quiet: Counts = [
  [0, 1000],
  [0, 100],
];
const period: Counts = [[100, 100_000]];
const seen = (counts: Counts, of: Partial<BurnSeen> = {}): BurnSeen => {
  const minutes = burnSpans(burning);
  const spans = (which: 0 | 1): SpanSum[] =>
    counts.map((one, index) => ({ sum: one[which], minutes: minutes[index] ?? 0, unread: one[2] ?? 0 }));
  return { endsAt, parts: [spans(0)], wholes: [spans(1)], hadSome: true, ...of };
};
const word = (counts: Counts, of?: Partial<BurnSeen>) => burnVerdict(burning, seen([...counts, ...period], of)).verdict;

describe('a burn of 1 % at 14.4 × over an hour and five minutes', () => {
  test.each<[string, Counts, string]>([
    [
      'both windows are over it',
      [
        [150, 1000],
        [15, 100],
      ],
      'broken',
    ],
    [
      'the long one alone: it is over',
      [
        [150, 1000],
        [14, 100],
      ],
      'holds',
    ],
    [
      'the short one alone: it was too short',
      [
        [144, 1000],
        [15, 100],
      ],
      'holds',
    ],
    [
      'nothing is bad',
      [
        [0, 1000],
        [0, 100],
      ],
      'holds',
    ],
    [
      'too few were called',
      [
        [99, 99],
        [10, 10],
      ],
      'holds',
    ],
    [
      'calls stopped',
      [
        [150, 1000],
        [0, 0],
      ],
      'unknown',
    ],
    [
      'more is bad than there is',
      [
        [1500, 1000],
        [150, 100],
      ],
      'broken',
    ],
    [
      'minutes nobody read decide the short one',
      [
        [150, 1000],
        [14, 100, 1],
      ],
      'unknown',
    ],
    [
      'they cannot decide what the long one says',
      [
        [20, 1000],
        [14, 100, 1],
      ],
      'holds',
    ],
    [
      'they do not take back what is so bad',
      [
        [300, 1000],
        [90, 100, 1],
      ],
      'broken',
    ],
    [
      'they might have been good',
      [
        [150, 1000, 30],
        [15, 100],
      ],
      'unknown',
    ],
    [
      'nobody read any of it',
      [
        [0, 0, 60],
        [0, 0, 5],
      ],
      'unknown',
    ],
    [
      'with them it may have been enough calls',
      [
        [95, 95, 20],
        [20, 20],
      ],
      'unknown',
    ],
  ])('%s', (_, pair, verdict) => {
    expect(word([...pair, ...quiet])).toBe(verdict);
  });

  test('what nobody calls any more holds after an hour', () => {
    const silent: Counts = [[150, 1000], [0, 0], ...quiet];
    expect(word(silent, { hadSome: false })).toBe('holds');
  });

  test('a slower burn is found by the longer pair', () => {
    const slow: Counts = [
      [20, 1000],
      [2, 100],
      [1100, 100_000],
      [150, 10_000],
    ];
    expect(burnVerdict(burning, seen([...slow, [5000, 1_000_000]]))).toEqual({
      verdict: 'broken',
      since: endsAt - 6 * hourMs,
      sentence:
        'Invocation5XXErrors are 1.1 % of 100\u202f000 Invocations in the last 3 d: 1.1 × as fast as 99 % allows, over 1 ×; 50 % of the budget of 30 d is left, and used up in 13 d at this rate',
      figure: '1.1 ×',
    });
  });

  test('says that nothing is left, and of how much of the period it can tell', () => {
    const fast: Counts = [[300, 1000], [30, 100], ...quiet];
    expect(burnVerdict(burning, seen([...fast, [2000, 100_000]]))).toMatchObject({
      sentence: expect.stringMatching(/30 × as fast as 99 % allows, over 14\.4 ×; the budget of 30 d is used up 2 × over$/),
    });
    expect(burnVerdict(burning, seen([...fast, [50, 10_000, 27 * 1440]]))).toMatchObject({
      sentence: expect.stringContaining('50 % of the budget of 30 d (3 d of them read) is left, and used up in 12 h'),
    });
  });
});

test('counts over all variants', () => {
  const one = seen([[80, 500], [8, 50], ...quiet, ...period]);
  const both = { ...one, parts: [...one.parts, ...one.parts], wholes: [...one.wholes, ...one.wholes] };
  expect(burnVerdict(burning, both).verdict).toBe('broken');
});

test('is unknown while its past is not read yet, and of a count that there is not', () => {
  const track = { endsAt, values: [1, 1] };
  const series: OwnSeries = { metric: 'Invocations', part: '', track, unread: 0, dayBefore: [], steps: [] };
  expect(ownVerdict(burning, [series], endsAt).verdict).toBe('unknown');
  const spans = burnSpans(burning).map((minutes) => ({ sum: 1000, minutes, unread: 0 }));
  expect(ownVerdict(burning, [{ ...series, spans }], endsAt).verdict).toBe('holds');
  expect(ownVerdict(burning, [{ ...series, metric: 'Invocation5XXErrors', spans }], endsAt).verdict).toBe('unknown');
});

test('whatever is counted, it breaks only where both windows of a pair are over, and never without a number in words', () => {
  const amount = fc.oneof(fc.nat({ max: 2000 }), fc.double({ min: 0, max: 1e9, noNaN: true }));
  const counts = fc.array(fc.tuple(amount, amount, fc.nat({ max: 5 })), { minLength: 5, maxLength: 5 });
  fc.assert(
    fc.property(counts, (some) => {
      const told = burnVerdict(burning, seen(some));
      const isOver = (span: number, factor: number) => {
        const [bad = 0, all = 0] = some[span] ?? [];
        return all > 0 && bad / all > factor * (1 - 0.99);
      };
      if (told.verdict !== 'broken') return;
      const pairs = burning.windows.map(({ factor }, index) => isOver(2 * index, factor) && isOver(2 * index + 1, factor));
      expect(pairs).toContain(true);
      expect(told.sentence).not.toMatch(/NaN|Infinity|cannot tell/);
    }),
  );
});

test('sums that are kept and extended are those of every minute', () => {
  const minutes = 30 * 60;
  const value = fc.oneof(fc.nat({ max: 9 }), fc.constantFrom(null, Number.NaN, Number.POSITIVE_INFINITY, -3));
  const shape: Burn = {
    ...burning,
    days: 1,
    windows: [
      { long: 1200, short: 90, factor: 1 },
      { long: 60, short: 7, factor: 1 },
    ],
  };
  fc.assert(
    fc.property(fc.array(value, { minLength: minutes, maxLength: minutes }), fc.nat({ max: 179 }), (values, lag) => {
      const first = floorTo(endsAt, dayMs);
      const end = first + (25 * 60 + lag) * minuteMs;
      const watch = createSumWatch();
      watch.begin(7, {
        from: first,
        to: first + 20 * hourMs,
        sums: values
          .slice(0, 1200)
          .map((one, minute) => ({ at: first + minute * minuteMs, stepMs: minuteMs, value: countOf(one) })),
      });
      watch.extend(7, values.slice(1200, 1380));
      const sumFrom = sumsBehind(watch, 7, values.slice(1380, (end - first) / minuteMs));
      const told = spansOf(shape, { endsAt: end, settled: [{ from: first, to: end - 3 * minuteMs }], sumFrom });
      expect(told).toEqual(
        burnSpans(shape).map((length) => {
          const from = spanStart(end, length);
          const some = values.slice((Math.max(from, first) - first) / minuteMs, (end - first) / minuteMs);
          return {
            sum: some.reduce<number>((sum, one) => sum + countOf(one), 0),
            minutes: (end - from) / minuteMs,
            unread: 3 + Math.max(0, (first - from) / minuteMs),
          };
        }),
      );
    }),
    { numRuns: 50 },
  );
});

test('its condition in words', () => {
  expect(conditionOf(burning)).toBe(
    'Invocation5XXErrors of Invocations burn what 99 % in 30 d allows at 14.4 × over 1 h and 5 min, or 1 × over 3 d and 6 h, of 100 or more',
  );
});
