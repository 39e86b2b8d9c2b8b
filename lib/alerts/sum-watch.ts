import { dayMs, floorTo, hourMs, minuteMs } from '#lib/time.ts';
import { spanStepMs } from './burn.ts';

/** Sums of one step each from `first` (epoch ms) on; what is older than so many is dropped. */
class Sums {
  readonly #stepMs: number;
  readonly #kept: number;
  #first = 0;
  #sums: number[] = [];

  constructor(stepMs: number, kept: number) {
    this.#stepMs = stepMs;
    this.#kept = kept;
  }

  /** What is before the oldest that is kept is left out. */
  add(at: number, value: number): void {
    const step = floorTo(at, this.#stepMs);
    if (this.#sums.length === 0) this.#first = step;
    const index = (step - this.#first) / this.#stepMs;
    if (index < 0) return;
    while (this.#sums.length <= index) this.#sums.push(0);
    this.#sums[index] = (this.#sums[index] ?? 0) + value;
    const extra = this.#sums.length - this.#kept;
    if (extra <= 0) return;
    this.#sums.splice(0, extra);
    this.#first += extra * this.#stepMs;
  }

  since(from: number): number {
    let sum = 0;
    for (let index = Math.max(0, (from - this.#first) / this.#stepMs); index < this.#sums.length; index += 1) {
      sum += this.#sums[index] ?? 0;
    }
    return sum;
  }
}

/** One more than the longest window of each step has, two days more for what is not whole. */
const kept: readonly (readonly [number, number])[] = [
  [5 * minuteMs, 12 * 12 + 1],
  [hourMs, 7 * 24 + 1],
  [dayMs, 92 + 2],
];

/** What is counted of a series so far back that it changes no more, in this process. What is forgotten is read anew from what is stored. */
export type SumWatch = {
  /** The end of what is held; null of a series that is not. */
  heldTo(id: number): number | null;
  /** Since when minutes are held, and how many of them had been read: more of them by now, and what is held is no longer true. */
  read(id: number): { from: number; minutes: number };
  /** Begins a series: sums of steps at their starts, oldest first, of what lies between. */
  begin(id: number, past: { from: number; to: number; sums: readonly PastSum[] }): void;
  /** Adds minutes from the end of what is held. */
  extend(id: number, minutes: readonly (number | null)[]): void;
  noteRead(id: number, minutes: number): void;
  /** What was counted from the beginning of a window to the end of what is held; `from` is a multiple of its step. */
  since(id: number, window: { from: number; stepMs: number }): number;
  forget(id: number): void;
  /** Forgets all other series. */
  keep(ids: ReadonlySet<number>): void;
};

/** `stepMs`: a day counts for days alone, an hour for hours and days, five minutes for all. */
export type PastSum = { at: number; stepMs: number; value: number };

/** What is no count is left out. */
export const countOf = (value: number | null): number => (value !== null && Number.isFinite(value) && value > 0 ? value : 0);

const totalOf = (minutes: readonly (number | null)[]): number => minutes.reduce<number>((sum, value) => sum + countOf(value), 0);

type Held = { from: number; to: number; read: number; bySteps: ReadonlyMap<number, Sums> };

export function createSumWatch(): SumWatch {
  const held = new Map<number, Held>();
  const add = ({ bySteps }: Held, { at, stepMs, value }: PastSum): void => {
    for (const [step, sums] of bySteps) if (step >= stepMs) sums.add(at, value);
  };
  return {
    heldTo: (id) => held.get(id)?.to ?? null,
    read(id) {
      const { from = 0, read: minutes = 0 } = held.get(id) ?? {};
      return { from, minutes };
    },
    begin(id, { from, to, sums }) {
      const bySteps = new Map(kept.map(([stepMs, many]) => [stepMs, new Sums(stepMs, many)]));
      const one: Held = { from, to, read: 0, bySteps };
      for (const sum of sums) add(one, sum);
      held.set(id, one);
    },
    extend(id, minutes) {
      const one = held.get(id);
      if (!one) return;
      const stepMs = spanStepMs(61);
      const size = stepMs / minuteMs;
      for (let minute = 0; minute < minutes.length; minute += size) {
        const value = totalOf(minutes.slice(minute, minute + size));
        add(one, { at: one.to + minute * minuteMs, stepMs, value });
      }
      one.to += minutes.length * minuteMs;
    },
    noteRead(id, minutes) {
      const one = held.get(id);
      if (one) one.read = minutes;
    },
    since: (id, { from, stepMs }) => held.get(id)?.bySteps.get(stepMs)?.since(from) ?? 0,
    forget: (id) => void held.delete(id),
    keep(ids) {
      for (const id of held.keys()) if (!ids.has(id)) held.delete(id);
    },
  };
}
