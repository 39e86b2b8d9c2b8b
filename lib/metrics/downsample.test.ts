import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { factorFor, selectMinMax } from './downsample.ts';

describe('selectMinMax', () => {
  test.each([
    [[1, 9, 2, 3], 2, [1, 9]],
    [[9, 1, 2, 3], 2, [9, 1]],
    [[null, null, null, null], 2, [null, null]],
    [[null, 5, null, null], 2, [5, 5]],
    [[1, 2, 3], 1, [1, 2, 3]],
    [[4, 4, 4, 4, 7], 2, [4, 4, 7]],
    [[], 3, []],
  ])('%j by %d → %j', (values, factor, selected) => {
    expect(selectMinMax(values, factor)).toEqual(selected);
  });

  test('keeps the highest and the lowest, and invents nothing', () => {
    const value = fc.option(fc.integer({ min: -1000, max: 1000 }), { nil: null });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 400 }), fc.integer({ min: 2, max: 30 }), (values, factor) => {
        // Whole buckets only: the last column of a part bucket has room for one of its two.
        const whole = values.slice(0, values.length - (values.length % (2 * factor)));
        const there = whole.filter((one) => one !== null);
        const selected = selectMinMax(whole, factor).filter((one) => one !== null);
        expect(selected.every((one) => there.includes(one))).toBe(true);
        if (there.length > 0) {
          expect(Math.max(...selected)).toBe(Math.max(...there));
          expect(Math.min(...selected)).toBe(Math.min(...there));
        }
      }),
    );
  });
});

test.each([
  [90, 720, 1],
  [1440, 720, 2],
  [21600, 720, 30],
])('%d minutes in %d columns: %d a column', (minutes, columns, factor) => {
  expect(factorFor(minutes, columns)).toBe(factor);
});
