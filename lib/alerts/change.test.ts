import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { minuteMs } from '#lib/time.ts';
import { type ChangeSeen, changeVerdicts, windowFigure } from './change.ts';
import { blockAt, blockSteps, covers, weeksOf, withUnread } from './change-weeks.ts';
import { conditionOf, type OwnTest } from './own-rule.ts';
import { type OwnSeries, ownVerdict } from './own-verdict.ts';

type Change = Extract<OwnTest, { kind: 'change' }>;
const endsAt = Date.parse('2026-11-30T11:55:00Z');
const many: Change = {
  ...{ kind: 'change', metric: 'Invocations', ids: [], statistic: 'Sum', unit: 'None' },
  ...{ side: 'above', times: 3, weeks: 4, floor: 100, of: 30 },
};
const few: Change = { ...many, side: 'below', times: 0.5 };
const slow: Change = { ...many, metric: 'ModelLatency', statistic: 'Average', unit: 'Microseconds', times: 1.5, floor: 1000 };

/** A figure; undefined: nobody could read it. */
type Figures = readonly (number | null | undefined)[];
const seen = ([last, ...former]: Figures, of: Partial<ChangeSeen> = {}): ChangeSeen => {
  const figure = (value: number | null | undefined) => ({ value: value ?? null, isRead: value !== undefined });
  return {
    named: 'ModelLatency of blue',
    hadSome: true,
    weeks: { endsAt, last: figure(last), former: former.map(figure) },
    ...of,
  };
};
const word = (of: Change, ...some: Figures[]) =>
  changeVerdicts(
    of,
    some.map((one) => seen(one)),
  ).map(({ verdict }) => verdict);

describe('a change', () => {
  test.each<[string, Change, Figures, string]>([
    ['three times the median and more', many, [301, 100, 90, 110, 100], 'broken'],
    ['three times it', many, [300, 100, 100, 100, 100], 'holds'],
    ['one odd week does not move the median', many, [500, 100, 100, 100, 9000], 'broken'],
    ['the mean of the two middles', many, [449, 100, 100, 200, 200], 'holds'],
    ['small numbers do not count', many, [99, 1, 1, 1, 1], 'holds'],
    ['where there was nothing before', many, [100, 0, 0, 0, 0], 'broken'],
    ['two weeks are enough', many, [301, 100, undefined, undefined, 100], 'broken'],
    ['one week is not', many, [301, 100, undefined, undefined, undefined], 'unknown'],
    ['what nobody read now is not known', many, [undefined, 100, 100, 100, 100], 'unknown'],
    ['below half', few, [49, 100, 100, 100, 100], 'broken'],
    ['half', few, [50, 100, 100, 100, 100], 'holds'],
    ['nothing at all', few, [0, 100, 100, 100, 100], 'broken'],
    ['below half of little', few, [4, 99, 99, 99, 99], 'holds'],
    ['below half of nothing', few, [0, 0, 0, 0, 0], 'holds'],
    ['a mean', slow, [1501, 1000, 1000, 1000, 1000], 'broken'],
    ['a mean of nothing', slow, [null, 1000, 1000, 1000, 1000], 'unknown'],
    ['weeks without a mean are none', slow, [1501, 1000, null, null, null], 'unknown'],
  ])('%s', (_, of, figures, verdict) => {
    expect(word(of, figures)).toEqual([verdict]);
  });

  test('counts are one count over all variants, all else is judged one by one', () => {
    expect(word(many, [0, 90, 90, 90, 90], [301, 10, 10, 10, 10])).toEqual(['broken']);
    expect(word(many, [0, 90, 90, 90, 90], [undefined, 10, 10, 10, 10])).toEqual(['unknown']);
    expect(word(slow, [1501, 1000, 1000, 1000, 1000], [1000, 1000, 1000, 1000, 1000])).toEqual(['broken', 'holds']);
  });

  test('of what fell silent an hour ago nothing is to be said', () => {
    expect(changeVerdicts(slow, [seen([null, 1000, 1000], { hadSome: false })])).toEqual([{ verdict: 'holds' }]);
  });

  test('says what it found beside what was usual', () => {
    expect(changeVerdicts(many, [seen([340, 100, 100, 100, undefined])])).toEqual([
      {
        verdict: 'broken',
        since: endsAt - 30 * minuteMs,
        sentence: 'Sum Invocations of the last 30 min is 340, 3.4 × the 100 of the same time in former weeks (median of 3)',
        figure: '340',
      },
    ]);
    expect(changeVerdicts(many, [seen([340, 0, 0])])).toMatchObject([
      { sentence: 'Sum Invocations of the last 30 min is 340, where it was 0 at the same time in former weeks (median of 2)' },
    ]);
  });
});

