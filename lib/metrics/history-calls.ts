import { type Billed, type BillingReading, nothingBilled, statisticsPerMetric, usdPerMetric } from '#lib/catalog/prices.ts';
import { historyPart, pointsPerSecond } from '#lib/catalog/quotas.ts';
import { dayMs } from '#lib/time.ts';
import { pointsPerCall, queriesPerCall } from './batches.ts';
import {
  ceilTo,
  type HistoryClock,
  type HistoryPeriod,
  type HistorySeries,
  historyPeriods,
  missingAgain,
  missingPast,
} from './history.ts';
import { uncovered, type Window, within } from './windows.ts';

/** One GetMetricData: series over one window of whole points. `billed` as either reading counts. */
export type HistoryCall = {
  periodSeconds: HistoryPeriod;
  window: Window;
  seriesIds: readonly number[];
  billed: Billed;
  points: number;
};

/** All statistics of a metric that miss something of a piece, over what any of them misses. */
type Group = { window: Window; ids: number[] };
type Missing = (series: HistorySeries, period: HistoryPeriod, clock: HistoryClock) => readonly Window[];

/**
 * CloudWatch bills a metric by the request, however long: pieces are as long as ten series fill a call. A week of minutes, five of 5 minutes,
 * sixty of hours.
 */
const pointsPerPiece = pointsPerCall / 10;

/** Pieces of the past in points of one length, newest first; cut between days, which is how samples are packed. */
function* piecesOf({ from, to }: Window, period: HistoryPeriod): Generator<Window> {
  for (let end = to; end > from; ) {
    const start = Math.max(from, Math.min(ceilTo(end - pointsPerPiece * period * 1000, dayMs), end - period * 1000));
    yield { from: start, to: end };
    end = start;
  }
}

const pointsOf = ({ from, to }: Window, period: HistoryPeriod): number => (to - from) / (period * 1000);

function groupsOf(missing: readonly (readonly [HistorySeries, readonly Window[]])[], piece: Window): Group[] {
  const groups = new Map<string, Group>();
  for (const [{ id, metric }, windows] of missing) {
    const [first, ...rest] = within(piece, windows);
    if (!first) continue;
    const to = rest.at(-1)?.to ?? first.to;
    const group = groups.get(metric);
    if (!group) groups.set(metric, { window: { from: first.from, to }, ids: [id] });
    else {
      group.window = { from: Math.min(group.window.from, first.from), to: Math.max(group.window.to, to) };
      group.ids.push(id);
    }
  }
  return [...groups.values()];
}

type Batch = { window: Window; groups: Group[]; size: number };

const envelope = (a: Window, b: Window): Window => ({ from: Math.min(a.from, b.from), to: Math.max(a.to, b.to) });

const fits = (count: number, window: Window, period: HistoryPeriod): boolean =>
  count <= queriesPerCall && count * pointsOf(window, period) <= pointsPerCall;

/** More statistics than one call can answer are asked in several. */
function partsOf({ window, ids }: Group, period: HistoryPeriod): Group[] {
  const most = Math.max(1, Math.min(queriesPerCall, Math.floor(pointsPerCall / pointsOf(window, period))));
  return Array.from({ length: Math.ceil(ids.length / most) }, (_, index) => ({
    window,
    ids: ids.slice(index * most, (index + 1) * most),
  }));
}

/** How many calls with room are tried before another is begun. */
const openAtOnce = 32;

/** Fills calls: what misses the same is put where there is room for it, what misses something else beside its neighbour in time. */
function pack(groups: readonly Group[], period: HistoryPeriod): Batch[] {
  const batches: Batch[] = [];
  const sorted = groups
    .flatMap((group) => partsOf(group, period))
    .toSorted((a, b) => b.window.to - a.window.to || a.window.from - b.window.from || b.ids.length - a.ids.length);
  let open: Batch[] = [];
  for (const group of sorted) {
    const size = group.ids.length;
    const last = batches.at(-1);
    const same = open.find(({ window, ...one }) => isSame(window, group.window) && fits(one.size + size, window, period));
    const room = same ?? (last && fits(last.size + size, envelope(last.window, group.window), period) ? last : undefined);
    if (room) {
      room.window = envelope(room.window, group.window);
      room.groups.push(group);
      room.size += size;
      continue;
    }
    const batch = { window: group.window, groups: [group], size };
    batches.push(batch);
    open = [...open, batch].slice(-openAtOnce);
  }
  return batches;
}

