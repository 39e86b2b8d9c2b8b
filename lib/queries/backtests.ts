import { setImmediate } from 'node:timers/promises';
import { backtest, type Firing, type PastSeries } from '#lib/alerts/backtest.ts';
import type { OwnRule } from '#lib/alerts/own-rule.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { minutesOf } from '#lib/metrics/hours.ts';
import type { SeriesReach } from '#lib/metrics/reach.ts';
import { settledEnd } from '#lib/metrics/windows.ts';
import { minuteMs } from '#lib/time.ts';
import { backtestWindow, readBefore } from './backtest-past.ts';
import { figureKey, listWatched, partOf, subjectKey, type Watched, wantedBy, watches } from './own-series.ts';
import { listReach } from './reach.ts';
import { readHours } from './series.ts';

/**
 * `resources`: how many the rule watches; `judged`: how many of these were looked at, by name; firings, the first first. `shortened`: why it does
 * not begin where it was asked to; null: it does.
 */
export type Backtest = {
  resources: number;
  judged: number;
  series: number;
  from: number;
  to: number;
  shortened: string | null;
  firings: Firing[];
};

/** For each minute, whether it was read. */
function readMinutes(reach: SeriesReach | undefined, { from, to }: { from: number; to: number }): Uint8Array {
  const read = new Uint8Array((to - from) / minuteMs);
  for (const span of reach?.settled ?? []) {
    const first = Math.max(0, Math.min(read.length, (span.from * 1000 - from) / minuteMs));
    const last = Math.max(0, Math.min(read.length, (span.to * 1000 - from) / minuteMs));
    read.fill(1, first, last);
  }
  return read;
}

/** What a rule would have told since `from`, over what is stored by the minute of what lives now, as far as the scope sees it. Epoch ms. */
export async function listFirings(
  scope: TeamScope,
  rule: OwnRule,
  { from: asked, now, most = Number.POSITIVE_INFINITY }: { from: number; now: number; most?: number },
): Promise<Backtest> {
  const to = settledEnd(now);
  const { from, first, shortened } = backtestWindow(rule.test, { asked, now });
  const wanted = wantedBy(rule);
  const watched = (await listWatched(scope, { kind: rule.kind, wanted: [...wanted.keys()] })).filter((one) => watches(rule, one));
  const all = [...Map.groupBy(watched, subjectKey).values()].toSorted(([a], [b]) => ((a?.name ?? '') < (b?.name ?? '') ? -1 : 1));
  const groups = all.slice(0, most);
  const series = groups.flat();
  const [hours, reaches] = await Promise.all([
    readHours(scope, series, { from: first, to }),
    listReach(
      scope,
      series.map(({ id }) => id),
    ),
  ]);
  const reach = new Map(reaches.map((one) => [one.id, one]));
  const before = await readBefore(scope, rule.test, { groups, first, from, to });
  const pastOf = (one: Watched): PastSeries => ({
    ...{ metric: wanted.get(figureKey(one)) ?? '', statistic: one.statistic, part: partOf(one), from: first },
    values: minutesOf(hours.get(one.id) ?? [], first, to),
    read: readMinutes(reach.get(one.id), { from: first, to }),
    ...before(one),
  });
  const firings: Firing[] = [];
  for (const group of groups) {
    const [{ account, region, name } = { account: '', region: '', name: '' }] = group;
    firings.push(
      ...backtest(rule, { subject: { account, region, kind: rule.kind, name }, series: group.map(pastOf) }, { from, to }),
    );
    // Days of minutes take a while: whoever else waits for this process has their turn between two resources.
    await setImmediate();
  }
  return {
    resources: all.length,
    judged: groups.length,
    series: series.length,
    from,
    to,
    shortened,
    firings: firings.toSorted((a, b) => a.firedAt - b.firedAt),
  };
}
