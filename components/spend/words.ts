import { formatDuration, formatMoney } from '#lib/format.ts';
import { budgetSteps } from '#lib/metrics/budget-steps.ts';
import type { Spend } from '#lib/queries/spend.ts';
import { hourMs } from '#lib/time.ts';

/** "November 2026". */
const monthName = ({ month }: Spend): string =>
  new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(month.from);

/** The month in one sentence: how much of how much, and what that means now. */
export function spendSentence(spend: Spend): string {
  const { budgetUsd, reading, total } = spend;
  const spent = formatMoney(total[reading]);
  if (budgetUsd === null)
    return `${spent} so far in ${monthName(spend)}; trailwatch.yaml names no budget, so nothing is held back`;
  if (budgetUsd === 0) return `${spent} so far in ${monthName(spend)}; the budget is $0: nothing that costs is asked for`;
  return `${spent} of ${formatMoney(budgetUsd)} in ${monthName(spend)}, ${Math.round((100 * total[reading]) / budgetUsd)} %`;
}

/** What the month comes to, and how that is known. */
export function forecastWords({ forecast, reading, budgetUsd, month, now, total }: Spend): { figure: string; how: string } {
  if (forecast === null) {
    return { figure: 'cannot tell yet', how: 'A forecast needs ten minutes of live runs within a day.' };
  }
  const ahead = forecast[reading];
  const how = `Spent so far, and the live runs of the last ${formatDuration(forecast.hours * hourMs)} carried on for the ${formatDuration(month.to - now)} that remain.`;
  const isHeld = budgetUsd !== null && ahead > budgetUsd;
  return {
    figure: formatMoney(isHeld ? Math.max(budgetUsd, total[reading]) : ahead),
    how: isHeld ? `${how} That would be ${formatMoney(ahead)}; the budget holds it.` : how,
  };
}

/** The step that holds now, in its own words. */
export function stepWords({ steps, budgetUsd }: Spend): { label: string; words: string } {
  const [standing] = steps;
  if (!standing) {
    return budgetUsd === 0
      ? budgetSteps.nothing
      : { label: budgetSteps.usual.label, words: 'The budget has not held anything back yet.' };
  }
  return budgetSteps[standing.step];
}
