import { formatMoney } from '#lib/format.ts';
import { type BudgetStep, budgetStepIds, budgetSteps } from '#lib/metrics/budget-steps.ts';
import { minuteMs } from '#lib/time.ts';
import type { Reading } from './reading.ts';

/** The first step that leaves out what would have been read, not only later. */
const firstPoor = budgetStepIds.indexOf('one_statistic');
const isPoor = (step: BudgetStep): boolean => budgetStepIds.indexOf(step) >= firstPoor;
/** Around a boundary steps change with every pass. */
const poorForMs = 10 * minuteMs;

/** The month's money, and the steps of its budget, the newest first. */
export type WatchedBudget = { budgetUsd: number | null; spentUsd: number; steps: readonly { at: number; step: BudgetStep }[] };

/** Since when the budget leaves something out; null while it does not. */
function poorSince(steps: WatchedBudget['steps']): number | null {
  const end = steps.findIndex(({ step }) => !isPoor(step));
  return steps.slice(0, end < 0 ? steps.length : end).at(-1)?.at ?? null;
}

/** Whether the month's budget is spent, or leaves out what would else be read; a budget of nothing is as somebody wants it. */
export function budgetReading({ budgetUsd, spentUsd, steps }: WatchedBudget, now: number): Reading {
  const about = { rule: 'collection_over_budget', subject: { account: '', region: '', kind: 'budget', name: 'monthly budget' } };
  if (budgetUsd === null || budgetUsd === 0) return { ...about, verdict: 'holds' };
  const since = poorSince(steps);
  const isSpent = spentUsd > budgetUsd;
  if (since === null && !isSpent) return { ...about, verdict: 'holds' };
  if (!isSpent && since !== null && now - since < poorForMs) return { ...about, verdict: 'unknown' };
  const figure = `${formatMoney(spentUsd)} of ${formatMoney(budgetUsd)}`;
  const [standing] = steps;
  const held = since === null || !standing ? '' : `: ${budgetSteps[standing.step].label.toLowerCase()}`;
  const sentence = isSpent ? `is spent, ${figure}${held}` : `would not last, ${figure} so far${held}`;
  return { ...about, verdict: 'broken', since, sentence, figure };
}
