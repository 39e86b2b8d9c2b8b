import { expect, test } from 'vitest';
import type { BudgetStep } from '#lib/metrics/budget-steps.ts';
import { minuteMs } from '#lib/time.ts';
import { budgetReading, type WatchedBudget } from './budget-reading.ts';

const now = Date.parse('2026-11-19T07:42:10Z');
const steps = (...list: [BudgetStep, number][]): WatchedBudget['steps'] =>
  list.map(([step, minutes]) => ({ step, at: now - minutes * minuteMs }));
const budget = (more: Partial<WatchedBudget> = {}): WatchedBudget => ({ budgetUsd: 40, spentUsd: 12, steps: [], ...more });

test.each<[string, Partial<WatchedBudget>, string]>([
  ['there is none', { budgetUsd: null, spentUsd: 900 }, 'holds'],
  ['nothing may be spent, which is as somebody wants it', { budgetUsd: 0, steps: steps(['nothing', 600]) }, 'holds'],
  ['nothing was held back yet', {}, 'holds'],
  ['what waits comes later', { steps: steps(['defer_normal', 600], ['usual', 900]) }, 'holds'],
  ['something was left out and is not any more', { steps: steps(['widen_idle', 5], ['screen_only', 600]) }, 'holds'],
  ['something is left out since a moment ago', { steps: steps(['one_statistic', 9], ['usual', 600]) }, 'unknown'],
  ['something is left out', { steps: steps(['one_statistic', 10], ['usual', 600]) }, 'broken'],
  ['it grew worse', { steps: steps(['nothing', 1], ['screen_only', 20]) }, 'broken'],
  ['it is just spent', { spentUsd: 40 }, 'holds'],
  ['more than it is spent', { spentUsd: 40.01 }, 'broken'],
])('%s', (_, more, verdict) => {
  expect(budgetReading(budget(more), now)).toMatchObject({
    ...{ subject: { account: '', region: '', kind: 'budget', name: 'monthly budget' }, verdict },
  });
});

test('it says how much of how much, since when, and what is left out', () => {
  const poor = steps(['screen_only', 30], ['one_statistic', 90], ['usual', 600]);
  expect(budgetReading(budget({ spentUsd: 39.2, steps: poor }), now)).toMatchObject({
    ...{ since: now - 90 * minuteMs, figure: '$39.20 of $40.00' },
    sentence: 'would not last, $39.20 of $40.00 so far: only what is on screen',
  });
  expect(budgetReading(budget({ spentUsd: 41 }), now)).toMatchObject({ since: null, sentence: 'is spent, $41.00 of $40.00' });
});
