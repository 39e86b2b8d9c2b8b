import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { usualPace } from '#lib/catalog/tiers.ts';
import { demandOf, type SpendMonth, spendMonth } from '#lib/testing/spend-month.ts';
import '#lib/testing/properties.ts';
import { dayMs, hourMs, minuteMs } from '#lib/time.ts';
import { paceUnderBudget } from './budget.ts';
import { budgetStepIds, budgetSteps, neverMs } from './budget-steps.ts';
import { monthOf } from './month.ts';

const from = Date.parse('2026-11-01T00:00:00Z');
const fleet = demandOf({ screen: 0, watched: 2000, normal: 20_000, idle: 80_000 });
const ask = { spentUsd: 0, now: from, usual: usualPace, demand: fleet, fixedUsdPerHour: 0.01, reading: 'metric' } as const;

test.each([
  ['2026-11-30T23:59:59.999Z', '2026-11-01', '2026-12-01'],
  ['2026-12-31T23:00:00-02:00', '2027-01-01', '2027-02-01'],
  ['2028-02-29T12:00:00Z', '2028-02-01', '2028-03-01'],
])('%s is of the month from %s to %s', (at, first, next) => {
  expect(monthOf(Date.parse(at))).toEqual({ from: Date.parse(first), to: Date.parse(next) });
});

describe('steps', () => {
  test.each([
    [null, 'usual', {}],
    [100_000, 'usual', {}],
    [2700, 'widen_normal', { normal: 6 * minuteMs, idle: 60 * minuteMs }],
    [1500, 'widen_normal', { normal: 19 * minuteMs }],
    [1100, 'widen_idle', { normal: 60 * minuteMs, idle: 68 * minuteMs, watched: 2 * minuteMs }],
    [700, 'widen_watched', { normal: 60 * minuteMs, idle: 180 * minuteMs, watched: 3 * minuteMs }],
    [500, 'sample_idle', { watched: 5 * minuteMs, normal: 60 * minuteMs, idle: 200 * minuteMs }],
    [250, 'defer_normal', { watched: 5 * minuteMs, idle: dayMs, normal: 194 * minuteMs }],
    [100, 'screen_only', { watched: neverMs, normal: neverMs, screen: minuteMs }],
    [5, 'nothing', { screen: neverMs }],
    [0, 'nothing', { screen: neverMs }],
  ])('a budget of %s: %s', (budgetUsd, step, pace) => {
    const decision = paceUnderBudget({ ...ask, budgetUsd });
    expect(decision).toMatchObject({ step, pace });
    expect(decision.plannedUsd).toBeLessThanOrEqual(decision.leftUsd);
    expect(decision.words).toBe(budgetSteps[decision.step].words);
  });

  test('statistics are dropped only where each is billed by itself, and only by who can', () => {
    const stepOf = (more: object) => paceUnderBudget({ ...ask, budgetUsd: 250, reading: 'statistic', ...more });
    expect(stepOf({ canDropStatistics: true })).toMatchObject({ step: 'one_statistic', statistics: 'one' });
    expect(stepOf({})).toMatchObject({ step: 'screen_only', statistics: 'all' });
    expect(stepOf({ canDropStatistics: true, reading: 'metric' })).toMatchObject({ step: 'defer_normal', statistics: 'all' });
  });

  test('a budget of 0 asks nothing even of an account that holds nothing yet', () => {
    const nothing = demandOf({ screen: 0, watched: 0, normal: 0, idle: 0 });
    expect(paceUnderBudget({ ...ask, budgetUsd: 0, demand: nothing, fixedUsdPerHour: 0 }).step).toBe('nothing');
    expect(paceUnderBudget({ ...ask, budgetUsd: 1, demand: nothing, fixedUsdPerHour: 0 }).step).toBe('usual');
  });

  test('less budget never asks more often, and never a milder step', () => {
    const amounts = fc.double({ min: 0, max: 4000, noNaN: true });
    fc.assert(
      fc.property(amounts, amounts, fc.integer({ min: 0, max: 30 * 24 * 60 - 1 }), (a, b, minute) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)].map((budgetUsd) =>
          paceUnderBudget({ ...ask, budgetUsd, now: from + minute * minuteMs }),
        );
        if (!less || !more) return;
        expect(budgetStepIds.indexOf(less.step)).toBeGreaterThanOrEqual(budgetStepIds.indexOf(more.step));
        expect(less.plannedUsd).toBeLessThanOrEqual(less.leftUsd);
      }),
    );
  });
});

