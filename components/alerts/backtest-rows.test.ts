import { expect, test } from 'vitest';
import { backtestRows, backtestTotals } from './backtest-rows.ts';

const firing = (name: string, firedAt: number, resolvedAt: number | null) => ({
  ...{
    account: '1',
    region: 'eu',
    kind: 'endpoint',
    name,
    beganAt: firedAt,
    firedAt,
    resolvedAt,
    returns: 0,
    sentence: '',
    figure: '',
  },
});
const firings = [firing('a', 10, 20), firing('b', 10, 60), firing('a', 70, null)];

test('counts what was open, also what still is at the end, by resource', () => {
  expect(backtestRows({ firings, to: 100 }).map(({ name, openMs, firings: of }) => [name, openMs, of.length])).toEqual([
    ['b', 50, 1],
    ['a', 40, 2],
  ]);
  expect(backtestTotals({ firings, to: 100 })).toEqual({ fired: 3, resources: 2, openMs: 90, longestMs: 50 });
  expect(backtestTotals({ firings: [], to: 100 })).toEqual({ fired: 0, resources: 0, openMs: 0, longestMs: 0 });
});
