import type { OwnRule } from '#lib/alerts/own-rule.ts';
import { ownVerdict } from '#lib/alerts/own-verdict.ts';
import type { OwnWatch } from '#lib/alerts/own-watch.ts';
import type { Reading } from '#lib/alerts/reading.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import type { SampleHourRow } from '#lib/metrics/hours.ts';
import { settledEnd } from '#lib/metrics/windows.ts';
import { dayMs, floorTo, hourMs } from '#lib/time.ts';
import { followOwn } from './own-follow.ts';
import { type Group, ownSeriesOf } from './own-seen.ts';
import { figureKey, isWatching, listWatched, subjectKey, type Watched, wantedBy } from './own-series.ts';
import { recentMs } from './own-sums.ts';
import { listReach } from './reach.ts';
import { readHours } from './series.ts';

async function readWatched(scope: TeamScope, series: readonly Watched[], { now, isLong }: { now: number; isLong: boolean }) {
  const recent = { from: now - recentMs, to: now };
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

type Asked = { rules: readonly OwnRule[]; now: number; watch: OwnWatch };

/**
 * What rules of one's own make of everything that they watch, at `now` (epoch ms). Rules of one kind of resource are read together. `watch` holds
 * what is judged by beyond the last minutes; it is the caller's, who comes again.
 */
export async function listOwnReadings(scope: TeamScope, { rules, now, watch }: Asked): Promise<Reading[]> {
  const readings: Reading[] = [];
  const followed = { anomalies: new Set<number>(), sums: new Set<number>(), weeks: new Set<number>() };
  const end = settledEnd(now);
  for (const [kind, some] of Map.groupBy(rules, (rule) => rule.kind)) {
    const series = await listWatched(scope, { kind, wanted: [...new Set(some.flatMap((rule) => [...wantedBy(rule).keys()]))] });
    const isLong = some.some(({ test }) => test.kind === 'silence');
    const stored = await readWatched(scope, series, { now, isLong });
    const watching = some.map((rule) => {
      const wanted = wantedBy(rule);
      const mine = series.filter((one) => isWatching(rule, one, { wanted, reach: stored.reach.get(one.id), end }));
      return { rule, wanted, series: mine };
    });
    const answered = await followOwn(scope, watching, { ...stored, watch, followed });
    for (const { rule, wanted, series: mine } of watching) {
      for (const group of Map.groupBy(mine, subjectKey).values()) {
        const [{ account, region, name } = { account: '', region: '', name: '' }] = group;
        const about: Group = { test: rule.test, series: group, nameOf: (one) => wanted.get(figureKey(one)) ?? '' };
        const subject = { account, region, kind, name };
        const verdict = ownVerdict(rule.test, ownSeriesOf(about, { ...stored, answered, watch }), now);
        readings.push({ rule: rule.id, clearMs: rule.clearMs, subject, ...verdict });
      }
    }
  }
  watch.anomalies.keep(followed.anomalies);
  watch.sums.keep(followed.sums);
  for (const id of watch.weeks.keys()) if (!followed.weeks.has(id)) watch.weeks.delete(id);
  return readings;
}
