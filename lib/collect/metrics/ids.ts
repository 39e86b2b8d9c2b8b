import type { MetricQuery } from '#lib/aws/metric-data.ts';
import type { ResourceKind } from '#lib/catalog/resource-kinds.ts';
import { seriesKey } from '#lib/metrics/series.ts';
import {
  type Covered,
  horizon,
  joinWindows,
  settledEnd,
  slices,
  type Window,
  windowRules,
  within,
} from '#lib/metrics/windows.ts';
import { addCatchUps, type CatchUp } from '#lib/store/catch-ups.ts';
import { ensureSeries } from '#lib/store/series.ts';
import { transaction } from '#lib/store/transaction.ts';
import type { RunContext } from '../context.ts';
import type { Lives } from './lives.ts';
import type { Wanted, WantedList } from './wanted.ts';

export type ActiveSeries = MetricQuery & { activeFrom: number; activeTo: number };

/** Windows that were collected before a series was known, in which its resource lived; and a finished job's whole life. */
function missedBy({ series }: Pick<Wanted, 'series'>, now: number, covered: readonly Covered[]): Window[] {
  const bound = horizon(now, covered);
  const earliest = wholeLives.has(series.kind) ? now - windowRules.keptMs : Math.min(bound, ...covered.map(({ from }) => from));
  const life = {
    from: Math.max(earliest, series.activeFrom - windowRules.overlapMs),
    to: Math.min(series.activeTo, settledEnd(now)),
  };
  const unfilled = wholeLives.has(series.kind) ? [{ from: Number.NEGATIVE_INFINITY, to: bound }] : [];
  return within(life, joinWindows([...covered, ...unfilled]));
}

/** Kinds whose page shows a finished life: short enough to be fetched whole. Labeling jobs go on for weeks. */
const wholeLives: ReadonlySet<string> = new Set<ResourceKind>(['training_job', 'processing_job', 'transform_job']);

const group = (missed: readonly { id: number; windows: readonly Window[] }[]): CatchUp[] => {
  const byWindow = new Map<string, CatchUp>();
  for (const { id, windows } of missed) {
    for (const { from, to } of windows.flatMap((window) => slices(window))) {
      // Whole slices, so that series of different births share a window and with it a call.
      const slice = {
        from: Math.floor(from / windowRules.sliceMs) * windowRules.sliceMs,
        to: Math.ceil(to / windowRules.sliceMs) * windowRules.sliceMs,
      };
      const key = `${slice.from}/${slice.to}`;
      const entry = byWindow.get(key) ?? { ...slice, seriesIds: [] };
      byWindow.set(key, entry);
      entry.seriesIds.push(id);
    }
  }
  return [...byWindow.values()];
};

/**
 * Gives wanted series their ids. What a series missed because it was found late is noted in the same transaction, so that no
 * end of the process can lose it.
 */
export async function settleSeries(
  run: RunContext,
  { wanted, owners, completeAt }: WantedList,
  { covered, lives }: { covered: readonly Covered[]; lives: Lives },
): Promise<ActiveSeries[]> {
  const { db, place, clock } = run;
  const now = clock.now();
  return transaction(db, async (client) => {
    const series = wanted.map((one) => one.series);
    const known = await ensureSeries(client, place, series);
    const missed = wanted.flatMap((one) => {
      const entry = known.get(seriesKey(one.series));
      const isOwed = entry?.isNew || (one.owner !== null && lives.isFresh(one.owner));
      return entry && isOwed ? [{ id: entry.id, windows: missedBy(one, now, covered) }] : [];
    });
    await addCatchUps(client, place, group(missed), new Date(now));
    await lives.save(client, owners, completeAt);
    return series
      .flatMap((one) => {
        const id = known.get(seriesKey(one))?.id;
        return id === undefined ? [] : [{ ...one, id }];
      })
      .toSorted(byMetric);
  });
}

const sortKey = (one: MetricQuery): string => `${one.namespace}\n${one.metric}\n${one.dimensionsKey}\n${one.statistic}`;
/** Statistics of one metric stand together: five of them are billed as one when they share a call. */
const byMetric = (a: MetricQuery, b: MetricQuery): number => (sortKey(a) < sortKey(b) ? -1 : 1);

export const activeIn = (series: readonly ActiveSeries[], { from, to }: Window): ActiveSeries[] =>
  series.filter((one) => one.activeFrom < to && one.activeTo > from);
