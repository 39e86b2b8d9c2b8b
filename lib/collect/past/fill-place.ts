import { usdPerMetric } from '#lib/catalog/prices.ts';
import { formatMoney } from '#lib/format.ts';
import { budgetSteps } from '#lib/metrics/budget-steps.ts';
import type { HistoryCall } from '#lib/metrics/history-calls.ts';
import { settledEnd } from '#lib/metrics/windows.ts';
import { findReach } from '#lib/store/coverage.ts';
import { alone, endFill, findRunningFill, type HistoryFill, type PlaceState, savePlaceState } from '#lib/store/history-fills.ts';
import { dayMs, minuteMs } from '#lib/time.ts';
import type { PlaceContext, RunContext, RunReport } from '../context.ts';
import { eachAtOnce } from '../each.ts';
import { mend } from '../metrics/mend.ts';
import { mayFill, standingPace } from '../pace.ts';
import { recordRun } from '../run.ts';
import { fetchPastCall } from './fetch-call.ts';
import { keepNeed, planFill, planStanding } from './plan-place.ts';

const placeOf = ({ account, region }: PlaceContext) => ({ account: account.id, region });

/** A pass gives way after so many calls: a stop, or another worker, need not wait for all of it. */
const callsAPass = 16;
const callsAtOnce = 2;
/** Live collection reads up to a few minutes ago; when it does not, it needs what there is of quotas. */
const lateAfterMs = 10 * minuteMs;
/** Clocks move while it goes on: what is asked may be so much more than what was approved, never more. */
const allowance = 1.05;

/** `besideLive`: live collection goes on at the same time, and must not be late for it. */
export type Filling = { besideLive: boolean };

/** Why the past has to wait in a place, in words that end "history waits: …"; null when it need not. */
async function whyWait(context: PlaceContext, { besideLive }: Filling): Promise<string | null> {
  const now = context.clock.now();
  const { step } = await standingPace(context);
  if (step !== 'usual')
    return `the budget of the month already holds live collection back (${budgetSteps[step].label.toLowerCase()})`;
  if (!besideLive) return null;
  const { lastTo } = await findReach(context.db, placeOf(context), new Date(now - dayMs));
  return settledEnd(now) - lastTo > lateAfterMs ? 'live collection is late, and goes first' : null;
}

/** Of calls, those that the budget leaves room for beside live collection. */
async function affordable(context: PlaceContext, calls: readonly HistoryCall[]): Promise<HistoryCall[]> {
  const { leftUsd, usualUsd } = await standingPace(context);
  const reading = context.config.budget?.reading ?? 'statistic';
  let spare = leftUsd - usualUsd;
  return calls.slice(0, callsAPass).filter(({ billed }) => {
    spare -= billed[reading] * usdPerMetric;
    return spare >= 0;
  });
}

/** Runs calls of the past as one run. What it reads it reads for some series alone: it tells nothing of how far the place was read. */
async function fetchCalls(context: PlaceContext, calls: readonly HistoryCall[], fill: HistoryFill | null): Promise<RunReport> {
  const window = {
    from: Math.min(...calls.map((call) => call.window.from)),
    to: Math.max(...calls.map((call) => call.window.to)),
  };
  const isWanted = async (): Promise<boolean> =>
    !context.signal.aborted && (fill === null || (await findRunningFill(context.db))?.id === fill.id);
  const report = await recordRun(context, { collector: 'metrics', purpose: 'backfill', window }, async (run: RunContext) => {
    run.count('between', 1);
    run.count('past', 1);
    await eachAtOnce(calls, callsAtOnce, async (call) => {
      if (await isWanted()) await fetchPastCall(run, call, fill?.id ?? null);
    });
  });
  await mend(context, report.runId);
  return report;
}

/** What is left of what was approved, in statistics asked for. */
const isWithin = (fill: HistoryFill, calls: readonly HistoryCall[]): boolean =>
  fill.doneStatistics + calls.reduce((sum, { billed }) => sum + billed.statistic, 0) <= fill.statistics * allowance;

type Pass = { report: RunReport | null; state: PlaceState };

async function fillOnce(context: PlaceContext, fill: HistoryFill, filling: Filling): Promise<Pass> {
  const wait = (reason: string): Pass => ({ report: null, state: { state: 'waiting', reason } });
  const why = await whyWait(context, filling);
  if (why !== null) return wait(why);
  const open = await planFill(context, fill);
  if (open === null) return wait('its first look is not over');
  if (open.calls.length === 0) {
    if (open.left === 'troubled') return wait('some calls got no answer, and are asked again in a while');
    if (open.left === 'nothing') return { report: null, state: { state: 'finished', reason: null } };
    return { report: null, state: { state: 'failed', reason: 'CloudWatch refused what is left; the runs list why' } };
  }
  const calls = await affordable(context, open.calls);
  if (calls.length === 0) {
    const { leftUsd, usualUsd } = await standingPace(context);
    return wait(
      `the budget leaves ${formatMoney(Math.max(0, leftUsd - usualUsd))} this month beside live collection, too little for the next call`,
    );
  }
  if (!isWithin(fill, calls)) {
    await endFill(context.db.pool, {
      ...{ state: 'stopped', at: new Date(context.clock.now()) },
      reason: 'What was approved has been asked for, and more is missing by now: approve the rest at its own price.',
    });
    return wait('what was approved has been asked for');
  }
  return { report: await fetchCalls(context, calls, fill), state: { state: 'filling', reason: null } };
}

/** Percentiles whose minutes are about to age out are asked for in longer points. @returns null when there are none, or no money for them */
async function askAgain(context: PlaceContext): Promise<RunReport | null> {
  if (!(await mayFill(context))) return null;
  const calls = (await planStanding(context)).slice(0, callsAPass);
  return calls.length === 0 ? null : fetchCalls(context, calls, null);
}

/** `isMore`: there is something to do at once. `null` of a pass: another process is at this place. */
export type PastPass = { reports: RunReport[]; isMore: boolean; state: PlaceState | null };

async function pass(context: PlaceContext, filling: Filling): Promise<PastPass> {
  const again = await askAgain(context);
  const fill = await findRunningFill(context.db);
  const reports = again ? [again] : [];
  if (fill === null) {
    await keepNeed(context);
    return { reports, isMore: again?.status === 'ok', state: null };
  }
  const { report, state } = await fillOnce(context, fill, filling);
  if ((await findRunningFill(context.db))?.id === fill.id) {
    await savePlaceState(context.db, fill.id, { ...placeOf(context), ...state, at: new Date(context.clock.now()) });
  }
  if (report === null) await keepNeed(context);
  return { reports: [...reports, ...(report ? [report] : [])], isMore: (report ?? again)?.status === 'ok', state };
}

/**
 * The next piece of the past of one place: what must be asked before it ages out, then of what somebody approved, newest first. With nothing
 * approved, what is missing is reckoned anew. @returns null while another process is at it
 */
export async function fillPast(context: PlaceContext, filling: Filling): Promise<PastPass | null> {
  const held = await alone(context.db, placeOf(context), () => pass(context, filling));
  return held?.done ?? null;
}
