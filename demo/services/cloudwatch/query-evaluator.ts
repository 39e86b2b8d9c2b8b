import { validationError } from './errors.ts';
import { evaluate, type Series } from './math-evaluate.ts';
import {
  expressionFault,
  type MathQuery,
  type MetricDataRequest,
  type MetricQuery,
  type StatQuery,
} from './metric-data-request.ts';
import { periodsOf } from './periods.ts';
import type { PointReader } from './points.ts';

export type Point = { at: number; value: number };

/** The time series of a request's queries, each computed once however many expressions name it. */
export class QueryEvaluator {
  readonly #request: MetricDataRequest;
  readonly #reader: PointReader;
  readonly #now: number;
  readonly #hasMath: boolean;
  readonly #known = new Map<string, Series>();

  constructor(request: MetricDataRequest, reader: PointReader, now: number) {
    this.#request = request;
    this.#reader = reader;
    this.#now = now;
    this.#hasMath = request.queries.some(({ kind }) => kind === 'math');
  }

  /** Oldest first; what an expression makes of nothing (a division by zero) is no point. */
  points(query: MetricQuery): Point[] {
    const points: Point[] = [];
    // Most requests hold no expression, and each query's values are asked for once.
    const series = query.kind === 'stat' && !this.#hasMath ? this.#measurements(query) : this.#series(query);
    for (const [at, value] of series) if (Number.isFinite(value)) points.push({ at, value });
    return points;
  }

  #series(query: MetricQuery): Series {
    const known = this.#known.get(query.id);
    if (known) return known;
    const series = query.kind === 'stat' ? new Map(this.#measurements(query)) : this.#computed(query);
    this.#known.set(query.id, series);
    return series;
  }

  *#measurements(query: StatQuery): Generator<readonly [at: number, value: number]> {
    for (const { at, sample } of this.#reader.bins(query.metric, query.periodSeconds, query.unit)) {
      const value = query.statistic(sample);
      if (value !== undefined) yield [at, value];
    }
  }

  #computed({ id, term, periodSeconds }: MathQuery): Series {
    const { queries, startAt, endAt } = this.#request;
    const byId = new Map(queries.map((query) => [query.id, query]));
    try {
      const value = evaluate(term, {
        series: (name) => {
          const query = byId.get(name);
          return query ? this.#series(query) : new Map();
        },
        metrics: queries.filter((query) => query.kind === 'stat').map((query) => query.id),
        periodSeconds,
        instants: periodsOf({ startAt, endAt, periodSeconds, now: this.#now }).map(({ at }) => at),
      });
      if (value instanceof Map) return value;
      throw new RangeError(typeof value === 'number' ? 'a number is no time series' : 'an array is no single time series');
    } catch (error) {
      if (error instanceof RangeError) throw validationError(expressionFault(id, error));
      throw error;
    }
  }
}
