import { type Billed, priceOf } from '#lib/catalog/prices.ts';
import { dayMs, floorTo } from '#lib/time.ts';
import type { CallRow } from './call.ts';

type Outcome = 'ok' | 'throttled' | 'failed';

/**
 * Calls of one operation on one day. `metrics` and `priceUsd` count five statistics of a metric as one, `statistics` and `priceEachUsd`
 * each by itself; prices at the list of lib/catalog/prices.
 */
type MeterEntry = {
  day: number;
  account: string;
  region: string;
  service: string;
  operation: string;
  calls: number;
  throttles: number;
  failures: number;
  metrics: number;
  statistics: number;
  priceUsd: number;
  priceEachUsd: number;
};

/** What a tally came to, as another process can hand it over. */
export type TallySum = { totals: TallyTotals; firstCalls: Record<string, number> };

type TallyTotals = {
  calls: number;
  retries: number;
  metrics: number;
  statistics: number;
  priceUsd: number;
  priceEachUsd: number;
};

/** Counts every attempt of one run, answered or not. */
export type Tally = {
  note(place: { account: string; region: string }, call: CallRow, attempt: Attempt): void;
  totals(): TallyTotals;
  /** Calls of one operation so far, retries apart. */
  firstCallsOf(operation: string): number;
  sum(): TallySum;
  /** Takes over what another process counted for the same run, and has metered itself. */
  add(other: TallySum): void;
  /** What was counted since the last drain, one entry per day and operation. */
  drain(): MeterEntry[];
  /** Takes back what was drained and could not be written down. */
  restore(entries: readonly MeterEntry[]): void;
};

type Attempt = { at: number; outcome: Outcome; isRetry: boolean; billed: Billed };

type Figures = Pick<TallyTotals, 'metrics' | 'statistics' | 'priceUsd' | 'priceEachUsd'>;
const nothing: Figures = { metrics: 0, statistics: 0, priceUsd: 0, priceEachUsd: 0 };
const figureNames = Object.keys(nothing) as (keyof Figures)[];

/** A refused request is not billed. */
const figuresOf = (call: string, { metric, statistic }: Billed, outcome: Outcome): Figures =>
  outcome === 'throttled'
    ? nothing
    : { metrics: metric, statistics: statistic, priceUsd: priceOf(call, metric), priceEachUsd: priceOf(call, statistic) };

export function createTally(): Tally {
  const sum: TallyTotals = { calls: 0, retries: 0, metrics: 0, statistics: 0, priceUsd: 0, priceEachUsd: 0 };
  const byOperation = new Map<string, number>();
  let pending = new Map<string, MeterEntry>();
  return {
    note({ account, region }, { service, operation }, { at, outcome, isRetry, billed }) {
      const day = floorTo(at, dayMs);
      const key = `${day} ${account} ${region} ${service} ${operation}`;
      const entry = pending.get(key) ?? {
        ...{ day, account, region, service, operation },
        ...{ calls: 0, throttles: 0, failures: 0, metrics: 0, statistics: 0, priceUsd: 0, priceEachUsd: 0 },
      };
      pending.set(key, entry);
      const of = figuresOf(`${service}.${operation}`, billed, outcome);
      entry.calls += 1;
      entry.throttles += outcome === 'throttled' ? 1 : 0;
      entry.failures += outcome === 'failed' ? 1 : 0;
      for (const figure of figureNames) entry[figure] += of[figure];
      if (!isRetry) byOperation.set(operation, (byOperation.get(operation) ?? 0) + 1);
      sum.calls += 1;
      sum.retries += isRetry ? 1 : 0;
      for (const figure of figureNames) sum[figure] += of[figure];
    },
    totals: () => ({ ...sum }),
    sum: () => ({ totals: { ...sum }, firstCalls: Object.fromEntries(byOperation) }),
    add({ totals, firstCalls }) {
      for (const figure of Object.keys(sum) as (keyof TallyTotals)[]) sum[figure] += totals[figure];
      for (const [operation, count] of Object.entries(firstCalls)) {
        byOperation.set(operation, (byOperation.get(operation) ?? 0) + count);
      }
    },
    firstCallsOf: (operation) => byOperation.get(operation) ?? 0,
    drain() {
      const drained = [...pending.values()];
      pending = new Map();
      return drained;
    },
    restore(entries) {
      for (const entry of entries) pending.set(`${Math.random()} ${entry.operation}`, entry);
    },
  };
}
