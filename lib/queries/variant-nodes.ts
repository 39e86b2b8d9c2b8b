import type { TeamScope } from '#lib/auth/scope.ts';
import { type Absence, absences } from '#lib/catalog/absence.ts';
import { type Health, healthWords } from '#lib/catalog/health.ts';
import { instanceType } from '#lib/catalog/instance-types.ts';
import { type MetricId, metricRow } from '#lib/catalog/metrics.ts';
import { minutesOf, type SampleHourRow } from '#lib/metrics/hours.ts';
import { explainPublication } from '#lib/metrics/publication.ts';
import { floorTo, hourMs, minuteMs } from '#lib/time.ts';
import type { EndpointRecord, Variant } from './fleet.ts';
import { type FleetEntry, listFleet, publicationFacts } from './health.ts';
import { listTeamSeries, readHours, type SeriesRecord } from './series.ts';
import type { Ask } from './sql.ts';

export type NodeReading = { value: number } | { absence: Absence; why?: string };

/** One variant of an endpoint, with what its instances use in percent of all they have. */
export type VariantNode = {
  account: string;
  region: string;
  team: string;
  name: string;
  variant: string;
  instanceType: string | null;
  running: number | null;
  wanted: number | null;
  word: Health;
  sentence: string;
  cpu: NodeReading;
  memory: NodeReading;
  disk: NodeReading;
  gpu: NodeReading;
};

const uses = {
  cpu: 'endpoint.cpu',
  memory: 'endpoint.memory',
  disk: 'endpoint.disk',
  gpu: 'endpoint.gpu',
} as const satisfies Record<string, MetricId>;
/** The rules that speak of instances; what the others say is the endpoint's, not its nodes'. */
const nodeRules: ReadonlySet<string> = new Set(['down', 'capacity', 'status', 'memory', 'disk', 'gpu_memory', 'read']);

/** Variants of a team's endpoints, the worst first. */
export async function listVariantNodes(scope: TeamScope, ask: Ask): Promise<VariantNode[]> {
  const wanted = Object.values(uses).map((metric) => `${metric} Average`);
  const [fleet, series] = await Promise.all([
    listFleet(scope, ask),
    listTeamSeries(scope, { team: ask.team, kinds: ['endpoint'], wanted }),
  ]);
  const hours = await readHours(scope, series, { from: ask.now - 2 * hourMs, to: ask.now });
  const grouped = Map.groupBy(series, (one) => `${one.account} ${one.region} ${one.name}`);
  const nodes = fleet.flatMap((entry) => {
    const own = grouped.get(`${entry.endpoint.account} ${entry.endpoint.region} ${entry.endpoint.name}`) ?? [];
    return entry.endpoint.variants.map((variant) => nodeOf(entry, variant, { series: own, hours, now: ask.now }));
  });
  return nodes.toSorted((a, b) => healthWords[a.word].rank - healthWords[b.word].rank);
}

type Stored = { series: readonly SeriesRecord[]; hours: ReadonlyMap<number, readonly SampleHourRow[]>; now: number };

function nodeOf({ endpoint, report, coverage }: FleetEntry, variant: Variant, stored: Stored): VariantNode {
  const rule = report.rules.find((one) => one.word !== null && nodeRules.has(one.id));
  const blocked = coverage?.blocked?.absence;
  const use = (metric: MetricId) => readingOf(metric, { endpoint, variant, blocked }, stored);
  return {
    account: endpoint.account,
    region: endpoint.region,
    team: endpoint.team,
    name: endpoint.name,
    variant: variant.name,
    instanceType: variant.instanceType,
    running: variant.running,
    wanted: variant.wanted,
    word: rule?.word ?? 'healthy',
    sentence: rule?.sentence ?? '',
    cpu: use(uses.cpu),
    memory: use(uses.memory),
    disk: use(uses.disk),
    gpu: use(uses.gpu),
  };
}

type Of = { endpoint: EndpointRecord; variant: Variant; blocked: Absence | undefined };

function readingOf(metric: MetricId, { endpoint, variant, blocked }: Of, { series, hours, now }: Stored): NodeReading {
  const row = metricRow(metric);
  const one = series.find(
    (each) =>
      each.metricId === metric && each.dimensions.some(({ Name, Value }) => Name === 'VariantName' && Value === variant.name),
  );
  const unpublished = explainPublication(row, {
    ...publicationFacts(endpoint),
    instanceTypes: variant.instanceType ? [variant.instanceType] : [],
  });
  if (!one) return unpublished ?? { absence: blocked ?? 'no_traffic' };
  const to = floorTo(now, minuteMs);
  const value = minutesOf(hours.get(one.id) ?? [], to - hourMs, to).findLast((each) => each !== null);
  if (value === undefined || value === null)
    return { absence: blocked ?? 'no_traffic', why: absences[blocked ?? 'no_traffic'].why };
  const size = row.sumsOver ? instanceType(variant.instanceType ?? '')?.[row.sumsOver] : 1;
  return { value: value / Math.max(1, size ?? 1) };
}
