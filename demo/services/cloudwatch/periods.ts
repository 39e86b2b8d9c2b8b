import { dayMs, floorTo, hourMs, minuteMs } from '#lib/time.ts';

/**
 * How long data of each resolution is kept, finest first ("GetMetricData": StartTime, and MetricStat: Period).
 * A start within a tier is rounded down to `roundMs`; a point of that age exists only in multiples of `periodSeconds`.
 */
const tiers = [
  { maxAgeMs: 3 * hourMs, roundMs: minuteMs, periodSeconds: 1 },
  { maxAgeMs: 15 * dayMs, roundMs: minuteMs, periodSeconds: 60 },
  { maxAgeMs: 63 * dayMs, roundMs: 5 * minuteMs, periodSeconds: 300 },
  { maxAgeMs: 455 * dayMs, roundMs: hourMs, periodSeconds: 3600 },
] as const;

const tierOf = (at: number, now: number) => tiers.find((tier) => now - at <= tier.maxAgeMs);

/** Whether points that start at `at` can still be had in this period at `now`. */
function isKept(at: number, periodSeconds: number, now: number): boolean {
  const tier = tierOf(at, now);
  return tier !== undefined && periodSeconds % tier.periodSeconds === 0;
}

/** Where the first period of a request begins: periods count from the rounded start, not from the hour. */
function roundStart(startAt: number, periodSeconds: number, now: number): number {
  const roundMs = periodSeconds < 60 ? periodSeconds * 1000 : (tierOf(startAt, now)?.roundMs ?? hourMs);
  return floorTo(startAt, roundMs);
}

export type Period = { at: number; firstMinute: number; lastMinute: number };

/**
 * The periods of [startAt, endAt) that can hold data, oldest first; both ends are read to the minute.
 * Data is by the minute: of a finer period only the one that starts a minute holds any.
 */
export function periodsOf(request: { startAt: number; endAt: number; periodSeconds: number; now: number }): Period[] {
  const { periodSeconds, now } = request;
  const periodMs = periodSeconds * 1000;
  const stepMs = Math.max(periodMs, minuteMs);
  const rounded = roundStart(request.startAt, periodSeconds, now);
  const startAt = periodSeconds < 60 ? Math.ceil(rounded / minuteMs) * minuteMs : rounded;
  const endAt = floorTo(request.endAt, minuteMs);
  const oldest = startAt + Math.max(0, Math.ceil((now - 455 * dayMs - startAt) / stepMs)) * stepMs;
  const periods: Period[] = [];
  for (let at = oldest; at < Math.min(endAt, now); at += stepMs) {
    if (!isKept(at, periodSeconds, now)) continue;
    periods.push({ at, firstMinute: at / minuteMs, lastMinute: Math.min(at + stepMs, endAt) / minuteMs - 1 });
  }
  return periods;
}
