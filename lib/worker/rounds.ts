import type { RunReport } from '#lib/collect/context.ts';
import type { Slot } from './schedule.ts';

/** What a pass came to: its runs, or null when it had to wait for another collector. */
export type Outcome = readonly Pick<RunReport, 'status' | 'counts'>[] | null;
export type Rounds = {
  /** Of these, what is to be done now. */
  due(slots: readonly Slot[]): Slot[];
  /** Nothing of the place is left to look at: its history can be filled for all of it. */
  isLookedAt(place: { account: string; region: string }): boolean;
  /** Call when a pass begins, and what it returns when it has ended. */
  begin(slot: Slot): (outcome: Outcome) => void;
};

type State = { isDone: boolean; round: number; tries: number; againAt: number };

const firstWaitMs = 2000;
const longestWaitMs = 60_000;
const slotKey = ({ collector, account, region }: Slot): string => `${collector} ${account} ${region}`;

const isFinished = (outcome: Outcome): boolean =>
  outcome?.every(({ status, counts }) => status === 'ok' && (counts.left ?? 0) === 0) ?? false;
const hasFailed = (outcome: Outcome): boolean => outcome?.some(({ status }) => status !== 'ok') ?? false;

/**
 * What is due where the clock stands still and nothing is ever overdue: every pass until it leaves nothing undone, those that build on
 * the inventory once more after that is complete. What fails is tried again after growing waits of wall time.
 */
export function createRounds(now: () => number = () => performance.now()): Rounds {
  const states = new Map<string, State>();
  const inventories = new Map<string, number>();
  const roundOf = ({ account, region }: { account: string; region: string }): number =>
    inventories.get(`${account} ${region}`) ?? 0;
  const isSettled = (slot: Slot, state: State): boolean =>
    state.isDone && (slot.collector === 'inventory' || state.round === roundOf(slot));

  return {
    due: (slots) =>
      slots.filter((slot) => {
        const state = states.get(slotKey(slot));
        return !state || (!isSettled(slot, state) && now() >= state.againAt);
      }),
    isLookedAt: (place) => roundOf(place) > 0,
    begin(slot) {
      const round = roundOf(slot);
      return (outcome) => {
        const tries = hasFailed(outcome) ? (states.get(slotKey(slot))?.tries ?? 0) + 1 : 0;
        const waitMs = Math.min(longestWaitMs, firstWaitMs * 2 ** tries);
        const isDone = isFinished(outcome);
        states.set(slotKey(slot), { isDone, round, tries, againAt: now() + waitMs });
        if (isDone && slot.collector === 'inventory') inventories.set(`${slot.account} ${slot.region}`, round + 1);
      };
    },
  };
}
