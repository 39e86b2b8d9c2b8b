import { type BillingReading, usdPerMetric } from '../catalog/prices.ts';
import { type Pace, type Tier, usualPace } from '../catalog/tiers.ts';
import { type BudgetDecision, type Demand, paceUnderBudget } from '../metrics/budget.ts';
import { neverMs } from '../metrics/budget-steps.ts';
import { monthOf } from '../metrics/month.ts';
import { hourMs } from '../time.ts';

export type SpendMonth = {
  budgetUsd: (at: number) => number | null;
  /** The series that there are at an instant. */
  demandAt: (at: number) => Demand;
  fixedUsdPerHour: number;
  reading: BillingReading;
  from: number;
  tickMs: number;
  /** What the last so many ticks cost is not in the meter yet. */
  lagTicks: number;
  onTick?: (at: number, decision: BudgetDecision, spentUsd: number) => void;
};

const tiers = Object.keys(usualPace) as Tier[];

/** Lives through the rest of a month, each tier asked whole as soon as its wait is over. @returns US dollars spent, and at the usual pace */
export function spendMonth(month: SpendMonth): { spentUsd: number; usualUsd: number } {
  const { from, tickMs, reading, fixedUsdPerHour } = month;
  const end = monthOf(from).to;
  // Nothing can be asked more often than the ticks of the simulation.
  const usual = Object.fromEntries(tiers.map((tier) => [tier, Math.max(tickMs, usualPace[tier])])) as Pace;
  const askedAt: Partial<Record<Tier, number>> = {};
  const spent = [0];
  let usualUsd = 0;
  for (let now = from; now < end; now += tickMs) {
    const demand = month.demandAt(now);
    const spentUsd = spent.at(-1 - month.lagTicks) ?? 0;
    const ask = { budgetUsd: month.budgetUsd(now), spentUsd, now, usual, demand, fixedUsdPerHour, reading };
    const decision = paceUnderBudget(ask);
    const fixed = decision.step === 'nothing' ? 0 : (fixedUsdPerHour * tickMs) / hourMs;
    const asked = tiers.filter((tier) => decision.pace[tier] < neverMs && now >= (askedAt[tier] ?? 0) + decision.pace[tier]);
    for (const tier of asked) askedAt[tier] = now;
    spent.push((spent.at(-1) ?? 0) + fixed + asked.reduce((sum, tier) => sum + demand[tier][reading] * usdPerMetric, 0));
    usualUsd +=
      (fixedUsdPerHour * tickMs) / hourMs +
      tiers.reduce((sum, tier) => sum + (demand[tier][reading] * usdPerMetric * tickMs) / Math.max(tickMs, usualPace[tier]), 0);
    month.onTick?.(now, decision, spent.at(-1) ?? 0);
  }
  return { spentUsd: spent.at(-1) ?? 0, usualUsd };
}

/** So many metrics of each tier, with two statistics each. */
export const demandOf = (metrics: Readonly<Record<Tier, number>>): Demand =>
  Object.fromEntries(tiers.map((tier) => [tier, { metric: metrics[tier], statistic: 2 * metrics[tier] }])) as Record<
    Tier,
    Demand[Tier]
  >;
