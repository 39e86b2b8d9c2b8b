import type { Pace, Tier } from '#lib/catalog/tiers.ts';
import { isWatchedMetric } from '#lib/catalog/watched-metrics.ts';
import { hourMs, minuteMs } from '#lib/time.ts';
import { settledEnd, type Window, windowRules } from './windows.ts';

/** One series as the ledger tells of it. Times are epoch ms. */
export type PlannedSeries = {
  id: number;
  metricId: string | null;
  /** The resource that publishes it: "endpoint/vision-7". */
  owner: string;
  activeFrom: number;
  activeTo: number;
  /** End of the last minute that was answered; null: never asked. */
  reachedTo: number | null;
  lastAt: number | null;
  /** When ListMetrics, an alarm or a change last told that it may have points again. */
  awakeAt: number | null;
};

/** Series to ask for over one window: one set of full batches. */
type Ask = { window: Window; seriesIds: number[] };
/** What to ask for now, how many series of each tier are among it, and how many of each there are. */
export type Plan = { asks: Ask[]; counts: Record<Tier, number>; sizes: Record<Tier, number> };

export type Planning = {
  now: number;
  pace: Pace;
  /** Since when ListMetrics has told of everything that is active. Epoch ms; 0: never. */
  sweptAt: number;
  /** Owners that an open page shows. */
  onScreen?: ReadonlySet<string>;
  /** Series that this pass has asked for already, whatever came of it. */
  askedNow?: ReadonlySet<number>;
};

export const plannerRules = {
  /** Without a data point for so long a series is idle. ListMetrics, too, tells of three hours. */
  idleAfterMs: 3 * hourMs,
  /** One that was told to be awake is asked at its usual pace for so long, until points of its own say so. */
  awakeForMs: 20 * minuteMs,
  /** CloudWatch lists what speaks again after up to a quarter of an hour: asked so often, it is seen within twenty minutes. */
  sweepEveryMs: 3 * minuteMs,
  /** ListMetrics answers for the silent while it was heard so lately. */
  sweepHoldsMs: 20 * minuteMs,
  /** Slow tiers are spread over passes of so long, a resource always in the same. */
  phaseMs: 5 * minuteMs,
} as const;

/** A small number that is the same for a resource everywhere and always (FNV-1a). */
function spreadOf(owner: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < owner.length; index += 1) hash = Math.imul(hash ^ owner.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

const wholeMinutes = (ms: number): number => Math.max(1, Math.round(ms / minuteMs)) * minuteMs;

/** The last common tick of a tier at or before an instant: every series of one phase is asked at the same ticks. */
export function tickOf(at: number, everyMs: number, owner: string): number {
  const every = wholeMinutes(everyMs);
  const phases = Math.floor(every / plannerRules.phaseMs);
  const phase = phases > 1 ? (spreadOf(owner) % phases) * plannerRules.phaseMs : 0;
  return Math.floor((at - phase) / every) * every + phase;
}

/** When watched figures of each resource last had a point: one that is called has silent error series, which are watched all the same. */
function lastWatched(series: readonly PlannedSeries[]): Map<string, number> {
  const last = new Map<string, number>();
  for (const { owner, metricId, lastAt } of series) {
    if (lastAt !== null && isWatchedMetric(metricId) && lastAt > (last.get(owner) ?? 0)) last.set(owner, lastAt);
  }
  return last;
}

type Heard = { lastAt: number | null; awakeAt: number | null; activeFrom: number };

/** Whether a series had no point lately, was not told to be awake, and is not new. */
function isSilent({ lastAt, awakeAt, activeFrom }: Heard, now: number): boolean {
  const { idleAfterMs, awakeForMs } = plannerRules;
  return Math.max(lastAt ?? 0, activeFrom) < now - idleAfterMs && (awakeAt ?? 0) < now - awakeForMs;
}

/** Who needs a series, by what was last heard of it. */
function tierOf(one: PlannedSeries, heard: ReadonlyMap<string, number>, { now, sweptAt, onScreen }: Planning): Tier {
  if (onScreen?.has(one.owner)) return 'screen';
  if (!isWatchedMetric(one.metricId)) return isSilent(one, now) ? 'idle' : 'normal';
  // Nothing can have failed where nothing was published: ListMetrics answers for the silent, as long as it is heard.
  const isAnswered = sweptAt > now - plannerRules.sweepHoldsMs;
  return isAnswered && isSilent({ ...one, lastAt: heard.get(one.owner) ?? null }, now) ? 'idle' : 'watched';
}

/** From the last answered minute less the overlap; three hours of what was never asked, or not for long: the rest is a hole. */
const windowFrom = (reachedTo: number | null, end: number): number =>
  Math.max(end - windowRules.firstMs, reachedTo === null ? 0 : reachedTo - windowRules.overlapMs);

/**
 * All that these series miss up to now, as one ask: a page that opens waits for one call, so what was asked for a moment ago is read again
 * beside what waited for an hour. null where none misses anything that has settled.
 */
export function planShown(series: readonly PlannedSeries[], now: number): Ask | null {
  const end = settledEnd(now);
  const missing = series.filter(
    ({ reachedTo, activeFrom, activeTo }) =>
      activeFrom < end && (reachedTo ?? 0) < end && activeTo > Math.max(reachedTo ?? 0, end - windowRules.firstMs),
  );
  if (missing.length === 0) return null;
  const from = Math.min(...missing.map(({ reachedTo }) => windowFrom(reachedTo, end)));
  return { window: { from, to: end }, seriesIds: missing.map(({ id }) => id) };
}

/**
 * What to ask for now. A series is due once a common tick of its tier has passed since its last answered minute, one that failed at once again,
 * one that was never asked at once. Series of equal windows stand together.
 */
export function planAsks(series: readonly PlannedSeries[], planning: Planning): Plan {
  const end = settledEnd(planning.now);
  const heard = lastWatched(series);
  const asks = new Map<number, Ask>();
  const counts: Record<Tier, number> = { screen: 0, watched: 0, normal: 0, idle: 0 };
  const sizes = { ...counts };
  for (const one of series) {
    const { id, owner, reachedTo, activeFrom, activeTo } = one;
    if (activeFrom >= end || activeTo <= Math.max(reachedTo ?? 0, end - windowRules.firstMs)) continue;
    const tier = tierOf(one, heard, planning);
    sizes[tier] += 1;
    if ((reachedTo ?? 0) >= end || planning.askedNow?.has(id)) continue;
    const everyMs = planning.pace[tier];
    if (everyMs === Number.POSITIVE_INFINITY) continue;
    if (reachedTo !== null && tickOf(end, everyMs, owner) <= tickOf(reachedTo, everyMs, owner)) continue;
    const from = windowFrom(reachedTo, end);
    const ask = asks.get(from);
    if (ask) ask.seriesIds.push(id);
    else asks.set(from, { window: { from, to: end }, seriesIds: [id] });
    counts[tier] += 1;
  }
  // The freshest first: what lags behind, or was never asked, is never in the way of it.
  return { asks: [...asks.values()].toSorted((a, b) => b.window.from - a.window.from), counts, sizes };
}
