import { describe, expect, test } from 'vitest';
import { probationRows, scoreSeries, totalOf } from './nab-score.ts';

const windows = [
  { first: 400, last: 409 },
  { first: 700, last: 709 },
];

// s(-1) = 2 / (1 + e^-5) - 1 = 0.986614, s(-0.5) = 0.848284, s(-0.1) = 0.244919, s(1) = -s(-1), s(2) = -0.999909.
describe('a series of 1,000 rows with two windows of ten', () => {
  test.each([
    { name: 'silence misses both', detections: [], sum: -2, found: 0, falseRows: 0 },
    { name: 'both at their first row', detections: [400, 700], sum: 2, found: 2, falseRows: 0 },
    { name: 'half-way, s(−0.5) / s(−1)', detections: [405, 700], sum: 0.848284 / 0.986614 + 1, found: 2, falseRows: 0 },
    { name: 'at the last row, s(−0.1) / s(−1)', detections: [409, 700], sum: 0.244919 / 0.986614 + 1, found: 2, falseRows: 0 },
    { name: 'only the earliest in a window counts', detections: [400, 401, 409, 700], sum: 2, found: 2, falseRows: 0 },
    { name: 'before any window', detections: [200], sum: -2 - 0.11, found: 0, falseRows: 1 },
    { name: 'one width after the right edge, s(1)', detections: [418], sum: -2 - 0.11 * 0.986614, found: 0, falseRows: 1 },
    { name: 'two widths after it', detections: [427], sum: -2 - 0.11 * 0.999909, found: 0, falseRows: 1 },
    { name: 'far after it', detections: [600, 999], sum: -2 - 0.22, found: 0, falseRows: 2 },
    { name: 'probation does not count', detections: [0, 149], sum: -2, found: 0, falseRows: 0 },
    { name: 'the first row after it does', detections: [150], sum: -2 - 0.11, found: 0, falseRows: 1 },
  ])('$name', ({ detections, sum, found, falseRows }) => {
    const score = scoreSeries(1000, windows, detections);
    expect(score).toEqual({ sum: expect.closeTo(sum, 5), windows: 2, found, falseRows });
  });
});

test.each([
  { rows: 1000, probation: 150 },
  { rows: 1243, probation: 186 },
  { rows: 6000, probation: 750 },
])('of $rows rows, $probation are probation', ({ rows, probation }) => {
  expect(probationRows(rows)).toBe(probation);
});

test.each([
  { name: 'silent', sums: [-2, 0], total: 0 },
  { name: 'perfect', sums: [2, 0], total: 100 },
  { name: 'one found, one missed, ten false rows', sums: [0, -1.1], total: 22.5 },
])('$name: $total of 100', ({ sums: [first = 0, second = 0], total }) => {
  const scores = [
    { sum: first, windows: 2, found: 0, falseRows: 0 },
    { sum: second, windows: 0, found: 0, falseRows: 0 },
  ];
  expect(totalOf(scores)).toBeCloseTo(total, 10);
});
