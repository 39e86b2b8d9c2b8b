import { pricesReadOn } from '#lib/catalog/prices.ts';
import type { PlaceCost } from '#lib/collect/past/plan-place.ts';
import { formatCount, formatDuration, formatMoney } from '#lib/format.ts';
import { type HistoryPeriod, historyPeriods } from '#lib/metrics/history.ts';
import { costOfHistory, type HistoryCall } from '#lib/metrics/history-calls.ts';
import { type Column, textTable } from './table.ts';

/** What one place misses, and the calls that ask for it. */
export type PlannedPlace = { calls: readonly HistoryCall[]; cost: PlaceCost };

type Row = ReturnType<typeof costOfHistory> & {
  account: string;
  region: string;
  period: HistoryPeriod;
  from: string;
  to: string;
};

const minutes: Readonly<Record<HistoryPeriod, string>> = { 60: '1 min', 300: '5 min', 3600: '1 h' };
const day = (at: number): string => new Date(at).toISOString().slice(0, 10);

const columns: readonly Column<Row>[] = [
  { head: 'account', cell: ({ account }) => account },
  { head: 'Region', cell: ({ region }) => region },
  { head: 'points of', cell: ({ period }) => minutes[period] },
  { head: 'from', cell: ({ from }) => from },
  { head: 'to', cell: ({ to }) => to },
  { head: 'series', cell: ({ series }) => series, isNumber: true },
  { head: 'calls', cell: ({ calls }) => calls, isNumber: true },
  { head: 'minimum', cell: ({ minimumCalls }) => minimumCalls, isNumber: true },
  { head: 'points', cell: ({ points }) => points, isNumber: true },
  { head: 'metrics', cell: ({ billed }) => billed.metric, isNumber: true },
  { head: 'statistics', cell: ({ billed }) => billed.statistic, isNumber: true },
  { head: 'USD, five as one', cell: ({ usd }) => usd.metric.toFixed(4), isNumber: true },
  { head: 'USD, every one', cell: ({ usd }) => usd.statistic.toFixed(4), isNumber: true },
];

const rowsOf = ({ calls, cost: { account, region } }: PlannedPlace): Row[] =>
  historyPeriods.flatMap((period) => {
    const own = calls.filter(({ periodSeconds }) => periodSeconds === period);
    if (own.length === 0) return [];
    const [from, to] = [own.map(({ window }) => window.from), own.map(({ window }) => window.to)];
    const ends = { from: day(from.reduce((a, b) => Math.min(a, b))), to: day(to.reduce((a, b) => Math.max(a, b)) - 1) };
    return [{ ...costOfHistory(own), account, region, period, ...ends }];
  });

/** What is missing in all, and how long it takes: places have quotas of their own, and are filled beside each other. */
export function totalOfHistory(places: readonly PlannedPlace[]) {
  const cost = costOfHistory(places.flatMap(({ calls }) => calls));
  const seconds = places.reduce((longest, place) => Math.max(longest, place.cost.seconds), 0);
  return { ...cost, series: places.reduce((sum, place) => sum + place.cost.series, 0), seconds };
}

/** What is missing and what it costs, for people. */
export function* historyLines(places: readonly PlannedPlace[]): Generator<string> {
  const { calls, billed, points, usd, seconds } = totalOfHistory(places);
  yield* textTable(columns, places.flatMap(rowsOf));
  yield '';
  yield `in all: ${formatCount(calls, 'call', 'calls')}, ${billed.metric} metrics of ${billed.statistic} statistics requested, ${points} points`;
  yield `once: ${formatMoney(usd.metric)} with five statistics as one, ${formatMoney(usd.statistic)} with every statistic by itself`;
  yield `about ${formatDuration(Math.max(1000, seconds * 1000))} at its share of the quota, where nothing else is asked`;
  yield `list prices of us-east-1, read ${pricesReadOn}`;
}
