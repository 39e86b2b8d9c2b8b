import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MeanWindow, MedianWindow, medianOf } from './anomaly-window.ts';
import '#lib/testing/properties.ts';

const upperMedian = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
const numbers = fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { minLength: 1, maxLength: 60 });

test('a window has the median of its last numbers, whatever left it', () => {
  fc.assert(
    fc.property(numbers, fc.integer({ min: 1, max: 9 }), (values, size) => {
      const window = new MedianWindow(size);
      const medians = values.map((value) => {
        window.add(value);
        return window.median;
      });
      expect(medians).toEqual(values.map((_, index) => upperMedian(values.slice(Math.max(0, index + 1 - size), index + 1))));
      expect(window.isFull).toBe(values.length >= size);
    }),
  );
});

test('the median of the first few', () => {
  fc.assert(
    fc.property(numbers, fc.nat(60), (values, count) => {
      const some = values.slice(0, count);
      expect(medianOf(Float64Array.from(values), some.length)).toBe(upperMedian(some));
    }),
  );
});

test.each([
  { name: 'not yet full', added: [3], mean: 1 },
  { name: 'full', added: [3, 6, 9], mean: 6 },
  { name: 'the first has left', added: [3, 6, 9, 0], mean: 5 },
  { name: 'a giant leaves nothing behind', added: [1e300, 3, 6, 9], mean: 6 },
])('a mean, $name', ({ added, mean }) => {
  const window = new MeanWindow(3);
  expect(added.map((value) => window.add(value)).at(-1)).toBe(mean);
});
