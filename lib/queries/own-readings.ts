import { type AnomalyWatch, anomalyStepMs } from '#lib/alerts/anomaly-watch.ts';
import type { OwnRule } from '#lib/alerts/own-rule.ts';
import { type OwnSeries, ownVerdict } from '#lib/alerts/own-verdict.ts';
import type { Reading } from '#lib/alerts/reading.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { minutesOf, type SampleHourRow } from '#lib/metrics/hours.ts';
import type { SeriesReach } from '#lib/metrics/reach.ts';
import { combineOf, inSteps } from '#lib/metrics/steps.ts';
import { settledEnd } from '#lib/metrics/windows.ts';
import { dayMs, floorTo, hourMs, minuteMs } from '#lib/time.ts';
import { figureKey, listWatched, partOf, subjectKey, type Watched, wantedBy, watches } from './own-series.ts';
import { listReach } from './reach.ts';
import { readHours } from './series.ts';

/** Before what is kept by the minute nothing is known of a series, and a few hundred days of series fit through at a time. */
const pastMs = 15 * dayMs;
const newAtOnce = 40;

type Read = {
  hours: ReadonlyMap<number, readonly SampleHourRow[]>;
  reach: ReadonlyMap<number, SeriesReach>;
  now: number;
  watch: AnomalyWatch;
};

/** Whether a series still publishes: that of a variant that was taken away does not. */
const isActive = (reach: SeriesReach | undefined, end: number): boolean => reach !== undefined && reach.activeTo * 1000 > end;

function ownSeriesOf(
  one: Watched,
  { metric, of }: { metric: string; of: number },
  { hours, reach, now, watch }: Read,
): OwnSeries {
  const { askedTo = null, settled = [] } = reach.get(one.id) ?? {};
  const endsAt = Math.min(settledEnd(now), (askedTo ?? 0) * 1000);
  const rows = hours.get(one.id) ?? [];
  const isRead = (minute: number): boolean => settled.some(({ from, to }) => from * 1000 <= minute && minute < to * 1000);
  const window = Array.from({ length: of }, (_, index) => endsAt - (of - index) * minuteMs);
  return {
    metric,
    part: partOf(one),
    track: { endsAt, values: minutesOf(rows, endsAt - hourMs, endsAt) },
    unread: window.filter((minute) => !isRead(minute)).length,
    dayBefore: minutesOf(rows, endsAt - dayMs - of * minuteMs, endsAt - dayMs),
    steps: watch.recent(one.id),
  };
}

async function readWatched(scope: TeamScope, series: readonly Watched[], { now, isLong }: { now: number; isLong: boolean }) {
  const recent = { from: now - 3 * hourMs, to: now };
  const before = { from: floorTo(now - dayMs - 3 * hourMs, hourMs), to: now - dayMs };
  const [late, early, reach] = await Promise.all([
    readHours(scope, series, recent),
    isLong ? readHours(scope, series, before) : new Map<number, SampleHourRow[]>(),
    listReach(
      scope,
      series.map(({ id }) => id),
    ),
  ]);
  const hours = new Map(series.map(({ id }) => [id, [...(early.get(id) ?? []), ...(late.get(id) ?? [])]]));
  return { hours, reach: new Map(reach.map((one) => [one.id, one])), now };
}

const isFollowed = ({ test }: OwnRule): boolean => test.kind === 'anomaly';

/** Feeds the watch what came of series since; of the past of those that are new, some at a time. */
async function follow(scope: TeamScope, series: readonly Watched[], { reach, now, watch }: Omit<Read, 'hours'>): Promise<void> {
  const endOf = ({ id }: Watched): number =>
    floorTo(Math.min(settledEnd(now), (reach.get(id)?.askedTo ?? 0) * 1000), anomalyStepMs);
  const known = series.filter(({ id }) => watch.fedTo(id) !== null);
  const fresh = series.filter(({ id }) => watch.fedTo(id) === null).slice(0, newAtOnce);
  const since = Math.min(...known.map(({ id }) => watch.fedTo(id) ?? now));
  const past = floorTo(now - pastMs, anomalyStepMs);
  for (const [some, from] of [
    [known, since],
    [fresh, past],
  ] as const) {
    const hours = await readHours(scope, some, { from, to: now });
    for (const one of some) {
      const first = Math.max(from, watch.fedTo(one.id) ?? past);
      const values = inSteps(minutesOf(hours.get(one.id) ?? [], first, endOf(one)), anomalyStepMs, combineOf(one.statistic));
      watch.feed(
        one.id,
        values.map((value, step) => ({ at: first + step * anomalyStepMs, value })),
      );
    }
  }
}

type Asked = { rules: readonly OwnRule[]; now: number; watch: AnomalyWatch };

/**
 * What rules of one's own make of everything that they watch, at `now` (epoch ms). Rules of one kind of resource are read together. `watch` holds
 * what anomalies are told by; it is the caller's, who comes again.
 */
export async function listOwnReadings(scope: TeamScope, { rules, now, watch }: Asked): Promise<Reading[]> {
  const readings: Reading[] = [];
  const followed = new Set<number>();
  for (const [kind, some] of Map.groupBy(rules, (rule) => rule.kind)) {
    const series = await listWatched(scope, { kind, wanted: [...new Set(some.flatMap((rule) => [...wantedBy(rule).keys()]))] });
    const isLong = some.some(({ test }) => test.kind === 'silence');
    const stored = { ...(await readWatched(scope, series, { now, isLong })), watch };
    const end = settledEnd(now);
    for (const rule of some) {
      const wanted = wantedBy(rule);
      const mine = series.filter(
        (one) => wanted.has(figureKey(one)) && watches(rule, one) && isActive(stored.reach.get(one.id), end - hourMs),
      );
      if (isFollowed(rule)) {
        await follow(scope, mine, stored);
        for (const { id } of mine) followed.add(id);
      }
      for (const group of Map.groupBy(mine, subjectKey).values()) {
        const [{ account, region, name } = { account: '', region: '', name: '' }] = group;
        const read = group.map((one) => ownSeriesOf(one, { metric: wanted.get(figureKey(one)) ?? '', of: rule.test.of }, stored));
        const subject = { account, region, kind, name };
        readings.push({ rule: rule.id, clearMs: rule.clearMs, subject, ...ownVerdict(rule.test, read, now) });
      }
    }
  }
  watch.keep(followed);
  return readings;
}
