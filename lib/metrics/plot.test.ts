import { describe, expect, test } from 'vitest';
import { addUp, buildPlot, percentOf } from './plot.ts';

const evidence = {
  published: null,
  createdAt: null,
  endedAt: null,
  coveredTo: 600,
  covered: [{ from: 0, to: 600 }],
  failures: [],
};
const plot = (values: (number | null)[], isCount: boolean, more: Partial<typeof evidence> = {}) =>
  buildPlot({
    ...{ id: 'p', title: 'P', unit: 'per min', from: 0, limits: [], asOf: 600 },
    lines: [{ id: 'a', label: 'a', role: 's1', values, isCount }],
    evidence: { ...evidence, ...more },
  });

describe('buildPlot', () => {
  test('a count of nothing in a minute that was asked for is 0', () => {
    const { series, gaps } = plot([5, null, 7], true);
    expect(series[0]?.values).toEqual([5, 0, 7]);
    expect(gaps).toEqual([]);
  });

  test('a latency of nothing is a gap', () => {
    const { series, gaps } = plot([5, null, 7], false);
    expect(series[0]?.values).toEqual([5, null, 7]);
    expect(gaps).toMatchObject([{ from: 60, to: 120, absence: 'no_traffic' }]);
  });

  test('a count in a minute that nobody could ask for is no 0', () => {
    const { series, gaps } = plot([5, null, null], true, { coveredTo: 120 });
    expect(series[0]?.values).toEqual([5, 0, null]);
    expect(gaps).toMatchObject([{ from: 120, to: 180, absence: 'late' }]);
  });

  test('nothing at all is a word, not a row of zeros', () => {
    const { series, absent } = plot([null, null], true);
    expect(absent?.absence).toBe('no_traffic');
    expect(series[0]?.values).toEqual([null, null]);
  });

  test('long ranges are thinned and keep the spike', () => {
    const minutes = Array.from({ length: 15 * 1440 }, (_, index) => (index === 9001 ? 999 : 10));
    const { series, step } = plot(minutes, false, { coveredTo: 1e9, covered: [{ from: 0, to: 1e9 }] });
    expect(step).toBe(1800);
    expect(series[0]?.values).toHaveLength(720);
    expect(Math.max(...(series[0]?.values.filter((value) => value !== null) ?? []))).toBe(999);
  });
});

test('of a long range, gaps that a drawn value covers are none to see; one that no value covers is, with its reason', () => {
  const values = Array.from({ length: 1440 * 3 }, (_, minute) =>
    minute % 10 === 3 || (minute >= 600 && minute < 660) ? null : 5,
  );
  const { gaps, step } = plot(values, false, { coveredTo: 1e9, covered: [{ from: 0, to: 1e9 }] });
  expect(step).toBe(360);
  expect(gaps).toMatchObject([{ from: 600 * 60, to: 660 * 60, absence: 'no_traffic' }]);
});

test('shares and sums', () => {
  expect(percentOf([1, null, 3, 1], [100, 50, null, 0])).toEqual([1, 0, null, null]);
  expect(
    addUp(
      [
        [1, null, null],
        [2, 3, null],
      ],
      3,
    ),
  ).toEqual([3, 3, null]);
});
