import type { Logger } from 'pino';
import type { Aws } from '#lib/aws/session.ts';
import { autoRegions, type Config } from '#lib/config.ts';
import type { Database } from '#lib/db.ts';
import type { Clock } from '#lib/time.ts';
import type { CollectedAccount } from './accounts/members.ts';
import type { Collector, PlaceContext, RunReport, Units } from './context.ts';
import { collectors } from './registry.ts';
import { runWithoutTime } from './told-time.ts';
import { sourcePlaces } from './trails/sources.ts';
import { trails } from './trails/trails.ts';

export type Collecting = {
  config: Config;
  aws: Aws;
  db: Database;
  clock: Clock;
  log: Logger;
  signal: AbortSignal;
  boundMs?: number;
  worker?: string;
  units?: Units;
};

/** Every account in each of its Regions: of the configuration, or those handed in (accounts/places has those that can be collected now). */
export const placesOf = (
  collecting: Collecting,
  accounts: readonly CollectedAccount[] = collecting.config.accounts,
): PlaceContext[] =>
  accounts.flatMap((account) =>
    account.regions.filter((region) => region !== autoRegions).map((region) => ({ ...collecting, account, region })),
  );

/** Runs a collector where it is free to run; what another process is at is left to it. */
export type Guard = (collector: Collector, context: PlaceContext) => Promise<RunReport[] | null>;

const freely: Guard = (collector, context) => collector.collect(context);

/**
 * One pass of every collector over every place: what exists first, then its numbers and the rest beside each other.
 * @param onReport told of each run as it ends
 */
export async function collectCycle(
  collecting: Collecting,
  {
    guard = freely,
    onReport = () => {},
    places = placesOf(collecting),
  }: { guard?: Guard; onReport?: (report: RunReport) => void; places?: readonly PlaceContext[] } = {},
): Promise<RunReport[]> {
  const reports: RunReport[] = [];
  const pass = async (collector: Collector, context: PlaceContext): Promise<void> => {
    if (context.signal.aborted) return;
    const unplanned = await runWithoutTime(context, collector.id);
    for (const report of unplanned ? [unplanned] : ((await guard(collector, context)) ?? [])) {
      reports.push(report);
      onReport(report);
    }
  };
  const [first, ...rest] = collectors;
  const passes = await Promise.allSettled([
    ...places.map(async (context) => {
      if (first) await pass(first, context);
      await settled(rest.map((collector) => pass(collector, context)));
    }),
    ...sourcePlaces(collecting).map((context) => pass(trails, context)),
  ]);
  // A lost database is told once all that was under way has ended.
  for (const one of passes) if (one.status === 'rejected') throw one.reason;
  return reports;
}

async function settled(work: readonly Promise<void>[]): Promise<void> {
  for (const one of await Promise.allSettled(work)) if (one.status === 'rejected') throw one.reason;
}
