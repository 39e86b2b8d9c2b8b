import { expect, test } from 'vitest';
import { rolledSteps } from './rolled-steps.ts';
import { packRollup, rollUp, unpackRollup } from './rollup.ts';

const day = Date.parse('2026-11-18T00:00:00Z');
const minutes = new Float64Array(1440).fill(Number.NaN);
for (const [minute, value] of [
  [0, 1],
  [4, 3],
  [5, 10],
  [61, 7],
] as const) {
  minutes[minute] = value;
}
const packed = packRollup(rollUp(minutes, 300)) ?? Buffer.alloc(0);
const computed = [{ day, computed: unpackRollup(packed, 300) }];
const asked = [{ day, asked: Float64Array.from([1, Number.NaN, 5, 2]) }];
const grid = (stepMinutes: number) => ({ from: day, to: day + 120 * 60_000, stepMs: stepMinutes * 60_000, periodSeconds: 300 });

test.each([
  { statistic: 'Sum', step: 5, want: [4, 10, null] },
  { statistic: 'Sum', step: 60, want: [14, 7] },
  { statistic: 'Average', step: 60, want: [14 / 3, 7] },
  { statistic: 'Minimum', step: 60, want: [1, 7] },
  { statistic: 'Maximum', step: 60, want: [10, 7] },
  { statistic: 'p99', step: 60, want: [null, null] },
])('computed $statistic in steps of $step min', ({ statistic, step, want }) => {
  expect(rolledSteps(computed, grid(step), statistic).slice(0, want.length)).toEqual(want);
});

test.each([
  { statistic: 'p99', step: 5, want: [1, null, 5, 2] },
  { statistic: 'p99', step: 60, want: [5, null] },
  { statistic: 'Sum', step: 60, want: [8, null] },
  { statistic: 'Minimum', step: 10, want: [1, 2] },
])('asked $statistic in steps of $step min', ({ statistic, step, want }) => {
  expect(rolledSteps(asked, grid(step), statistic).slice(0, want.length)).toEqual(want);
});

test('what lies outside the window is left out', () => {
  expect(rolledSteps(computed, { ...grid(5), from: day + 300_000, to: day + 600_000 }, 'Sum')).toEqual([10]);
});

test.each([
  { statistic: 'Sum', step: 5, want: [1, 10, 5, 2] },
  { statistic: 'Sum', step: 60, want: [18, 7] },
  { statistic: 'Average', step: 20, want: [(5 * 1 + 10 + 5 * 5 + 5 * 2) / 16] },
  { statistic: 'Maximum', step: 60, want: [10, 7] },
])('$statistic in steps of $step min, of which some were asked for and some computed', ({ statistic, step, want }) => {
  for (const days of [
    [...computed, ...asked],
    [...asked, ...computed],
  ]) {
    expect(rolledSteps(days, grid(step), statistic).slice(0, want.length)).toEqual(want);
  }
});
