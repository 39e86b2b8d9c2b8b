import { dayMs, hourMs } from '#lib/time.ts';
import { medianOf } from './anomaly-window.ts';

/** The last `size` slots of something, by their running number from 0; what was moved past without a word is `empty`. */
class SlotRing {
  readonly #values: Float64Array;
  readonly #empty: number;
  #slot = -1;

  constructor(size: number, empty: number) {
    this.#values = new Float64Array(size).fill(empty);
    this.#empty = empty;
  }

  moveTo(slot: number): void {
    const size = this.#values.length;
    for (let passed = Math.max(this.#slot + 1, slot - size + 1); passed <= slot; passed += 1) this.set(passed, this.#empty);
    this.#slot = slot;
  }

  at(slot: number): number {
    return slot < 0 ? this.#empty : (this.#values[slot % this.#values.length] ?? this.#empty);
  }

  set(slot: number, value: number): void {
    this.#values[slot % this.#values.length] = value;
  }
}

const daysAsked = 7;
/** One more than are asked for: the day that is being written. */
const daysKept = daysAsked + 1;

/**
 * What a series read at the same time of earlier days: its values by slot (epoch ms / periodMs, whole), and how low and high it went in each hour.
 * Memory: eight days of numbers, and 3 kB for the hours.
 */
export class Calendar {
  readonly #periodMs: number;
  readonly #slotsPerDay: number;
  readonly #values: SlotRing;
  readonly #lows = new SlotRing(daysKept * 24, Number.POSITIVE_INFINITY);
  readonly #highs = new SlotRing(daysKept * 24, Number.NEGATIVE_INFINITY);
  readonly #asked = new Float64Array(daysAsked);
  #slot = -1;
  #hour = -1;
  #low = Number.POSITIVE_INFINITY;
  #high = Number.NEGATIVE_INFINITY;

  constructor(periodMs: number) {
    this.#periodMs = periodMs;
    this.#slotsPerDay = Math.max(1, Math.round(dayMs / periodMs));
    this.#values = new SlotRing(this.#slotsPerDay * daysKept, Number.NaN);
  }

  /** How low it went on the days before, from the hour before this one to the hour after; infinite where nothing was read. */
  get low(): number {
    return this.#low;
  }

  /** How high it went then. */
  get high(): number {
    return this.#high;
  }

  /** Moves on to a slot, forgetting what is eight days older. */
  moveTo(slot: number): void {
    this.#slot = slot;
    this.#values.moveTo(slot);
    const hour = Math.floor((slot * this.#periodMs) / hourMs);
    if (hour === this.#hour) return;
    this.#hour = hour;
    this.#lows.moveTo(hour);
    this.#highs.moveTo(hour);
    this.#lookAround(hour);
  }

  /** Keeps what was read in the slot last moved to. */
  keep(value: number): void {
    this.#values.set(this.#slot, value);
    if (value < this.#lows.at(this.#hour)) this.#lows.set(this.#hour, value);
    if (value > this.#highs.at(this.#hour)) this.#highs.set(this.#hour, value);
  }

  /** The median of this time of day over the last week; NaN unless two of those days were read. */
  sameTimeOfDay(): number {
    let known = 0;
    for (let day = 1; day <= daysAsked; day += 1) known = this.#ask(this.#slot - day * this.#slotsPerDay, known);
    return known < 2 ? Number.NaN : medianOf(this.#asked, known);
  }

  /** The median of the three slots around this time a week ago; NaN where none of them was read. */
  sameTimeOfWeek(): number {
    const then = this.#slot - daysAsked * this.#slotsPerDay;
    let known = 0;
    for (let slot = then - 1; slot <= then + 1; slot += 1) known = this.#ask(slot, known);
    return medianOf(this.#asked, known);
  }

  #ask(slot: number, known: number): number {
    const value = this.#values.at(slot);
    if (Number.isNaN(value)) return known;
    this.#asked[known] = value;
    return known + 1;
  }

  #lookAround(hour: number): void {
    this.#low = Number.POSITIVE_INFINITY;
    this.#high = Number.NEGATIVE_INFINITY;
    for (let day = 1; day <= daysAsked; day += 1) {
      for (let then = hour - 24 * day - 1; then <= hour - 24 * day + 1; then += 1) {
        this.#low = Math.min(this.#low, this.#lows.at(then));
        this.#high = Math.max(this.#high, this.#highs.at(then));
      }
    }
  }
}
