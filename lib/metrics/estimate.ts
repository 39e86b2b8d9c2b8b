import { type Billed, type BillingReading, billingReadings, nothingBilled, priceOf, usdPerMetric } from '#lib/catalog/prices.ts';
import { type Pace, type Tier, tierRows } from '#lib/catalog/tiers.ts';
import { hourMs } from '#lib/time.ts';
import type { Demand } from './budget.ts';
import { listedNamespaces } from './discovered.ts';
import type { Month } from './month.ts';
import { witnessesPerMetric } from './unit-votes.ts';

/** What is asked for in one account and Region. `jobsADay`: jobs whose whole window is fetched when they end. */
export type PlaceDemand = { account: string; region: string; demand: Demand; jobsADay: number };

/** How often what is billed by the request is asked, and what one round of it takes at least. */
const requestRows = {
  lists: { call: 'cloudwatch.ListMetrics', everyMs: hourMs / 4, words: 'lists of metrics' },
  units: { call: 'cloudwatch.GetMetricStatistics', everyMs: 6 * hourMs, words: 'units of metrics' },
  alarms: { call: 'cloudwatch.DescribeAlarms', everyMs: hourMs / 30, words: 'alarms and their history' },
} as const;

/** Namespaces that are listed one by one, and calls of one look at alarms. */
const leastRequests = { lists: listedNamespaces.length, units: 0, alarms: 2 } as const;

/** Metrics by name that a fleet of several kinds has: some resources of each are asked for its unit. */
const namedMetrics = 40;

/** What is assumed where nothing is known yet. */
export const assumed = {
  /** Of the endpoints that have traffic; the others are idle. */
  awakeShare: 0.2,
  watched: { metric: 2, statistic: 2 },
  /** Beside what is watched. */
  others: { metric: 5, statistic: 10 },
  job: { metric: 6, statistic: 12 },
} as const;

export type EstimateRow = {
  account: string;
  region: string;
  collector: 'metrics' | 'alarms';
  what: string;
  everyMs: number | null;
  /** What one round is billed. */
  round: Billed;
  usd: Billed;
};

const both = (of: (reading: BillingReading) => number): Billed =>
  Object.fromEntries((Object.keys(billingReadings) as BillingReading[]).map((reading) => [reading, of(reading)])) as Record<
    BillingReading,
    number
  >;

const times = (billed: Billed, count: number): Billed => both((reading) => Math.round(billed[reading] * count));

/** A fleet of so many endpoints, as far as it can be assumed. */
export function assumedDemand(endpoints: number): Demand {
  const awake = Math.ceil(endpoints * assumed.awakeShare);
  const { watched, others } = assumed;
  const whole = both((reading) => watched[reading] + others[reading]);
  return {
    screen: nothingBilled,
    watched: times(watched, awake),
    normal: times(others, awake),
    idle: times(whole, endpoints - awake),
  };
}

type Span = { pace: Pace; month: Month };

function requestsOf({ demand, ...place }: PlaceDemand, id: keyof typeof requestRows, { month }: Span): EstimateRow {
  const { call, everyMs, words } = requestRows[id];
  const metrics = Object.values(demand).reduce((sum, tier) => sum + tier.metric, 0);
  const byMetric = { lists: Math.ceil(metrics / 500), units: Math.min(metrics, namedMetrics * witnessesPerMetric), alarms: 0 };
  const requests = Math.max(leastRequests[id], byMetric[id]);
  const usd = (priceOf(call) * requests * (month.to - month.from)) / everyMs;
  const { account, region } = place;
  return {
    ...{ account, region, collector: id === 'alarms' ? 'alarms' : 'metrics', what: words, everyMs },
    ...{ round: both(() => requests), usd: both(() => usd) },
  };
}

/** What a month of one account and Region costs, tier by tier; rows that cost nothing are left out. */
export function estimatePlace(place: PlaceDemand, span: Span): EstimateRow[] {
  const { account, region, demand, jobsADay } = place;
  const monthMs = span.month.to - span.month.from;
  const tiers = (Object.keys(tierRows) as Tier[]).map((tier): EstimateRow => {
    const [round, everyMs] = [demand[tier], span.pace[tier]];
    const usd = both((reading) => (round[reading] * usdPerMetric * monthMs) / everyMs);
    return { account, region, collector: 'metrics', what: `series ${tierRows[tier].words}`, everyMs, round, usd };
  });
  const jobs = times(assumed.job, jobsADay);
  const windows: EstimateRow = {
    ...{ account, region, collector: 'metrics', what: 'windows of jobs that end, a day', everyMs: null, round: jobs },
    usd: both((reading) => (jobs[reading] * usdPerMetric * monthMs) / (24 * hourMs)),
  };
  return [
    ...tiers,
    windows,
    requestsOf(place, 'lists', span),
    requestsOf(place, 'units', span),
    requestsOf(place, 'alarms', span),
  ].filter(({ usd }) => usd.metric > 0);
}

/** The sum of rows by either reading, and what of it is billed by the request. */
export function totalOf(rows: readonly EstimateRow[]): { usd: Billed; byRequestUsd: number } {
  const requests = rows.filter(({ what }) => Object.values(requestRows).some(({ words }) => words === what));
  return {
    usd: both((reading) => rows.reduce((sum, row) => sum + row.usd[reading], 0)),
    byRequestUsd: requests.reduce((sum, row) => sum + row.usd.metric, 0),
  };
}

/** All places together, as the budget reckons with them. */
export const sumDemand = (demands: readonly Demand[]): Demand =>
  Object.fromEntries(
    (Object.keys(tierRows) as Tier[]).map((tier) => [
      tier,
      both((reading) => demands.reduce((sum, demand) => sum + demand[tier][reading], 0)),
    ]),
  ) as Record<Tier, Billed>;
