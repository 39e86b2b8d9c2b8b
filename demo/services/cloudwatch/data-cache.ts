import { minuteMs } from '#lib/time.ts';
import type { Datum, MetricSource } from '../../scenario/types.ts';

type Hour = { data: (Datum | null | undefined)[]; size: number; isKept: boolean };

/** About 32 MB of observations: hours of every series of forty endpoints. */
const maxNumbers = 4_000_000;

/** Reads a series by the minute; what no part of its life covers, or holds no observation, is undefined. */
export const readerOf =
  (source: MetricSource) =>
  (minute: number): Datum | undefined => {
    const startMs = minute * minuteMs;
    if (startMs >= source.activeTo || startMs + minuteMs <= source.activeFrom) return undefined;
    const datum = source.datum(minute);
    return datum && datum.values.length > 0 ? datum : undefined;
  };

/** Keeps what was computed for a minute of a series, because every statistic asks for it again. Least used hours go first. */
export class DataCache {
  readonly #hours = new Map<string, Hour>();
  #numbers = 0;

  /** @param key names the series across accounts and Regions */
  reader(key: string, source: MetricSource): (minute: number) => Datum | undefined {
    const compute = readerOf(source);
    let at = Number.NaN;
    let hour: Hour = { data: [], size: 0, isKept: false };
    return (minute) => {
      if (at !== Math.floor(minute / 60)) {
        at = Math.floor(minute / 60);
        hour = this.#hourOf(`${key}\n${at}`);
      }
      const slot = minute % 60;
      const known = hour.data[slot];
      if (known !== undefined) return known ?? undefined;
      const datum = compute(minute);
      hour.data[slot] = datum ?? null;
      this.#grow(hour, datum ? 2 * datum.values.length : 1);
      return datum;
    };
  }

  #hourOf(key: string): Hour {
    const hour = this.#hours.get(key) ?? { data: new Array<Datum | null | undefined>(60).fill(undefined), size: 0, isKept: true };
    this.#hours.delete(key);
    this.#hours.set(key, hour);
    return hour;
  }

  #grow(hour: Hour, numbers: number): void {
    if (!hour.isKept) return;
    hour.size += numbers;
    this.#numbers += numbers;
    for (const [key, oldest] of this.#hours) {
      if (this.#numbers <= maxNumbers) return;
      this.#hours.delete(key);
      oldest.isKept = false;
      this.#numbers -= oldest.size;
    }
  }
}
