import { dayMs, floorTo, hourMs, minuteMs } from '#lib/time.ts';
import type { EngineContext, EngineOperation } from '../../engine.ts';
import { streamOf, uniform } from '../../scenario/random.ts';
import type { MetricSource, Scenario } from '../../scenario/types.ts';
import { openToken, parametersOf, sealToken } from '../../tokens.ts';
import { readerOf } from './data-cache.ts';
import { invalidNextToken, invalidValue, missingParameter } from './errors.ts';
import { seriesKey } from './points.ts';

/** Up to 15 minutes in all until a new metric is listed: the list is made anew every five, and each waits up to ten more. */
const refreshMs = 5 * minuteMs;
const maxDelayMs = 10 * minuteMs;
const pageSize = 500;

export const listMetrics: EngineOperation = (input, context) => {
  const parameters = parametersOf(input, ['NextToken']);
  const { at, offset } = positionOf(input.NextToken, parameters, context.now);
  const metrics = matching(listed(context, at, windowMs(input.RecentlyActive)), input, parameters);
  const end = offset + pageSize;
  return {
    Metrics: metrics.slice(offset, end).map(({ namespace, metricName, dimensions }) => ({
      Namespace: namespace,
      MetricName: metricName,
      Dimensions: dimensions.map(({ Name, Value }) => ({ Name, Value })),
    })),
    NextToken: end < metrics.length ? sealToken(`${at},${end}`, parameters) : undefined,
  };
};

/** The list of one moment is turned page by page, whatever has been listed since. */
function positionOf(token: unknown, parameters: string, now: number): { at: number; offset: number } {
  if (token === undefined || token === null) return { at: floorTo(now, refreshMs), offset: 0 };
  const [at, offset] = (openToken(token, parameters) ?? '').split(',').map(Number);
  if (at === undefined || offset === undefined) throw invalidNextToken();
  return { at, offset };
}

const recentMs = 3 * hourMs;

/** Newest first, since most of what is alive has just spoken. */
function hasPublished(metric: MetricSource, from: number, to: number): boolean {
  const read = readerOf(metric);
  for (let minute = Math.floor(to / minuteMs) - 1; minute * minuteMs >= from; minute -= 1) if (read(minute)) return true;
  return false;
}

function windowMs(recentlyActive: unknown): number {
  if (recentlyActive === undefined || recentlyActive === null) return 14 * dayMs;
  if (recentlyActive === 'PT3H') return recentMs;
  throw invalidValue(`The value ${recentlyActive} for parameter RecentlyActive is not supported.`);
}

/** `matching`: what of it requests have asked for, by their parameters, so that a page costs no search of the whole. */
type Listing = { at: number; metrics: readonly MetricSource[]; matching: Map<string, readonly MetricSource[]> };
const mostMatching = 50;

function matching(listing: Listing, input: Record<string, unknown>, parameters: string): readonly MetricSource[] {
  const known = listing.matching.get(parameters);
  if (known) return known;
  const found = listing.metrics.filter(matcherOf(input));
  if (listing.matching.size >= mostMatching) listing.matching.clear();
  listing.matching.set(parameters, found);
  return found;
}

const listings = new WeakMap<Scenario, Map<string, Listing>>();

function listed(context: EngineContext, at: number, spanMs: number): Listing {
  const { scenario, account, region } = context;
  const known = listings.get(scenario) ?? new Map<string, Listing>();
  listings.set(scenario, known);
  const key = `${account} ${region} ${spanMs}`;
  const listing = known.get(key);
  if (listing?.at === at) return listing;
  const place = { account, region };
  const isListed = (metric: MetricSource): boolean =>
    metric.activeFrom + maxDelayMs * uniform(streamOf(seriesKey(place, metric)), 0) <= at &&
    (!metric.isSparse || spanMs > recentMs || hasPublished(metric, at - spanMs, at));
  const metrics = scenario.parts.flatMap((part) => part.metrics(place, at - spanMs, at)).filter(isListed);
  const made = { at, metrics, matching: new Map() };
  known.set(key, made);
  return made;
}

type Filter = { Name: string; Value?: string };

function matcherOf(input: Record<string, unknown>): (metric: MetricSource) => boolean {
  const filters = (Array.isArray(input.Dimensions) ? input.Dimensions : []) as Filter[];
  for (const [index, filter] of filters.entries()) {
    if (typeof filter?.Name !== 'string') throw missingParameter(`Dimensions.member.${index + 1}.Name`);
  }
  const { Namespace: namespace, MetricName: name } = input;
  return (metric) =>
    (namespace === undefined || metric.namespace === namespace) &&
    (name === undefined || metric.metricName === name) &&
    filters.every((filter) =>
      metric.dimensions.some(({ Name, Value }) => Name === filter.Name && (filter.Value === undefined || Value === filter.Value)),
    );
}
