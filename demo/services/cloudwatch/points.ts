import { hourMs, minuteMs } from '#lib/time.ts';
import { streamOf } from '../../scenario/random.ts';
import type { Datum, MetricIdentity, MetricSource, Place, Scenario } from '../../scenario/types.ts';
import { DataCache, readerOf } from './data-cache.ts';
import { mergeData } from './distribution.ts';
import { arrived, latestMs, settledAfterMs } from './late.ts';
import { type Period, periodsOf } from './periods.ts';

export type Bin = { at: number; sample: Datum };

/** `late`: the share of minutes whose data comes later than usual. */
type Window = { startAt: number; endAt: number; now: number; late?: number };

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
    if (!source || (unit !== undefined && !source.unitAt && unit !== source.unit)) return [];
    const binsKey = `${periodSeconds}\n${key}\n${source.unitAt ? unit : ''}`;
    const known = this.#bins.get(binsKey);
    if (known) return known;
    const bins = this.#compute(source.unitAt ? `${key}\n${unit}` : key, onlyOf(source, unit), periodSeconds);
    this.#bins.set(binsKey, bins);
    return bins;
  }

  /** Every unit that the series was published in within the window. */
  unitsOf(metric: MetricIdentity): string[] {
    const source = this.#sourceOf(seriesKey(this.#place, metric), metric);
    if (!source?.unitAt) return source ? [source.unit] : [];
    const [first, last] = [this.#window.startAt, this.#window.endAt].map((at) => Math.floor(at / minuteMs));
    const units = new Set<string>();
    for (let minute = first ?? 0; minute <= (last ?? 0); minute++) units.add(source.unitAt(minute));
    return [...units];
  }

  #sourceOf(key: string, metric: MetricIdentity): MetricSource | undefined {
    if (this.#sources.has(key)) return this.#sources.get(key);
    const source = findSource(this.#scenario, this.#place, metric);
    this.#sources.set(key, source);
    return source;
  }

  /** A long look back is asked for once, and a window of a large fleet does not fit: kept, either would push out all that was. */
  #isCached(): boolean {
    const spanMs = this.#window.endAt - this.#window.startAt;
    return spanMs <= maxCachedMs && this.#scenario.scale.endpoints * (spanMs / minuteMs) <= maxCachedMinutes;
  }

  #compute(key: string, source: MetricSource, periodSeconds: number): Bin[] {
    const { now, late = 0 } = this.#window;
    const read = this.#isCached() ? cacheOf(this.#scenario).reader(key, source) : readerOf(source);
    const stream = streamOf(key);
    const settledBefore = Math.floor((now - (late > 0 ? latestMs : settledAfterMs)) / minuteMs);
    const minuteAt = (minute: number): Datum | undefined => {
      const datum = read(minute);
      return datum && minute >= settledBefore ? arrived(datum, { minute, now, stream, late }) : datum;
    };
    return periodsOf({ ...this.#window, periodSeconds }).flatMap((period) => {
      const sample = sampleOf(period, minuteAt);
      return sample ? [{ at: period.at, sample }] : [];
    });
  }
}

/** The minutes of a series that were published in a unit. */
function onlyOf(source: MetricSource, unit: string | undefined): MetricSource {
  const { unitAt } = source;
  if (!unitAt || unit === undefined) return source;
  return { ...source, datum: (minute) => (unitAt(minute) === unit ? source.datum(minute) : undefined) };
}

const maxCachedMs = 6 * hourMs;
/** Minutes of endpoints: what the cache's numbers are enough for, at some 170 a minute of each. */
const maxCachedMinutes = 23_000;

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
