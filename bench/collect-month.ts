import { priceOf } from '#lib/catalog/prices.ts';
import { usualPace } from '#lib/catalog/tiers.ts';
import { isWatchedMetric } from '#lib/catalog/watched-metrics.ts';
import { type PlannedSeries, planAsks, plannerRules } from '#lib/metrics/planner.ts';
import { settledEnd } from '#lib/metrics/windows.ts';
import { dayMs, hourMs, minuteMs } from '#lib/time.ts';
import { atMost, beside, type Figure } from './figure.ts';

/** Two of a hundred are looked at, eighteen are called around the clock, eighty are silent but for half an hour of the month. */
const mix = { active: 1, normal: 9, idle: 40 } as const;
type Use = keyof typeof mix;
const simulated = mix.active + mix.normal + mix.idle;
/** One endpoint stands for two hundred: of lists, which hold 500 metrics a call, it bears its share. */
const endpoints = 10_000;
const standsFor = endpoints / simulated;
const days = 30;
const start = Date.parse('2026-11-02T00:00:00Z');
const end = start + days * dayMs;
const fixedEveryMs = 5 * minuteMs;
const wakeForMs = 30 * minuteMs;
/** ListMetrics shows what speaks again after up to so long: always the longest here. */
const listedAfterMs = 15 * minuteMs;

/** Twelve series of an endpoint, statistics of nine metrics. */
const statistics: Readonly<Record<string, number>> = {
  ...{ 'endpoint.invocations': 1, 'endpoint.errors.4xx': 1, 'endpoint.errors.5xx': 1, 'endpoint.errors.model': 1 },
  ...{ 'endpoint.latency.model': 4, 'endpoint.latency.overhead': 1 },
  ...{ 'endpoint.cpu': 1, 'endpoint.memory': 1, 'endpoint.disk': 1 },
};

type Simulated = PlannedSeries & { use: Use; wakesAt: number; longestWaitMs: number; read: number };

function fleet(): Simulated[] {
  const uses = Object.entries(mix).flatMap(([use, count]) => Array.from({ length: count }, () => use as Use));
  const all = uses.flatMap((use, index) =>
    Object.entries(statistics).flatMap(([metricId, count]) =>
      Array.from({ length: count }, () => ({ ...{ use, metricId, owner: `endpoint/e-${index}` } })),
    ),
  );
  return all.map((one, id) => ({
    ...{ ...one, id, reachedTo: null, lastAt: null, awakeAt: null, longestWaitMs: 0, read: 0 },
    ...{ activeFrom: Number.NEGATIVE_INFINITY, activeTo: Number.POSITIVE_INFINITY },
    // Each idle endpoint wakes once, at an hour of its own.
    wakesAt:
      one.use === 'idle' ? start + dayMs + Number(one.owner.slice('endpoint/e-'.length)) * (13 * hourMs + 7 * minuteMs) : 0,
  }));
}

/** Published minutes in [from, to): every minute of what is called, half an hour of what wakes. */
function published({ use, wakesAt }: Simulated, from: number, to: number): { count: number; last: number | null } {
  const [first, until] = use === 'idle' ? [wakesAt, Math.min(to, wakesAt + wakeForMs)] : [from, to];
  const count = Math.max(0, (until - Math.max(from, first)) / minuteMs);
  return { count, last: count > 0 ? until - minuteMs : null };
}

/** Somebody looks at the pages of what is active for eight hours of each working day. */
const isLookedAt = (now: number): boolean => {
  const date = new Date(now);
  return date.getUTCDay() % 6 !== 0 && date.getUTCHours() >= 8 && date.getUTCHours() < 16;
};

/** Metrics that a round is billed for: statistics of one metric are one. */
const metricsOf = (series: readonly Simulated[]): number => new Set(series.map((one) => `${one.owner} ${one.metricId}`)).size;

type Month = { usd: number; sweptAt: number; seenAfterMs: number; retold: number };

/** ListMetrics, RecentlyActive=PT3H: wakes what it lists although it was silent. */
function sweep(all: readonly Simulated[], now: number, month: Month): void {
  const listed = new Set<string>();
  for (const one of all) {
    const { last } = published(one, now - listedAfterMs - plannerRules.idleAfterMs, now - listedAfterMs);
    if (last === null) continue;
    listed.add(`${one.owner} ${one.metricId}`);
    if ((one.lastAt ?? 0) < now - plannerRules.idleAfterMs) one.awakeAt = now;
  }
  month.usd += (Math.max(1, Math.ceil((listed.size * standsFor) / 500)) * priceOf('cloudwatch.ListMetrics')) / standsFor;
  month.sweptAt = now;
}

function answer(one: Simulated, window: { from: number; to: number }, { now, month }: { now: number; month: Month }): void {
  const before = one.reachedTo ?? window.from;
  const { count, last } = published(one, before, window.to);
  if (before < window.from) month.retold += 1;
  if (count > 0 && one.use === 'idle' && one.read === 0 && isWatchedMetric(one.metricId))
    month.seenAfterMs = Math.max(month.seenAfterMs, now - one.wakesAt);
  if (one.reachedTo !== null && one.use !== 'idle' && isWatchedMetric(one.metricId))
    one.longestWaitMs = Math.max(one.longestWaitMs, window.to - one.reachedTo);
  one.read += count;
  one.lastAt = last ?? one.lastAt;
  one.reachedTo = window.to;
}

/**
 * A month of the usual mix under the planner, minute by minute, over a model of CloudWatch that answers all it is asked; prices at list, against
 * the same series polled every five minutes.
 */
export async function measureMonth(): Promise<Figure[]> {
  const all = fleet();
  const active = new Set(all.filter(({ use }) => use === 'active').map(({ owner }) => owner));
  const month: Month = { usd: 0, sweptAt: 0, seenAfterMs: 0, retold: 0 };
  for (let now = start; now < end + 2 * hourMs; now += minuteMs) {
    if (now - month.sweptAt >= plannerRules.sweepEveryMs) sweep(all, now, month);
    const onScreen = isLookedAt(now) ? active : new Set<string>();
    for (const { window, seriesIds } of planAsks(all, { now, pace: usualPace, sweptAt: month.sweptAt, onScreen }).asks) {
      const asked = seriesIds.flatMap((id) => all[id] ?? []);
      if (now < end) month.usd += priceOf('cloudwatch.GetMetricData', metricsOf(asked));
      for (const one of asked) answer(one, window, { now, month });
    }
  }
  const fixedUsd = (days * dayMs * priceOf('cloudwatch.GetMetricData', metricsOf(all))) / fixedEveryMs;
  const since = settledEnd(start) - 3 * hourMs;
  const lost = all.reduce((sum, one) => sum + published(one, since, one.reachedTo ?? since).count - one.read, month.retold);
  const longestWaitMs = Math.max(...all.map((one) => one.longestWaitMs));
  return [
    atMost('month: price beside a fixed 5-minute poll of the same series', (100 * month.usd) / fixedUsd, '%', 36),
    beside('month: price of 10,000 endpoints', month.usd * standsFor, 'USD'),
    atMost('month: published minutes not stored', lost, 'min', 0),
    atMost('month: longest wait of an error or traffic series that is called', longestWaitMs / minuteMs, 'min', 5),
    atMost('month: an idle endpoint that wakes and fails is seen after', month.seenAfterMs / minuteMs, 'min', 20),
  ];
}
