import { type Billed, type BillingReading, usdPerMetric } from '#lib/catalog/prices.ts';
import { type Pace, type Tier, tierIds } from '#lib/catalog/tiers.ts';
import { hourMs, minuteMs } from '#lib/time.ts';
import { type BudgetStep, budgetStepIds, budgetSteps, neverMs, usualToleranceMs } from './budget-steps.ts';
import { monthOf } from './month.ts';

/** What one round of all series of a tier is billed, by either reading. */
export type Demand = Readonly<Record<Tier, Billed>>;

export type BudgetAsk = {
  /** US dollars a UTC calendar month; null: no budget. */
  budgetUsd: number | null;
  /** This month, as metered until now, by the same reading. */
  spentUsd: number;
  /** Epoch ms. */
  now: number;
  usual: Pace;
  demand: Demand;
  /** What is billed by the request whatever the pace: lists and alarms. */
  fixedUsdPerHour: number;
  reading: BillingReading;
  /** How long a watched series may wait by its rules; five minutes unless told. */
  toleranceMs?: number;
  /** Whether the asker can leave statistics out; false unless told. Only where each is billed by itself is it a step. */
  canDropStatistics?: boolean;
};

export type BudgetDecision = {
  step: BudgetStep;
  /** `neverMs`: not at all, and not what was never asked before either. */
  pace: Pace;
  statistics: 'all' | 'one';
  /** What the step means, for people. */
  words: string;
  /** What may still be spent this month, in US dollars; Infinity without a budget. No pass may ask for more. */
  leftUsd: number;
  /** What the rest of the month will cost at most: at this pace, and at the usual one. */
  plannedUsd: number;
  usualUsd: number;
};

/** Held back of a budget for what is under way when it is decided: calls in flight, other workers. */
const heldBackShare = 0.005;

/** `restMs`: until the month ends. */
type Dated = BudgetAsk & { restMs: number };
type State = Pick<BudgetDecision, 'pace' | 'statistics'>;

/** Rounds are counted whole and the one due now is among them, so that no plan outspends what is left. */
function costUsd(ask: Dated, { pace, statistics }: State): number {
  const { restMs } = ask;
  const reading = statistics === 'one' ? 'metric' : ask.reading;
  const rounds = tierIds.reduce((sum, tier) => sum + ask.demand[tier][reading] * Math.ceil(restMs / pace[tier]), 0);
  return rounds * usdPerMetric + fixedUsd(ask, pace);
}

/** Where nothing is asked for, lists and alarms are not either. */
const fixedUsd = ({ restMs, fixedUsdPerHour }: Dated, pace: Pace): number =>
  pace.screen >= neverMs ? 0 : (fixedUsdPerHour * restMs) / hourMs;

type Move = (typeof budgetSteps)[BudgetStep]['moves'][number];
type MoveOf<Kind extends Move['kind']> = Extract<Move, { kind: Kind }>;

const limitOf = (ask: BudgetAsk, { tier, upToMs }: MoveOf<'widen'>, { pace }: State): number =>
  Math.max(pace[tier], upToMs === 'tolerance' ? (ask.toleranceMs ?? usualToleranceMs) : upToMs);

/** The most that a move can do. */
const moves: { [Kind in Move['kind']]: (ask: BudgetAsk, move: MoveOf<Kind>, state: State) => State } = {
  widen: (ask, move, state) => ({ ...state, pace: { ...state.pace, [move.tier]: limitOf(ask, move, state) } }),
  one_statistic: ({ reading, canDropStatistics }, _, state) =>
    reading === 'statistic' && canDropStatistics ? { ...state, statistics: 'one' } : state,
  never: (_, { tiers }, state) => ({
    ...state,
    pace: { ...state.pace, ...Object.fromEntries(tiers.map((tier) => [tier, neverMs])) },
  }),
};

const moved = (ask: BudgetAsk, move: Move, state: State): State => moves[move.kind](ask, move as never, state);

/** The shortest wait of the tier, in whole minutes, at which the rest of the month fits. */
function leastWide(ask: BudgetAsk, { move, state, fits }: { move: MoveOf<'widen'>; state: State; fits: Fits }): State {
  const at = (everyMs: number): State => ({ ...state, pace: { ...state.pace, [move.tier]: everyMs } });
  let [tooShort, enough] = [state.pace[move.tier], limitOf(ask, move, state)];
  while (enough - tooShort > minuteMs) {
    const middle = tooShort + Math.ceil((enough - tooShort) / 2 / minuteMs) * minuteMs;
    if (middle >= enough) break;
    if (fits(at(middle))) enough = middle;
    else tooShort = middle;
  }
  return at(enough);
}

type Fits = (state: State) => boolean;

/**
 * How often each tier may be asked so that the rest of the UTC month fits what is left of the budget: the first of the declared steps
 * that fits, and of that no more than it takes. Nothing is remembered, so a budget changed in mid-month or a meter begun anew is simply
 * the next question; what is under way when it is asked is covered by what is held back.
 */
export function paceUnderBudget(asked: BudgetAsk): BudgetDecision {
  const ask = { ...asked, restMs: monthOf(asked.now).to - asked.now };
  const usual: State = { pace: ask.usual, statistics: 'all' };
  const leftUsd =
    ask.budgetUsd === null ? Number.POSITIVE_INFINITY : Math.max(0, ask.budgetUsd * (1 - heldBackShare) - ask.spentUsd);
  const told = (step: BudgetStep, state: State): BudgetDecision => ({
    step,
    ...state,
    words: budgetSteps[step].words,
    leftUsd,
    plannedUsd: costUsd(ask, state),
    usualUsd: costUsd(ask, usual),
  });
  // An amount of nothing is spent: without it, a budget of 0 would ask for what costs as long as there is nothing to ask.
  const fits: Fits = (state) => costUsd(ask, state) <= leftUsd && (leftUsd > 0 || state.pace.screen >= neverMs);
  let state = usual;
  for (const step of budgetStepIds) {
    for (const move of budgetSteps[step].moves) {
      const whole = moved(ask, move, state);
      if (fits(whole)) return told(step, move.kind === 'widen' ? leastWide(ask, { move, state, fits }) : whole);
      state = whole;
    }
    if (budgetSteps[step].moves.length === 0 && fits(state)) return told(step, state);
  }
  return told('nothing', state);
}
