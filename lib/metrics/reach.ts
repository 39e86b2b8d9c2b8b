import { type Pace, tierRows } from '#lib/catalog/tiers.ts';
import { formatDuration } from '#lib/format.ts';
import { minuteMs } from '#lib/time.ts';
import { type BudgetStep, budgetSteps, neverMs } from './budget-steps.ts';
import type { GapEvidence, Span } from './gaps.ts';
import { common, windowRules } from './windows.ts';

/** What the ledger tells of one series. Epoch seconds, Infinity where there is no bound. */
export type SeriesReach = {
  id: number;
  /** Minutes that were answered, and those before and after its life, in which there is nothing to ask for. */
  settled: readonly Span[];
  askedTo: number | null;
  activeTo: number;
};

type Coverage = Pick<GapEvidence, 'coveredTo' | 'covered' | 'lateWhy'>;

/** Minutes beyond the usual reach of a place: what lags further behind waits for its own, slower turn. */
const lagSeconds = 60;

/** What the budget has collection wait for, as of an instant in epoch seconds. */
export type BudgetWait = { step: BudgetStep; pace: Pace; at: number };

/** How far a place was read; `budget`: where it makes collection poorer than usual. */
export type PlaceReach = Pick<Coverage, 'coveredTo' | 'covered'> & { budget?: BudgetWait | undefined };

/** So long behind is what is asked for as ever: its pace, what settles, and a pass. */
const usualLagSeconds = (tierRows.normal.everyMs + windowRules.settlesAfterMs + minuteMs) / 1000;

const budgetWhy = ({ step }: BudgetWait): string => `Budget: ${budgetSteps[step].words}`;

function idleWhy(coveredTo: number, budget: BudgetWait | undefined): string {
  const everyMs = budget?.pace.idle ?? tierRows.idle.everyMs;
  if (budget && everyMs === neverMs) return budgetWhy(budget);
  const next = new Date(coveredTo * 1000 + everyMs).toISOString().slice(11, 16);
  const wider = everyMs > tierRows.idle.everyMs ? ', longer than usual by the budget' : '';
  return `Idle: it had no data point for hours, so it is asked for every ${formatDuration(everyMs)}${wider}; next by about ${next} UTC, sooner if CloudWatch lists it as active.`;
}

/** Why what came after `coveredTo` (epoch seconds) was not asked for yet, where there is more to say than that it is late. */
function lateWhy(coveredTo: number, { coveredTo: usualTo, budget }: PlaceReach): string | undefined {
  if (usualTo !== null && coveredTo < usualTo - lagSeconds) return idleWhy(coveredTo, budget);
  return budget && coveredTo < budget.at - usualLagSeconds ? budgetWhy(budget) : undefined;
}

/**
 * How far several series together were read: a minute is covered where each of them was asked. What the ledger does not know (figures that are
 * looked at, not asked of CloudWatch) was read as far as its place.
 */
export function coverageOf(series: readonly SeriesReach[], place: PlaceReach): Coverage {
  const withWhy = (coverage: Coverage, to: number | null): Coverage => {
    const why = to === null ? undefined : lateWhy(to, place);
    return { ...coverage, ...(why === undefined ? {} : { lateWhy: why }) };
  };
  const { coveredTo: readTo, covered } = place;
  if (series.length === 0) return withWhy({ coveredTo: readTo, covered }, readTo);
  const open = series.filter((one) => one.askedTo === null || one.activeTo > one.askedTo);
  const ends = (open.length > 0 ? open : series).map((one) => one.askedTo ?? Number.NEGATIVE_INFINITY);
  const coveredTo = open.length > 0 ? Math.min(...ends) : Math.max(...ends, place.coveredTo ?? 0);
  if (coveredTo === Number.NEGATIVE_INFINITY) return { coveredTo: null, covered: [] };
  return withWhy({ coveredTo, covered: common(series.map(({ settled }) => settled)) }, coveredTo);
}
