import { floorTo, hourMs } from '#lib/time.ts';
import { type HourState, hourStates, type TrailResult, verdictOf } from './verdicts.ts';

/** One hour of the strip (`at`: its start, epoch ms): the worst of what it holds, and how many files were verified and found faulty in it. */
export type TrailHour = { at: number; state: HourState; digests: HourCount; logs: HourCount };
type HourCount = { verified: number; faulty: number };

type Gathered = { states: Set<HourState>; digests: HourCount; logs: HourCount };

const worst = (states: ReadonlySet<HourState>): HourState => {
  // A backfill digest is how CloudTrail makes good for an hour that it delivered none of: it did log then.
  if (states.has('backfilled')) {
    return hourStates.find((state) => state !== 'never-delivered' && state !== 'off' && states.has(state)) ?? 'backfilled';
  }
  return hourStates.find((state) => states.has(state)) ?? 'unproved';
};

/** The hour state that a result stands for, or null where it says nothing of an hour. */
function stateOf(result: TrailResult): HourState | null {
  const { hour } = verdictOf(result);
  return result.of === 'digest' && result.isBackfill && hour === 'verified' ? 'backfilled' : hour;
}

/**
 * Gathers the results of one trail in one Region, in any order, to one state for each hour of a window (epoch ms). What lies outside is left
 * out: a file may bear any date that somebody gave it.
 */
export class TrailHours {
  readonly #hours = new Map<number, Gathered>();
  readonly #window: { from: number; to: number };

  constructor(window: { from: number; to: number }) {
    this.#window = window;
  }

  add(result: TrailResult): void {
    const state = stateOf(result);
    if (state === null) return;
    const last = Math.min(this.#window.to - 1, result.to > result.from ? result.to - 1 : result.from);
    for (let at = floorTo(Math.max(this.#window.from, result.from), hourMs); at <= last; at += hourMs) {
      const hour = this.#at(at);
      // A log file says something worse of its hour, or nothing: verified hours are those of their digests.
      if (result.of !== 'log' || verdictOf(result).isFault) hour.states.add(state);
      if (result.of !== 'period')
        hour[result.of === 'log' ? 'logs' : 'digests'][verdictOf(result).isFault ? 'faulty' : 'verified'] += 1;
    }
  }

  /** Every hour of the window, or from `from` on, also those of which nothing was found: nothing proves them. */
  list(from = this.#window.from): TrailHour[] {
    const { to } = this.#window;
    const hours: TrailHour[] = [];
    for (let at = floorTo(from, hourMs); at < to; at += hourMs) {
      const { states, ...counts } = this.#hours.get(at) ?? none();
      hours.push({ at, state: worst(states), ...counts });
    }
    return hours;
  }

  #at(at: number): Gathered {
    const known = this.#hours.get(at) ?? none();
    this.#hours.set(at, known);
    return known;
  }
}

const none = (): Gathered => ({
  states: new Set(),
  digests: { verified: 0, faulty: 0 },
  logs: { verified: 0, faulty: 0 },
});
