import { hourMs, minuteMs } from '#lib/time.ts';
import { streamOf } from '../../scenario/random.ts';
import type { Datum, MetricIdentity, MetricSource, Place, Scenario } from '../../scenario/types.ts';
import { DataCache, readerOf } from './data-cache.ts';
import { mergeData } from './distribution.ts';
import { arrived, settledAfterMs } from './late.ts';
import { type Period, periodsOf } from './periods.ts';

export type Bin = { at: number; sample: Datum };

type Window = { startAt: number; endAt: number; now: number };

/** The data of series, in periods; within one call each series is computed once per period, however many statistics ask. */
export class PointReader {
  readonly #scenario: Scenario;
  readonly #place: Place;
  readonly #window: Window;
  readonly #bins = new Map<string, readonly Bin[]>();
  readonly #sources = new Map<string, MetricSource | undefined>();

  constructor(scenario: Scenario, place: Place, window: Window) {
    this.#scenario = scenario;
    this.#place = place;
    this.#window = window;
  }

  /** Periods with data, oldest first. A unit other than the published one finds nothing: CloudWatch converts none. */
  bins(metric: MetricIdentity, periodSeconds: number, unit: string | undefined): readonly Bin[] {
    const key = seriesKey(this.#place, metric);
    const source = this.#sourceOf(key, metric);
    if (!source || (unit !== undefined && unit !== source.unit)) return [];
    const binsKey = `${periodSeconds}\n${key}`;
    const known = this.#bins.get(binsKey);
    if (known) return known;
    const bins = this.#compute(key, source, periodSeconds);
    this.#bins.set(binsKey, bins);
    return bins;
  }

  /** The unit that the series is published in. */
  unitOf(metric: MetricIdentity): string | undefined {
    return this.#sourceOf(seriesKey(this.#place, metric), metric)?.unit;
  }

  #sourceOf(key: string, metric: MetricIdentity): MetricSource | undefined {
    if (this.#sources.has(key)) return this.#sources.get(key);
    const source = findSource(this.#scenario, this.#place, metric);
    this.#sources.set(key, source);
    return source;
  }

  /** A long look back is asked for once; kept, it would push out what is asked for every minute. */
  #isCached(): boolean {
    return this.#window.endAt - this.#window.startAt <= maxCachedMs;
  }

  #compute(key: string, source: MetricSource, periodSeconds: number): Bin[] {
    const { now } = this.#window;
    const read = this.#isCached() ? cacheOf(this.#scenario).reader(key, source) : readerOf(source);
    const stream = streamOf(key);
    const settledBefore = Math.floor((now - settledAfterMs) / minuteMs);
    const minuteAt = (minute: number): Datum | undefined => {
      const datum = read(minute);
      return datum && minute >= settledBefore ? arrived(datum, { minute, now, stream }) : datum;
    };
    return periodsOf({ ...this.#window, periodSeconds }).flatMap((period) => {
      const sample = sampleOf(period, minuteAt);
      return sample ? [{ at: period.at, sample }] : [];
    });
  }
}

const maxCachedMs = 6 * hourMs;

function sampleOf(period: Period, minuteAt: (minute: number) => Datum | undefined): Datum | undefined {
  if (period.firstMinute === period.lastMinute) return minuteAt(period.firstMinute);
  const data: Datum[] = [];
  for (let minute = period.firstMinute; minute <= period.lastMinute; minute++) {
    const datum = minuteAt(minute);
    if (datum) data.push(datum);
  }
  return data.length === 0 ? undefined : mergeData(data);
}

/** The series of that identity, whichever part of the scenario publishes it. */
export function findSource(scenario: Scenario, place: Place, metric: MetricIdentity): MetricSource | undefined {
  for (const part of scenario.parts) {
    const source = part.findMetric(place, metric);
    if (source) return source;
  }
  return undefined;
}

/** Names a series across accounts and Regions; the order of dimensions means nothing. */
export function seriesKey(place: Place, metric: MetricIdentity): string {
  const dimensions = metric.dimensions.map(({ Name, Value }) => `${Name}=${Value}`).sort();
  return [place.account, place.region, metric.namespace, metric.metricName, ...dimensions].join('\n');
}

const caches = new WeakMap<Scenario, DataCache>();

function cacheOf(scenario: Scenario): DataCache {
  const cache = caches.get(scenario) ?? new DataCache();
  caches.set(scenario, cache);
  return cache;
}
