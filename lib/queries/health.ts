import type { TeamScope } from '#lib/auth/scope.ts';
import { type EvidenceInput, evidenceOf, healthFigures } from '#lib/metrics/evidence.ts';
import { type EndpointEvidence, evaluateHealth, type HealthReport } from '#lib/metrics/health.ts';
import type { SampleHourRow } from '#lib/metrics/hours.ts';
import { type LaneStretch, laneBucketMs, laneOf } from '#lib/metrics/lane.ts';
import { dayMs, floorTo, hourMs } from '#lib/time.ts';
import { listCoverage, type PlaceCoverage } from './collection.ts';
import { type EndpointRecord, listEndpointRecords } from './fleet.ts';
import { listTeamSeries, readHours, type SeriesRecord } from './series.ts';
import type { Ask } from './sql.ts';

/** One endpoint with what its health was judged by. Tracks hold the last 24 h, minute by minute. */
export type FleetEntry = {
  endpoint: EndpointRecord;
  evidence: EndpointEvidence;
  report: HealthReport;
  lane: readonly LaneStretch[];
  coverage: PlaceCoverage | null;
};

const wanted = Object.values(healthFigures).map(({ metric, statistic }) => `${metric} ${statistic}`);
const long = new Set(
  Object.values(healthFigures).flatMap(({ metric, statistic, hours }) => (hours > 1 ? [`${metric} ${statistic}`] : [])),
);

const placeKey = (row: { account: string; region: string }): string => `${row.account} ${row.region}`;
const endpointKey = (row: { account: string; region: string; name: string }): string =>
  `${row.account} ${row.region} ${row.name}`;

/** The window that lanes and sparklines show: 24 h, whole quarters. */
export const laneWindow = (now: number): { from: number; to: number } => ({ from: floorTo(now - dayMs, laneBucketMs), to: now });

/** Every endpoint of a team at a moment with its health, in five round trips whatever their number. */
export async function listFleet(scope: TeamScope, ask: Ask): Promise<FleetEntry[]> {
  const window = laneWindow(ask.now);
  const [endpoints, series, coverage] = await Promise.all([
    listEndpointRecords(scope, ask),
    listTeamSeries(scope, { team: ask.team, kinds: ['endpoint'], wanted }),
    listCoverage(scope, window),
  ]);
  const isLong = (one: SeriesRecord) => long.has(`${one.metricId} ${one.statistic}`);
  const parts = await Promise.all([
    readHours(scope, series.filter(isLong), { from: ask.now - dayMs - hourMs, to: ask.now }),
    readHours(
      scope,
      series.filter((one) => !isLong(one)),
      { from: ask.now - 2 * hourMs, to: ask.now },
    ),
  ]);
  const hours = new Map(parts.flatMap((part) => [...part]));
  const places = new Map(coverage.map((place) => [placeKey(place), place]));
  const grouped = Map.groupBy(series, endpointKey);
  return endpoints.map((endpoint) => {
    const place = places.get(placeKey(endpoint)) ?? null;
    return entryOf(endpoint, { series: grouped.get(endpointKey(endpoint)) ?? [], hours, place }, ask.now);
  });
}

type Stored = {
  series: EvidenceInput['series'];
  hours: ReadonlyMap<number, readonly SampleHourRow[]>;
  place: Pick<PlaceCoverage, 'readTo' | 'watchedTo' | 'blocked'> | null;
};

type Told = Pick<EndpointRecord, 'status' | 'isPast' | 'statusAt' | 'failureReason' | 'kind' | 'variants'>;

/** What an endpoint is judged by: what it says of itself, and what was read of its metrics. */
export const evidenceFor = (endpoint: Told, { series, hours, place }: Stored, now: number): EndpointEvidence =>
  evidenceOf({
    status: endpoint.status,
    isPast: endpoint.isPast,
    statusAt: endpoint.statusAt,
    failureReason: endpoint.failureReason,
    facts: publicationFacts(endpoint),
    typeOf: new Map(
      endpoint.variants.flatMap((one) => (one.instanceType === null ? [] : [[one.name, one.instanceType] as const])),
    ),
    series,
    hours,
    readTo: place?.readTo ?? null,
    watchedTo: place?.watchedTo ?? null,
    blocked: place?.blocked ?? null,
    now,
  });

export function entryOf(endpoint: EndpointRecord, stored: Stored & { place: PlaceCoverage | null }, now: number): FleetEntry {
  const { place } = stored;
  const evidence = evidenceFor(endpoint, stored, now);
  const lane = laneOf(evidence, place?.covered ?? [], laneWindow(now));
  const born = endpoint.createdAt ?? 0;
  return {
    endpoint,
    evidence,
    report: evaluateHealth(evidence, now),
    lane: lane.filter((one) => one.to > born),
    coverage: place,
  };
}

export const publicationFacts = (endpoint: Pick<EndpointRecord, 'kind' | 'variants'>) => ({
  kind: endpoint.kind,
  instanceTypes: endpoint.variants.flatMap((one) => (one.instanceType === null ? [] : [one.instanceType])),
  hasProvisionedConcurrency: endpoint.variants.some((one) => one.hasProvisionedConcurrency),
});
