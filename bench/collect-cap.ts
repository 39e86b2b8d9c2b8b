import { usualPace } from '../lib/catalog/tiers.ts';
import { demandOf, spendMonth } from '../lib/testing/spend-month.ts';
import { hourMs, minuteMs } from '../lib/time.ts';
import { atMost, beside, type Figure } from './figure.ts';

const from = Date.parse('2026-11-01T00:00:00Z');
const months = 10;

/** Mulberry32: the same loads on every machine. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A fleet of 10,000 endpoints in which, at some hours, up to ten times as much is on screen, watched and awake. */
function loadOf(random: () => number) {
  const spikes = Array.from({ length: 6 }, () => ({
    begin: Math.floor(random() * 720),
    hours: 1 + Math.floor(random() * 24),
    times: 1 + random() * 9,
  }));
  const hourly = Array.from({ length: 720 }, (_, hour) => {
    const times = spikes.reduce((all, one) => (hour >= one.begin && hour < one.begin + one.hours ? all * one.times : all), 1);
    const awake = Math.min(50_000, Math.round(10_000 * times));
    const watched = Math.min(20_000, Math.round(2000 * times));
    return demandOf({ screen: Math.round(12 * times), watched, normal: awake, idle: 60_000 - awake });
  });
  const last = demandOf(Object.assign({}, ...Object.keys(usualPace).map((tier) => ({ [tier]: 0 }))));
  return (at: number) => hourly[Math.floor((at - from) / hourMs)] ?? last;
}

/** The worst that a month of random load spends beyond its budget, lived minute by minute with a meter that is a minute late. */
export async function measureCap(): Promise<Figure[]> {
  const random = randomFrom(20261119);
  const results = Array.from({ length: months }, () => {
    const budgetUsd = 50 + Math.round(random() * 1450);
    const steady = { fixedUsdPerHour: 0.02, reading: 'statistic', from, tickMs: minuteMs, lagTicks: 1 } as const;
    const { spentUsd, usualUsd } = spendMonth({ ...steady, budgetUsd: () => budgetUsd, demandAt: loadOf(random) });
    return { over: 100 * (spentUsd / budgetUsd - 1), used: (100 * spentUsd) / Math.min(budgetUsd, usualUsd) };
  });
  return [
    atMost('budget of a month: worst overshoot', Math.max(0, ...results.map(({ over }) => over)), '%', 1),
    beside('budget of a month: least used of what there was', Math.min(...results.map(({ used }) => used)), '%'),
  ];
}
