import { expect, test } from 'vitest';
import { minuteMs } from '#lib/time.ts';
import { combineOf, inSteps } from './steps.ts';

const minutes = [1, 3, null, null, null, null, 8, null];

test.each([
  ['Sum', [4, null, 8]],
  ['SampleCount', [4, null, 8]],
  ['Minimum', [1, null, 8]],
  ['Maximum', [3, null, 8]],
  ['p99', [3, null, 8]],
  ['Average', [2, null, 8]],
])('%s of three minutes', (statistic, expected) => {
  expect(inSteps(minutes, 3 * minuteMs, combineOf(statistic))).toEqual(expected);
});

test('a minute is a step of its own', () => {
  expect(inSteps(minutes, minuteMs, combineOf('Sum'))).toEqual(minutes);
});
