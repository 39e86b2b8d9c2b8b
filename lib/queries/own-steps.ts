import { type AnomalyWatch, anomalyStepMs } from '#lib/alerts/anomaly-watch.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { minutesOf } from '#lib/metrics/hours.ts';
import type { SeriesReach } from '#lib/metrics/reach.ts';
import { combineOf, inSteps } from '#lib/metrics/steps.ts';
import { settledEnd } from '#lib/metrics/windows.ts';
import { dayMs, floorTo } from '#lib/time.ts';
import type { Watched } from './own-series.ts';
import { readHours } from './series.ts';

/** Before what is kept by the minute nothing is known of a series, and a few hundred days of series fit through at a time. */
const pastMs = 15 * dayMs;
const newAtOnce = 40;

type Following = { reach: ReadonlyMap<number, SeriesReach>; now: number; watch: AnomalyWatch };

/** Feeds the watch what came of series since; of the past of those that are new, some at a time. */
export async function followSteps(scope: TeamScope, series: readonly Watched[], { reach, now, watch }: Following): Promise<void> {
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
