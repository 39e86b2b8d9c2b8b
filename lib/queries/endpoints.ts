import type { TeamScope } from '#lib/auth/scope.ts';
import type { Absence } from '#lib/catalog/absence.ts';
import type { EndpointKind } from '#lib/catalog/endpoint-kinds.ts';
import { type EndpointRuleId, endpointRules, type Health, healthWords } from '#lib/catalog/health.ts';
import { type AlarmCoverage, alarmCoverage } from '#lib/metrics/alarm-coverage.ts';
import { lastOf, sparkOf, type Track } from '#lib/metrics/track.ts';
import type { EndpointRecord } from './fleet.ts';
import { type FleetEntry, listFleet } from './health.ts';
import { type Ask, read, toTime } from './sql.ts';

/** A figure with its last 24 h, or the word why there is none. */
export type Reading =
  | { value: number; spark: (number | null)[]; limit: number | null /** A rule on it is broken. */; isBroken: boolean }
  | { absence: Absence };

export type EndpointRow = {
  account: string;
  region: string;
  name: string;
  team: string;
  kind: EndpointKind | null;
  word: Health;
  sentence: string;
  since: number | null;
  rules: FleetEntry['report']['rules'];
  calls: Reading;
  errors: Reading;
  p99: Reading;
  running: number | null;
  wanted: number | null;
  instanceTypes: readonly string[];
  alarms: AlarmCoverage;
  lane: FleetEntry['lane'];
  readAt: number | null;
  createdAt: number | null;
};

export const endpointSorts = ['health', 'name', 'team', 'calls', 'errors', 'p99', 'instances'] as const;
export type EndpointSort = (typeof endpointSorts)[number];

export type EndpointFilter = {
  health: readonly string[];
  kind: readonly string[];
  account: readonly string[];
  region: readonly string[];
  name: string | null;
};

/** Endpoints of a team with figures, alarms and health; filtered and sorted here because the word is worked out, not stored. */
export async function listEndpoints(scope: TeamScope, ask: Ask): Promise<EndpointRow[]> {
  const [fleet, alarms] = await Promise.all([listFleet(scope, ask), listAlarms(scope, ask.now)]);
  const byPlace = Map.groupBy(alarms, ({ account, region }) => `${account} ${region}`);
  return fleet.map((entry) =>
    rowOf(
      entry,
      (byPlace.get(`${entry.endpoint.account} ${entry.endpoint.region}`) ?? []).map((one) => one.description),
    ),
  );
}

/** An endpoint is watched by alarms of its place, whoever owns them; only whether and how is shown. */
const listAlarms = (scope: TeamScope, now: number): Promise<{ account: string; region: string; description: unknown }[]> =>
  read(
    scope,
    'alarms',
    `select account, region, description from endpoint_part where kind = 'alarm' and (deleted_at is null or deleted_at > $1) and first_seen_at <= $1`,
    [toTime(now)],
  );

const recentMinutes = 5;

type Figured = { track: Track; limit: number | null; rules: readonly EndpointRuleId[] };

function readingOf({ track, limit, rules }: Figured, { report, coverage }: FleetEntry): Reading {
  const last = lastOf({ ...track, values: track.values.slice(-recentMinutes) });
  if (!last) return { absence: track.absence ?? coverage?.blocked?.absence ?? 'no_traffic' };
  const isBroken = report.rules.some((rule) => rule.word !== null && rules.includes(rule.id));
  return { value: last.value, spark: sparkOf(track), limit, isBroken };
}

/** As DescribeEndpoint answered last; not for a past moment. */
function answered({ isPast, variants }: EndpointRecord, field: 'running' | 'wanted'): number | null {
  const known = variants.map((one) => one[field]).filter((count) => count !== null);
  return isPast || known.length === 0 ? null : known.reduce((sum, count) => sum + count, 0);
}

export function rowOf(entry: FleetEntry, alarms: readonly unknown[]): EndpointRow {
  const { endpoint, evidence, report, lane, coverage } = entry;
  return {
    account: endpoint.account,
    region: endpoint.region,
    name: endpoint.name,
    team: endpoint.team,
    kind: endpoint.kind,
    word: report.word,
    sentence: report.sentence,
    since: report.since,
    rules: report.rules,
    calls: readingOf({ track: evidence.calls, limit: null, rules: [] }, entry),
    errors: readingOf({ track: evidence.errorShare, limit: endpointRules.errors.limit, rules: ['errors', 'errors_some'] }, entry),
    p99: readingOf({ track: evidence.p99Ms, limit: evidence.p99LimitMs, rules: ['latency'] }, entry),
    running: lastOf(evidence.running)?.value ?? answered(endpoint, 'running'),
    wanted: lastOf(evidence.wanted)?.value ?? answered(endpoint, 'wanted'),
    instanceTypes: [...new Set(endpoint.variants.flatMap((one) => one.instanceType ?? []))],
    alarms: alarmCoverage(alarms, { endpoint: endpoint.name }),
    lane,
    readAt: coverage?.readAt ?? null,
    createdAt: endpoint.createdAt,
  };
}

const has = (chosen: readonly string[], value: string): boolean => chosen.length === 0 || chosen.includes(value);

export const filterEndpoints = (rows: readonly EndpointRow[], filter: EndpointFilter): EndpointRow[] =>
  rows.filter(
    (row) =>
      has(filter.health, row.word) &&
      has(filter.kind, row.kind ?? 'unknown') &&
      has(filter.account, row.account) &&
      has(filter.region, row.region) &&
      (filter.name === null || row.name.toLowerCase().includes(filter.name.toLowerCase())),
  );

const figure = (reading: Reading): number => ('absence' in reading ? -1 : reading.value);

const keys: Record<EndpointSort, (a: EndpointRow, b: EndpointRow) => number> = {
  health: (a, b) => healthWords[a.word].rank - healthWords[b.word].rank || (b.since ?? 0) - (a.since ?? 0),
  name: (a, b) => a.name.localeCompare(b.name),
  team: (a, b) => a.team.localeCompare(b.team),
  calls: (a, b) => figure(a.calls) - figure(b.calls),
  errors: (a, b) => figure(a.errors) - figure(b.errors),
  p99: (a, b) => figure(a.p99) - figure(b.p99),
  instances: (a, b) => (a.running ?? -1) - (b.running ?? -1),
};

export const sortEndpoints = (rows: readonly EndpointRow[], sort: { column: EndpointSort; descending: boolean }): EndpointRow[] =>
  rows.toSorted((a, b) => (sort.descending ? -1 : 1) * keys[sort.column](a, b) || a.name.localeCompare(b.name));