test('figures of windows: what nobody read, what is no number, and what is not there', () => {
  expect(windowFigure([1, null, 2], 'Sum')).toEqual({ value: 3, isRead: true });
  expect(windowFigure([1, Number.NaN], 'Sum')).toEqual({ value: 1, isRead: false });
  expect(windowFigure([1, -5, Number.POSITIVE_INFINITY], 'Sum')).toEqual({ value: 1, isRead: true });
  expect(windowFigure([null], 'Sum')).toEqual({ value: 0, isRead: true });
  expect(windowFigure([null], 'Average')).toEqual({ value: null, isRead: true });
  expect(windowFigure([1, 3, null], 'Average')).toEqual({ value: 2, isRead: true });
});

test('windows end with a whole five minutes, and a block holds them for some hours', () => {
  const block = { ...blockAt(endsAt, 3_600_000), weeks: [] as (number | null)[][] };
  const steps = (block.to - block.from) / 300_000;
  block.weeks.push(Array.from({ length: steps }, (_, step) => step));
  const stepsIn = (from: number, to: number, week: number) => blockSteps(block, { from, to }, week);
  const { endsAt: end, former } = weeksOf({ ...many, weeks: 2 }, { endsAt: endsAt + 3 * minuteMs, stepsIn });
  expect(end).toBe(endsAt);
  expect(former).toEqual([
    { value: 18 + 19 + 20 + 21 + 22 + 23, isRead: true },
    { value: 0, isRead: false },
  ]);
  expect(covers(block, endsAt, 1)).toBe(true);
  expect([covers(block, endsAt, 2), covers(block, endsAt + 3_900_000, 1), covers(block, endsAt - 300_000, 1)]).toEqual([
    false,
    false,
    false,
  ]);
  expect(blockSteps(block, { from: block.from - 300_000, to: block.from + 300_000 }, 1)).toEqual([Number.NaN]);
  expect(withUnread([1, 2, 3], { from: endsAt, settled: [{ from: endsAt + 300_000, to: endsAt + 840_000 }] })).toEqual([
    Number.NaN,
    2,
    Number.NaN,
  ]);
});

test('is not known before former weeks were read', () => {
  const series: OwnSeries = {
    metric: 'Invocations',
    part: '',
    track: { endsAt, values: [1] },
    unread: 0,
    dayBefore: [],
    steps: [],
  };
  expect(ownVerdict(many, [series], endsAt).verdict).toBe('unknown');
  expect(ownVerdict(many, [{ ...series, weeks: seen([301, 100, 100]).weeks }], endsAt).verdict).toBe('broken');
});

test('no figures whatever break it without being beyond the median, and more of now never mends it', () => {
  const figure = fc.option(
    fc.oneof(fc.nat({ max: 1000 }), fc.double({ min: 0, noNaN: true, noDefaultInfinity: true, max: 1e12 })),
    { nil: undefined },
  );
  fc.assert(
    fc.property(figure, fc.array(figure, { maxLength: 8 }), (last, former) => {
      const [told] = word(many, [last, ...former]);
      const read = former.filter((one) => one !== undefined).toSorted((a, b) => a - b);
      expect(told === 'unknown').toBe(last === undefined || read.length < 2);
      if (told !== 'broken') return;
      expect(last).toBeGreaterThanOrEqual(100);
      expect(read.filter((one) => one < (last ?? 0)).length).toBeGreaterThanOrEqual(Math.ceil(read.length / 2));
      expect(word(many, [2 * (last ?? 0), ...former])).toEqual(['broken']);
    }),
  );
});

test('its condition in words', () => {
  expect([many, few].map(conditionOf)).toEqual([
    'Sum Invocations of 30 min above 3 × the median of the same 30 min of the former 4 weeks, where either is 100 or more',
    'Sum Invocations of 30 min below 0.5 × the median of the same 30 min of the former 4 weeks, where either is 100 or more',
  ]);
});
