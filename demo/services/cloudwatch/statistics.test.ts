import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Datum } from '../../scenario/types.ts';
import { mergeData } from './distribution.ts';
import { parseStatistic } from './statistics.ts';

const oneToTen: Datum = { values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], counts: Array(10).fill(1) };
const weighted: Datum = { values: [1, 5, 100], counts: [8, 1, 1] };

describe('worked by hand', () => {
  test.each<[string, Datum, number]>([
    ['SampleCount', weighted, 10],
    ['Sum', weighted, 113],
    ['Average', weighted, 11.3],
    ['Minimum', weighted, 1],
    ['Maximum', weighted, 100],
    ['p50', weighted, 1],
    ['p90', weighted, 5],
    ['p99.9', weighted, 100],
    ['p0', oneToTen, 1],
    ['p7', { values: Array.from({ length: 100 }, (_, i) => i + 1), counts: Array(100).fill(1) }, 7],
    ['tm90', oneToTen, 5],
    ['TM(20%:80%)', oneToTen, 5.5],
    ['TM(2:4)', oneToTen, 3.5],
    ['TM(:4)', oneToTen, 2.5],
    ['TM(90%:)', oneToTen, 10],
    ['IQM', oneToTen, 5.5],
    ['wm90', oneToTen, 5.4],
    ['WM(10%:90%)', oneToTen, 5.5],
    ['WM(3:5)', oneToTen, 4.3],
    ['tc90', oneToTen, 9],
    ['TC(2:4)', oneToTen, 2],
    ['ts90', oneToTen, 45],
    ['TS(2:4)', oneToTen, 7],
    ['PR(:3)', oneToTen, 30],
    ['PR(3:7)', oneToTen, 40],
    ['PR(9:)', oneToTen, 10],
    ['IQM', { values: [7], counts: [1] }, 7],
  ])('%s', (name, sample, expected) => {
    expect(parseStatistic(name)?.(sample)).toBeCloseTo(expected, 12);
  });
});

test.each([
  '',
  'average',
  'p',
  'p101',
  'p-1',
  'tm',
  'TM(5:2)',
  'TM(:)',
  'TM(5%:9)',
  'PR(5%:9%)',
  'PR10',
  'TM(0%:101%)',
  'None',
  'constructor',
])('%j is no statistic', (name) => expect(parseStatistic(name)).toBeUndefined());

test('a trimmed mean of nothing is no datapoint', () => {
  expect(parseStatistic('TM(20:30)')?.(oneToTen)).toBeUndefined();
});

describe('against every observation written out', () => {
  const datum = fc
    .uniqueArray(fc.tuple(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: 1, max: 9 })), {
      minLength: 1,
      maxLength: 12,
      selector: ([value]) => value,
    })
    .map((pairs): Datum => {
      const sorted = pairs.sort(([a], [b]) => a - b);
      return { values: sorted.map(([value]) => value), counts: sorted.map(([, count]) => count) };
    });
  const minutes = fc.array(datum, { minLength: 1, maxLength: 7 });
  const expanded = (data: readonly Datum[]): number[] =>
    data
      .flatMap(({ values, counts }) => Array.from(values).flatMap((value, i) => Array<number>(counts[i] ?? 0).fill(value)))
      .sort((a, b) => a - b);
  const mean = (values: readonly number[]): number | undefined =>
    values.length === 0 ? undefined : values.reduce((a, b) => a + b, 0) / values.length;
  const close = (actual: number | undefined, wanted: number | undefined): void => {
    if (wanted === undefined) expect(actual).toBeUndefined();
    else expect(actual).toBeCloseTo(wanted, 6);
  };

  test('merging keeps every observation', () => {
    fc.assert(
      fc.property(minutes, (data) => {
        expect(expanded([mergeData(data)])).toEqual(expanded(data));
      }),
    );
  });

  test('percentiles', () => {
    fc.assert(
      fc.property(minutes, fc.integer({ min: 1, max: 1000 }), (data, tenths) => {
        const all = expanded(data);
        const wanted = all[Math.max(0, Math.ceil((tenths * all.length) / 1000) - 1)];
        close(parseStatistic(`p${tenths / 10}`)?.(mergeData(data)), wanted);
      }),
    );
  });

  test('percent boundaries', () => {
    fc.assert(
      fc.property(minutes, fc.integer({ min: 0, max: 99 }), fc.integer({ min: 1, max: 100 }), (data, low, width) => {
        const high = Math.min(100, low + width);
        const all = expanded(data);
        const first = Math.floor((low * all.length) / 100);
        const last = all.length - Math.floor(((100 - high) * all.length) / 100);
        const kept = all.slice(first, last);
        const range = `(${low}%:${high}%)`;
        const sample = mergeData(data);
        close(parseStatistic(`TM${range}`)?.(sample), mean(kept));
        close(parseStatistic(`TC${range}`)?.(sample), kept.length);
        close(
          parseStatistic(`TS${range}`)?.(sample),
          kept.reduce((a, b) => a + b, 0),
        );
        const [bottom, top] = [kept[0], kept.at(-1)];
        if (bottom === undefined || top === undefined) return;
        close(parseStatistic(`WM${range}`)?.(sample), mean(all.map((value) => Math.min(Math.max(value, bottom), top))));
      }),
    );
  });

  test('value boundaries', () => {
    fc.assert(
      fc.property(minutes, fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: 1, max: 500 }), (data, low, width) => {
        const all = expanded(data);
        const kept = all.filter((value) => value > low && value <= low + width);
        const range = `(${low}:${low + width})`;
        const sample = mergeData(data);
        close(parseStatistic(`TM${range}`)?.(sample), mean(kept));
        close(parseStatistic(`TC${range}`)?.(sample), kept.length);
        close(parseStatistic(`PR${range}`)?.(sample), (100 * kept.length) / all.length);
        close(parseStatistic(`WM${range}`)?.(sample), mean(all.map((value) => Math.min(Math.max(value, low), low + width))));
      }),
    );
  });
});
