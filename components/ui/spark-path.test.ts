import { expect, test } from 'vitest';
import { sparkPath } from './spark-path.ts';

const size = { width: 100, height: 11 };

test.each([
  ['from zero to the top', [0, 10], 'M0 11L100 1.9'],
  ['a gap is never joined', [10, null, 10, 10], 'M0 1.9h1M66.7 1.9L100 1.9'],
  ['nothing', [null, null], ''],
])('%s', (_, values, path) => {
  expect(sparkPath(values, size).path).toBe(path);
});

test('the limit is always inside, so that calm looks calm', () => {
  const { limitY, last } = sparkPath([1, 1], { ...size, limit: 100 });
  expect(limitY).toBe(1.9);
  expect(last?.y).toBeGreaterThan(10);
});

test('no dot stands where the last value is missing', () => {
  expect(sparkPath([1, null], size).last).toBeNull();
});
