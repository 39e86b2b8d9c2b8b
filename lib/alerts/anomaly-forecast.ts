import { dayMs, hourMs } from '#lib/time.ts';
import { Baseline } from './anomaly-baseline.ts';
import type { Calendar } from './anomaly-calendar.ts';
import type { ReachTerms } from './anomaly-reach.ts';
import { MedianWindow } from './anomaly-window.ts';

/** A season is believed where it misses by so much less than the recent level does. */
const clearlyBetter = 0.6;

/** What is expected of the next value: the median of the last three hours, or a season where that has told the last day clearly better. */
export class Forecast {
  readonly #calendar: Calendar;
  readonly #lastHours: MedianWindow;
  readonly #lastDay: MedianWindow;
  readonly #recent: Baseline;
  readonly #daily: Baseline;
  readonly #weekly: Baseline;

  constructor(calendar: Calendar, terms: ReachTerms, pointsIn: (durationMs: number) => number) {
    const sizes = { run: pointsIn(hourMs / 2), day: pointsIn(dayMs) };
    this.#calendar = calendar;
    this.#lastHours = new MedianWindow(pointsIn(3 * hourMs));
    this.#lastDay = new MedianWindow(sizes.day);
    this.#recent = new Baseline(terms, sizes);
    this.#daily = new Baseline(terms, sizes);
    this.#weekly = new Baseline(terms, sizes);
  }

  /** The median of the last three hours; NaN until so much was read. */
  get level(): number {
    return this.#recent.expected;
  }

  /** Tells the value of the slot that the calendar stands at. @returns the baseline that is believed */
  tell(): Baseline {
    const ofDay = this.#calendar.sameTimeOfDay();
    const ofWeek = this.#calendar.sameTimeOfWeek();
    this.#recent.tell(this.#lastHours.isFull ? this.#lastHours.median : Number.NaN, this.#lastDay.median);
    this.#daily.tell(ofDay, ofDay);
    this.#weekly.tell(ofWeek, ofWeek);
    const season = this.#weekly.error < this.#daily.error ? this.#weekly : this.#daily;
    return season.error < clearlyBetter * this.#recent.error ? season : this.#recent;
  }

  /** Has every baseline judge the value that was told, and learn it; `finest`: what is no miss. */
  read(value: number, finest: number): void {
    this.#recent.read(value, finest);
    this.#daily.read(value, finest);
    this.#weekly.read(value, finest);
    this.#lastHours.add(value);
    this.#lastDay.add(value);
  }
}
