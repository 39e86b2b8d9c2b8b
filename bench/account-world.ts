import { parse, stringify } from 'yaml';
import { demoConfig } from '#demo/config-file.ts';
import { rollOf } from '#demo/scenario/fleet/roll.ts';
import { isAt } from '#demo/scenario/floor/setting.ts';
import type { Place, Scale, Scenario } from '#demo/scenario/types.ts';
import { startAccount } from '#demo/testing/account.ts';
import { alarms } from '#lib/collect/alarms.ts';
import { audit } from '#lib/collect/audit.ts';
import type { Collector, PlaceContext } from '#lib/collect/context.ts';
import { placesOf } from '#lib/collect/cycle.ts';
import { inventory } from '#lib/collect/inventory/inventory.ts';
import { metrics } from '#lib/collect/metrics/metrics.ts';
import { scaling } from '#lib/collect/scaling.ts';
import { collectingWith } from '#lib/collect/testing/collecting.ts';
import { workforce } from '#lib/collect/workforce.ts';
import type { Database } from '#lib/db.ts';
import { dayMs, minuteMs } from '#lib/time.ts';
import { createAlertJudge } from '#lib/worker/alerts.ts';
import { floorCauses } from './account-floor.ts';
import { type Cause, dueAt, fleetCauses, type Must } from './account-incidents.ts';

/** A demo account of a seed, looked at from a moment on: of each kind of incident in `kinds`, or of all, the first that begins after it. */
export type WorldPlan = { seed: string; from: number; kinds?: readonly string[] };
type Watch = Place & { from: number; to: number };
export type World = { scenario: Scenario; causes: readonly Cause[]; watches: readonly Watch[]; now: number };

/** So long before the fact a place is looked at, and so long after somebody must be told. */
const leadMs = 4 * minuteMs;
const tailMs = 2 * minuteMs;
/** Within so long each kind of incident begins once, and each job that can fail has failed. */
const reachMs = 1.5 * dayMs;
/** CloudTrail's events are all there by then. */
const eventsMs = 12 * minuteMs;
const scale: Scale = { endpoints: 40, isCalm: true };

/** What is read as often as the worker does, and what only tells why: often enough for that. */
const usual: readonly [Collector, number][] = [
  [inventory, 2],
  [metrics, 1],
  [workforce, 2],
  [alarms, 10],
  [scaling, 5],
  [audit, 5],
];

/** The demo's trailwatch.yaml without buckets, other accounts and a budget, and with somebody who is told of everything. */
function configOfAll(): string {
  const { organization: _, audit: __, budget: ___, ...whole } = parse(demoConfig()) as Record<string, unknown>;
  const hook = { id: 'hook', kind: 'webhook', url: 'https://hooks.example/x', secret: 'a secret of sixteen' };
  return stringify({ ...whole, alerts: { url: 'https://trailwatch.example', channels: [hook] } });
}

export const watchedFrom = ({ factAt }: Must): number => factAt - leadMs;
export const watchedTo = (must: Must): number => dueAt(must) + tailMs;

/** The first occurrence of each kind that something must be told of: its whole stretch in its place. */
function watchesOf(causes: readonly Cause[], { from, kinds }: WorldPlan): Watch[] {
  const begun = causes.filter(({ must, what }) => must.length > 0 && (kinds?.includes(what) ?? true));
  const later = begun.filter(({ must }) => must.every((one) => watchedFrom(one) >= from));
  const first = [...Map.groupBy(later, ({ what }) => what).values()].map((all) =>
    all.reduce((least, one) => (one.from < least.from ? one : least)),
  );
  return first.map(({ account, region, must }) => ({
    ...{ account, region },
    from: Math.min(...must.map(watchedFrom)),
    to: Math.max(...must.map(watchedTo)),
  }));
}

/** Whether a place was watched throughout. */
export const isWatched = (watches: readonly Watch[], place: Place, { from, to }: { from: number; to: number }): boolean => {
  const here = watches.filter((one) => isAt(one, place)).toSorted((a, b) => a.from - b.from);
  let reached = from;
  for (const one of here) if (one.from <= reached && one.to > reached) reached = one.to;
  return reached >= to;
};

/** Every minute at which some place is watched, and a last look at the events of each. */
function minutesOf(watches: readonly Watch[]): number[] {
  const minutes = new Set<number>();
  for (const { from, to } of watches) {
    for (let at = Math.floor(from / minuteMs) * minuteMs; at <= to; at += minuteMs) minutes.add(at);
    minutes.add(Math.floor((to + eventsMs) / minuteMs) * minuteMs);
  }
  return [...minutes].sort((a, b) => a - b);
}

/**
 * Lives through the incidents by a clock of its own: the demo account answers over HTTP, the product's collectors ask it, and alerts are judged
 * every minute. Between incidents nobody looks.
 * @param db the worker's
 */
export async function liveThrough(db: Database, plan: WorldPlan): Promise<World> {
  const specs = rollOf(scale, plan.seed).all;
  const to = plan.from + reachMs;
  const causes = [...fleetCauses(specs, plan.from - dayMs, to), ...floorCauses(plan.seed, plan.from - dayMs, to)];
  const watches = watchesOf(causes, plan);
  let now = plan.from;
  const clock = { now: () => now, speed: 0 };
  const account = await startAccount({ seed: plan.seed, clock, ...scale });
  const collecting = collectingWith({ configText: configOfAll(), environment: account.environment, db, clock });
  const contexts = placesOf(collecting);
  const judge = createAlertJudge(collecting);
  const pass = async (context: PlaceContext, minute: number): Promise<void> => {
    const place = { account: context.account.id, region: context.region };
    const here = watches.filter((one) => isAt(one, place));
    const isEntered = here.some(({ from }) => minute - from < minuteMs && minute - from > -minuteMs);
    if (here.some((one) => minute >= one.from - minuteMs && minute <= one.to)) {
      for (const [collector, every] of usual)
        if (isEntered || (minute / minuteMs) % every === 0) await collector.collect(context);
    } else if (here.some((one) => minute - one.to > 0 && minute - one.to <= eventsMs)) {
      for (const collector of [scaling, alarms, audit]) await collector.collect(context);
    }
  };
  for (const minute of minutesOf(watches)) {
    // Some seconds past the minute, as a worker's pass is.
    now = minute + 20_000;
    await Promise.all(contexts.map((context) => pass(context, minute)));
    await judge();
  }
  collecting.close();
  await account.close();
  return { scenario: account.scenario, causes, watches, now };
}
