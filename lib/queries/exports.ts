import type { TeamScope } from '#lib/auth/scope.ts';
import { absences } from '#lib/catalog/absence.ts';
import { isResourceKind } from '#lib/catalog/resource-kinds.ts';
import { notFound } from '#lib/errors.ts';
import { activityExports } from './activity-exports.ts';
import { alertExports } from './alert-exports.ts';
import { biographyExports } from './biography-exports.ts';
import { coverageExports } from './coverage-exports.ts';
import type { ExportRow } from './csv.ts';
import { detectionExports } from './detection-exports.ts';
import { getEndpointDetail } from './endpoint.ts';
import { listEndpointMetrics } from './endpoint-metrics.ts';
import { endpointSorts, filterEndpoints, listEndpoints, type Reading, sortEndpoints } from './endpoints.ts';
import { integrityExports } from './integrity-exports.ts';
import { journalExports } from './journal-exports.ts';
import { listNodes } from './nodes.ts';
import { ownerExports } from './owner-exports.ts';
import type { Whom } from './person-names.ts';
import { getResource } from './resources.ts';
import { runExports } from './run-exports.ts';
import { silenceExports } from './silence-exports.ts';
import { spendExports } from './spend-exports.ts';
import type { Ask } from './sql.ts';
import { listResourceMetrics, type MetricReading } from './stored-metrics.ts';
import { subjectExports } from './subject-exports.ts';
import { getBoard, type WorstFigure } from './teams.ts';
import { unexplainedExports } from './unexplained-exports.ts';
import { listVariantNodes, type NodeReading } from './variant-nodes.ts';

/** The page's own question: team, instant, window and the rest of its URL. */
export type ExportAsk = Ask & {
  from: number;
  to: number;
  whom?: Whom;
  search: Readonly<Record<string, string | string[] | undefined>>;
};
export type ExportTable = (scope: TeamScope, ask: ExportAsk) => Promise<ExportRow[]>;

const iso = (at: number | null | undefined): string | null =>
  at === null || at === undefined ? null : new Date(at).toISOString();
const list = (search: ExportAsk['search'], name: string): string[] => [search[name] ?? []].flat().filter((text) => text !== '');
const first = (search: ExportAsk['search'], name: string): string | null => list(search, name)[0] ?? null;

/** A figure or, in its place, the word why there is none: an export is never silent about absence. */
const value = (reading: Reading | NodeReading | WorstFigure): number | string =>
  reading === null ? 'none' : 'absence' in reading ? absences[reading.absence].word : reading.value;

const teams: ExportTable = async (scope, ask) => {
  const { rows } = await getBoard(scope, ask);
  return rows.map((row) => ({
    team: row.team,
    endpoints: row.holdings.endpoints,
    health: row.word,
    subject: row.subject,
    sentence: row.sentence,
    since: iso(row.since),
    worst_5xx_percent: value(row.errors),
    worst_p99_ms: value(row.p99),
    jobs_24h: row.jobs?.total ?? 0,
    failed_jobs_24h: row.jobs?.failed ?? 0,
    objects_waiting: row.waiting?.count ?? 'none',
    read_at: iso(row.readAt),
  }));
};

const endpoints: ExportTable = async (scope, ask) => {
  const { search } = ask;
  const sort = first(search, 'sort') ?? 'health';
  const column = endpointSorts.find((one) => one === sort.replace(/^-/, '')) ?? 'health';
  const all = await listEndpoints(scope, ask);
  const filter = {
    health: list(search, 'health'),
    kind: list(search, 'kind'),
    account: list(search, 'account'),
    region: list(search, 'region'),
    name: first(search, 'name'),
  };
  return sortEndpoints(filterEndpoints(all, filter), { column, descending: sort.startsWith('-') }).map((row) => ({
    account: row.account,
    region: row.region,
    endpoint: row.name,
    team: row.team,
    kind: row.kind ?? 'cannot tell',
    health: row.word,
    sentence: row.sentence,
    since: iso(row.since),
    calls_per_min: value(row.calls),
    errors_5xx_percent: value(row.errors),
    p99_ms: value(row.p99),
    running: row.running,
    wanted: row.wanted,
    instance_types: row.instanceTypes.join(' '),
    alarm_on_errors: row.alarms.errors.state,
    alarm_on_latency: row.alarms.latency.state,
    read_at: iso(row.readAt),
  }));
};

const metricRows = (readings: readonly MetricReading[]): ExportRow[] =>
  readings.map(({ reading, ...row }) => ({
    metric_id: row.metricId,
    namespace: row.namespace,
    metric: row.metric,
    of: row.subject,
    statistic: row.statistic,
    unit: row.unit,
    value: 'absence' in reading ? absences[reading.absence].word : reading.value,
    at: 'absence' in reading ? null : iso(reading.at),
    why: 'absence' in reading ? reading.why : null,
    aws_cli: row.cli,
  }));

const placeIn = (search: ExportAsk['search']) => ({
  account: first(search, 'account') ?? '',
  region: first(search, 'region') ?? '',
  name: first(search, 'name') ?? '',
});

const resourceMetrics: ExportTable = async (scope, ask) => {
  const kind = first(ask.search, 'kind') ?? '';
  if (!isResourceKind(kind)) throw notFound(`Kind ${kind}`);
  const resource = await getResource(scope, { ...ask, asOf: null }, { ...placeIn(ask.search), kind });
  return metricRows(await listResourceMetrics(scope, resource, ask));
};

const metrics: ExportTable = async (scope, ask) => {
  const { endpoint, components } = await getEndpointDetail(scope, { ...ask, ...placeIn(ask.search) });
  return metricRows(await listEndpointMetrics(scope, { endpoint, components, from: ask.from, to: ask.to, now: ask.now }));
};

const nodes: ExportTable = async (scope, ask) =>
  (await listNodes(scope, ask)).map(({ word, sentence, launchedAt, lastSeenAt, isUnread: _, ...row }) => ({
    ...row,
    health: word,
    sentence,
    launched_at: iso(launchedAt),
    read_at: iso(lastSeenAt),
  }));

const variants: ExportTable = async (scope, ask) =>
  (await listVariantNodes(scope, ask)).map(({ word, cpu, memory, disk, gpu, ...row }) => ({
    ...row,
    health: word,
    cpu_percent: value(cpu),
    memory_percent: value(memory),
    disk_percent: value(disk),
    gpu_percent: value(gpu),
  }));

/** Every table that can be downloaded. Adding one is adding a row. */
const exportTables = {
  teams,
  endpoints,
  'endpoint-metrics': metrics,
  'resource-metrics': resourceMetrics,
  nodes,
  variants,
  ...runExports,
  ...spendExports,
  ...activityExports,
  ...subjectExports,
  ...alertExports,
  ...silenceExports,
  ...coverageExports,
  ...detectionExports,
  ...biographyExports,
  ...journalExports,
  ...integrityExports,
  ...unexplainedExports,
  ...ownerExports,
} as const satisfies Record<string, ExportTable>;

export const exportNames = Object.keys(exportTables);

/** @throws TrailwatchError `not_found` for a table that is none */
export function exportTable(name: string): ExportTable {
  if (!Object.hasOwn(exportTables, name)) throw notFound(`Table ${name}`);
  return exportTables[name as keyof typeof exportTables];
}