const count = (max: number) => fc.integer({ min: 0, max });
const sizes = fc.record({ screen: count(200), watched: count(20_000), normal: count(100_000), idle: count(400_000) });
/** A load, and spikes of it: from which hour, for how many, how many times as much. */
const load = fc.record({
  size: sizes,
  spikes: fc.array(fc.tuple(fc.integer({ min: 0, max: 719 }), fc.integer({ min: 1, max: 48 }), fc.integer({ min: 0, max: 20 })), {
    maxLength: 4,
  }),
});
const demandUnder = ({ size, spikes }: typeof load extends fc.Arbitrary<infer Load> ? Load : never): SpendMonth['demandAt'] => {
  const forms = new Map<number, ReturnType<typeof demandOf>>();
  return (at) => {
    const hour = (at - from) / hourMs;
    const times = spikes.reduce((all, [begin, hours, by]) => (hour >= begin && hour < begin + hours ? all * by : all), 1);
    const { screen, watched, normal, idle } = size;
    const made =
      forms.get(times) ??
      demandOf({ screen: screen * times, watched: watched * times, normal: normal * times, idle: idle * times });
    forms.set(times, made);
    return made;
  };
};
const month = { fixedUsdPerHour: 0.02, from, tickMs: 10 * minuteMs, lagTicks: 0 } as const;
const readings = fc.constantFrom('metric', 'statistic');

describe('over a month', () => {
  test('no load, however it jumps, spends more than the budget by 1 %', () => {
    fc.assert(
      fc.property(load, fc.double({ min: 0, max: 3000, noNaN: true }), readings, (loads, budgetUsd, reading) => {
        const { spentUsd } = spendMonth({ ...month, reading, budgetUsd: () => budgetUsd, demandAt: demandUnder(loads) });
        expect(spentUsd).toBeLessThanOrEqual(budgetUsd * 1.01);
      }),
      { numRuns: 40 },
    );
  });

  test('a steady load spends what it wants or what there is, but for a round of it and what is held back', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 3000 }), readings, (size, budgetUsd, reading) => {
        const demand = demandOf(size);
        const { spentUsd, usualUsd } = spendMonth({ ...month, reading, budgetUsd: () => budgetUsd, demandAt: () => demand });
        const round = Object.values(demand).reduce((sum, tier) => sum + tier[reading], 0) / 100_000;
        expect(spentUsd).toBeGreaterThanOrEqual(Math.min(usualUsd, budgetUsd * 0.995) * 0.99 - round);
      }),
      { numRuns: 40 },
    );
  });

  test('a budget changed in mid-month holds from then on, and a meter begun anew counts from its beginning', () => {
    const half = from + 15 * dayMs;
    const steady = { ...month, reading: 'metric', demandAt: () => fleet } as const;
    const rich = spendMonth({ ...steady, budgetUsd: (at) => (at < half ? 1000 : 1200) }).spentUsd;
    expect(rich).toBeGreaterThan(1180);
    expect(rich).toBeLessThanOrEqual(1212);
    let atHalf = 0;
    const poor = spendMonth({
      ...steady,
      budgetUsd: (at) => (at < half ? 1000 : 100),
      onTick: (at, _, spentUsd) => {
        if (at < half) atHalf = spentUsd;
      },
    }).spentUsd;
    expect(atHalf).toBeGreaterThan(450);
    expect(poor).toBe(atHalf);
    expect(spendMonth({ ...steady, from: half, budgetUsd: () => 1000 }).spentUsd).toBeLessThanOrEqual(1010);
  });
});
