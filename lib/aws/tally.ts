import { priceOf } from '#lib/catalog/prices.ts';
import { dayMs, floorTo } from '#lib/time.ts';
import type { CallRow } from './call.ts';

type Outcome = 'ok' | 'throttled' | 'failed';

/** Calls of one operation on one day; `priceUsd` at the list prices of lib/catalog/prices. */
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
  priceUsd: number;
};

type TallyTotals = { calls: number; retries: number; metrics: number; priceUsd: number };

/** Counts every attempt of one run, answered or not. */
export type Tally = {
  note(place: { account: string; region: string }, call: CallRow, attempt: Attempt): void;
  totals(): TallyTotals;
  /** Calls of one operation so far, retries apart. */
  firstCallsOf(operation: string): number;
  /** What was counted since the last drain, one entry per day and operation. */
  drain(): MeterEntry[];
  /** Takes back what was drained and could not be written down. */
  restore(entries: readonly MeterEntry[]): void;
};

type Attempt = { at: number; outcome: Outcome; isRetry: boolean; metrics: number };

export function createTally(): Tally {
  const sum: TallyTotals = { calls: 0, retries: 0, metrics: 0, priceUsd: 0 };
  const byOperation = new Map<string, number>();
  let pending = new Map<string, MeterEntry>();
  return {
    note({ account, region }, { service, operation }, { at, outcome, isRetry, metrics }) {
      const day = floorTo(at, dayMs);
      const key = `${day} ${account} ${region} ${service} ${operation}`;
      const entry = pending.get(key) ?? {
        ...{ day, account, region, service, operation },
        ...{ calls: 0, throttles: 0, failures: 0, metrics: 0, priceUsd: 0 },
      };
      pending.set(key, entry);
      // A refused request is not billed.
      const billed = outcome === 'throttled' ? 0 : metrics;
      const price = outcome === 'throttled' ? 0 : priceOf(`${service}.${operation}`, metrics);
      entry.calls += 1;
      entry.throttles += outcome === 'throttled' ? 1 : 0;
      entry.failures += outcome === 'failed' ? 1 : 0;
      entry.metrics += billed;
      entry.priceUsd += price;
      if (!isRetry) byOperation.set(operation, (byOperation.get(operation) ?? 0) + 1);
      sum.calls += 1;
      sum.retries += isRetry ? 1 : 0;
      sum.metrics += billed;
      sum.priceUsd += price;
    },
    totals: () => ({ ...sum }),
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
