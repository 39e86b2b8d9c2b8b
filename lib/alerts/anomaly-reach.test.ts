import { expect, test } from 'vitest';
import { Reach, TwoReaches } from './anomaly-reach.ts';

const terms = { warmUp: 3, halfLife: Number.POSITIVE_INFINITY, trust: 2, occasion: 2 };

const readAll = (excursions: readonly number[], halfLife = terms.halfLife): number[] => {
  const reach = new Reach({ ...terms, halfLife });
  return excursions.map((excursion) => reach.read(excursion, 0.1));
};

test.each([
  { name: 'nothing is judged while warming up', excursions: [1, 50, 1], ratios: [0, 0, 0] },
  { name: 'as far as before', excursions: [1, 1, 1, 1], ratios: [0, 0, 0, 1] },
  { name: 'three times as far, which at most doubles what is usual', excursions: [1, 1, 1, 3, 3], ratios: [0, 0, 0, 3, 1.5] },
  { name: 'on another occasion it is usual', excursions: [1, 1, 1, 9, 0, 0, 9, 9], ratios: [0, 0, 0, 9, 0, 0, 4.5, 1] },
  { name: 'less than the finest is none', excursions: [0, 0, 0, 0.09, 0], ratios: [0, 0, 0, 0, 0] },
  { name: 'what was never there', excursions: [0, 0, 0, 2], ratios: [0, 0, 0, 20] },
  { name: 'there is a farthest', excursions: [0, 0, 0, 1e9], ratios: [0, 0, 0, 100] },
])('$name', ({ excursions, ratios }) => {
  expect(readAll(excursions)).toEqual(ratios);
});

test('after its half-life, half is forgotten', () => {
  expect(readAll([8, 0, 0, 0, 0, 4], 4).at(-1)).toBeCloseTo(1, 10);
});

test('to either side by what is usual there', () => {
  const reaches = new TwoReaches(terms);
  expect([10, -1, 0, 10, -3].map((deviation) => reaches.read(deviation, 0.1))).toEqual([0, 0, 0, 1, 3]);
});
