import { expect, test } from 'vitest';
import { uncoveredOf } from './uncovered.ts';

const window = { from: 100, to: 200 };
const row = (account: string, region: string, completeFrom: number | null, completeTo: number | null) => ({
  ...{ account, region, completeFrom, completeTo },
  blocked: null,
});

test.each([
  ['all of it', [row('1', 'eu', 0, 300)], []],
  ['up to a while ago', [row('1', 'eu', 0, 190)], [{ from: 190, to: 200 }]],
  [
    'as far as its least Region',
    [row('1', 'eu', 0, 300), row('1', 'us', 120, 180)],
    [
      { from: 100, to: 120 },
      { from: 180, to: 200 },
    ],
  ],
  ['nothing yet', [row('1', 'eu', null, null)], [window]],
  ['a time before the window', [row('1', 'eu', 0, 50)], [window]],
  ['another account', [row('2', 'eu', 0, 300)], [window]],
])('complete is %s', (_, coverage, expected) => {
  expect(uncoveredOf(coverage, ['1'], window).stretches).toEqual(expected);
});
