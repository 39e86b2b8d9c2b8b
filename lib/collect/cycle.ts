import type { Logger } from 'pino';
import type { Aws } from '#lib/aws/session.ts';
import type { Config } from '#lib/config.ts';
import type { Database } from '#lib/db.ts';
import type { Clock } from '#lib/time.ts';
import type { Collector, PlaceContext, RunReport } from './context.ts';
import { collectors } from './registry.ts';

export type Collecting = {
  config: Config;
  aws: Aws;
  db: Database;
  clock: Clock;
  log: Logger;
  signal: AbortSignal;
  boundMs?: number;
};

/** Every account in each of its Regions. */
export const placesOf = (collecting: Collecting): PlaceContext[] =>
  collecting.config.accounts.flatMap((account) => account.regions.map((region) => ({ ...collecting, account, region })));

/** Runs a collector where it is free to run; what another process is at is left to it. */
export type Guard = (collector: Collector, context: PlaceContext) => Promise<RunReport[] | null>;

const freely: Guard = (collector, context) => collector.collect(context);

/**
 * One pass of every collector over every place: what exists first, then its numbers and the rest beside each other.
 * @param onReport told of each run as it ends
 */
export async function collectCycle(
  collecting: Collecting,
  { guard = freely, onReport = () => {} }: { guard?: Guard; onReport?: (report: RunReport) => void } = {},
): Promise<RunReport[]> {
  const reports: RunReport[] = [];
  const pass = async (collector: Collector, context: PlaceContext): Promise<void> => {
    if (context.signal.aborted) return;
    for (const report of (await guard(collector, context)) ?? []) {
      reports.push(report);
      onReport(report);
    }
  };
  const [first, ...rest] = collectors;
  const places = await Promise.allSettled(
    placesOf(collecting).map(async (context) => {
      if (first) await pass(first, context);
      await settled(rest.map((collector) => pass(collector, context)));
    }),
  );
  // A lost database is told once all that was under way has ended.
  for (const place of places) if (place.status === 'rejected') throw place.reason;
  return reports;
}

async function settled(work: readonly Promise<void>[]): Promise<void> {
  for (const one of await Promise.allSettled(work)) if (one.status === 'rejected') throw one.reason;
}