const isSame = (a: Window, b: Window): boolean => a.from === b.from && a.to === b.to;

const callOf = ({ window, groups, size }: Batch, periodSeconds: HistoryPeriod): HistoryCall => ({
  ...{ periodSeconds, window, seriesIds: groups.flatMap(({ ids }) => ids), points: size * pointsOf(window, periodSeconds) },
  billed: { metric: groups.reduce((sum, { ids }) => sum + Math.ceil(ids.length / statisticsPerMetric), 0), statistic: size },
});

/** `failed`: what was asked for and refused, by series: left alone for now. */
type Asking = { series: readonly HistorySeries[]; clock: HistoryClock; failed?: ReadonlyMap<number, readonly Window[]> };

function plan({ series, clock, failed }: Asking, missing: Missing): HistoryCall[] {
  const calls = historyPeriods.flatMap((period) => {
    const missed = series.flatMap((one) => {
      const windows = missing(one, period, clock).flatMap((window) => uncovered(window, failed?.get(one.id) ?? []));
      return windows.length === 0 ? [] : [[one, windows] as const];
    });
    const all = missed.flatMap(([, windows]) => windows);
    if (all.length === 0) return [];
    // No spread: hundreds of thousands of arguments are too many for a call.
    const range = all.reduce(envelope);
    return [...piecesOf(range, period)].flatMap((piece) =>
      pack(groupsOf(missed, piece), period).map((batch) => callOf(batch, period)),
    );
  });
  return calls.toSorted((a, b) => b.window.to - a.window.to || a.periodSeconds - b.periodSeconds);
}

/** What CloudWatch still has of before live collection and nobody asked for, newest first, in calls as few and as full as can be. */
export const planHistory = (asking: Asking): HistoryCall[] => plan(asking, missingPast);

/** The longer points of percentiles that are asked for before their minutes age out; nothing of it is computed from minutes. */
export const planAgain = (asking: Asking): HistoryCall[] =>
  plan(asking, (one, period, clock) => (period === 60 ? [] : missingAgain(one, period, clock)));

/** What calls come to. `usd` by either reading; `minimumCalls`: the least that so many queries and points take. */
export type HistoryCost = {
  calls: number;
  minimumCalls: number;
  series: number;
  billed: Billed;
  points: number;
  usd: Billed;
  oldestAt: number | null;
};

const both = (of: (reading: BillingReading) => number): Billed => ({ metric: of('metric'), statistic: of('statistic') });

export function costOfHistory(calls: readonly HistoryCall[]): HistoryCost {
  const sum = (of: (call: HistoryCall) => number): number => calls.reduce((total, call) => total + of(call), 0);
  const series = new Set<number>();
  for (const { seriesIds } of calls) for (const id of seriesIds) series.add(id);
  const billed = calls.length === 0 ? nothingBilled : both((reading) => sum(({ billed: of }) => of[reading]));
  const points = sum((call) => call.points);
  return {
    ...{ calls: calls.length, series: series.size, billed, points },
    minimumCalls: Math.max(Math.ceil(billed.statistic / queriesPerCall), Math.ceil(points / pointsPerCall)),
    usd: both((reading) => billed[reading] * usdPerMetric),
    oldestAt: calls.reduce<number | null>((oldest, { window }) => Math.min(oldest ?? window.from, window.from), null),
  };
}

/** Seconds that so many points of one account and Region take at least, at Trailwatch's share of the quota when nothing else is asked. */
export const secondsOfHistory = (points: number, quotaShare: number): number =>
  points / (pointsPerSecond * quotaShare * historyPart);
