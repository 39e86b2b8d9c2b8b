import type { TeamScope } from '#lib/auth/scope.ts';
import { at, listAt, numberAt, textAt, timeAt } from '#lib/catalog/answer.ts';
import type { EndpointKind } from '#lib/catalog/endpoint-kinds.ts';
import { notFound } from '#lib/errors.ts';
import { containerNames, decideEndpointKind } from '#lib/metrics/endpoint-kind.ts';
import { type Ask, read, teamsOf, toMs, toTime } from './sql.ts';

export type Variant = {
  name: string;
  /** null for serverless variants and where the configuration was not read. */
  instanceType: string | null;
  models: readonly string[];
  running: number | null;
  wanted: number | null;
  weight: number | null;
  status: string | null;
  hasProvisionedConcurrency: boolean;
  isShadow: boolean;
  containers: readonly string[];
};

export type EndpointRecord = {
  account: string;
  region: string;
  name: string;
  arn: string;
  team: string;
  teamReason: string;
  tags: unknown;
  /** null when nobody can tell what it was at that moment. */
  status: string | null;
  isPast: boolean;
  statusAt: number | null;
  failureReason: string | null;
  kind: EndpointKind | null;
  configName: string | null;
  variants: readonly Variant[];
  createdAt: number | null;
  lastSeenAt: number;
  deletedAt: number | null;
  /** Describe answers: of the endpoint as of the moment asked, of its configuration and models. */
  description: unknown;
  config: unknown;
  models: readonly unknown[];
};

type Row = {
  account: string;
  region: string;
  name: string;
  arn: string;
  team: string;
  teamReason: string;
  tags: unknown;
  status: string | null;
  description: unknown;
  version: unknown;
  config: unknown;
  models: unknown[] | null;
  transition: string | null;
  createdAt: Date | null;
  lastSeenAt: Date;
  deletedAt: Date | null;
};

/**
 * One part of an endpoint `e` by name. The limit keeps it a look by key: joined as a whole, the view would be worked out for every row.
 * `name` is a plain column: what is worked out on the way, PostgreSQL compares only behind the wall, for every part of the place.
 */
const partOf = (kind: string, name: string): string => `
  select x.description from endpoint_part x
  where x.account = e.account and x.region = e.region and x.kind = ${kind} and x.name = ${name} limit 1`;

/** What is true of the endpoint at $2 when $3 (a past moment is asked), else what was read last. */
const query = (filter: string) => `
  select e.account, e.region, e.name, e.arn, e.team, e.team_reason as "teamReason", e.tags, e.status, e.description, v.configuration as version,
    c.description as config, t.status as transition, e.created_at as "createdAt", e.last_seen_at as "lastSeenAt", e.deleted_at as "deletedAt",
    (select jsonb_agg(m.description) from (
        select distinct p ->> 'ModelName' as name from jsonb_path_query(c.description, '$.ProductionVariants[*]') p) n
      cross join lateral (${partOf("'model'", 'n.name')}) m) as models
  from resource e
  left join lateral (
    select configuration from resource_version v
    where $3::boolean and v.account = e.account and v.region = e.region and v.kind = e.kind and v.name = e.name and v.valid_from <= $2
    order by v.valid_from desc limit 1) v on true
  left join lateral (
    select 'Updating' as status from activity a
    where $3::boolean and a.account = e.account and a.region = e.region and a.kind = e.kind and a.name = e.name and a.type = 'deployment'
      and a.at <= $2 and coalesce(a.ended_at, 'infinity') > $2 limit 1) t on true
  left join lateral (select coalesce(v.configuration, e.description) ->> 'EndpointConfigName' as name offset 0) k on true
  left join lateral (${partOf("'endpoint_config'", 'k.name')}) c on true
  where e.kind = 'endpoint' and ($1::text[] is null or e.team = any($1))
    and coalesce(e.created_at, e.first_seen_at) <= $2 and ${filter}
  order by e.name, e.account, e.region`;

/** Endpoints that exist at the moment asked. */
export async function listEndpointRecords(scope: TeamScope, ask: Ask): Promise<EndpointRecord[]> {
  const rows = await read<Row>(scope, 'endpoints', query('(e.deleted_at is null or e.deleted_at > $2)'), values(scope, ask));
  return rows.map((row) => toRecord(row, ask.asOf !== null));
}

/** One endpoint, whether it still exists or not. @throws TrailwatchError `not_found`, also for another team's */
export async function getEndpointRecord(
  scope: TeamScope,
  ask: Ask & { account: string; region: string; name: string },
): Promise<EndpointRecord> {
  const rows = await read<Row>(scope, 'endpoint', query('e.account = $4 and e.region = $5 and e.name = $6'), [
    ...values(scope, ask),
    ask.account,
    ask.region,
    ask.name,
  ]);
  if (!rows[0]) throw notFound(`Endpoint ${ask.name}`);
  return toRecord(rows[0], ask.asOf !== null);
}

const values = (scope: TeamScope, ask: Ask): unknown[] => [teamsOf(scope, ask.team), toTime(ask.now), ask.asOf !== null];

function toRecord(row: Row, isPast: boolean): EndpointRecord {
  const description = isPast ? (row.version ?? row.description) : row.description;
  const models = row.models ?? [];
  const isGone = row.deletedAt !== null;
  return {
    account: row.account,
    region: row.region,
    name: row.name,
    arn: row.arn,
    team: row.team,
    teamReason: row.teamReason,
    tags: row.tags,
    status: isPast ? row.transition : isGone ? null : row.status,
    isPast,
    statusAt: isPast ? null : (timeAt(row.description, 'LastModifiedTime') ?? null),
    failureReason: isPast ? null : (textAt(row.description, 'FailureReason') ?? null),
    kind: decideEndpointKind({ endpoint: description, config: row.config, models }),
    configName: textAt(description, 'EndpointConfigName') ?? null,
    variants: variantsOf(description, row.config, models),
    createdAt: toMs(row.createdAt),
    lastSeenAt: row.lastSeenAt.getTime(),
    deletedAt: toMs(row.deletedAt),
    description,
    config: row.config,
    models,
  };
}

const named = (list: readonly unknown[], name: string): unknown => list.find((one) => textAt(one, 'VariantName') === name);

/** The variants of an endpoint, of what Describe says of it, of its configuration and of its models. */
export function variantsOf(description: unknown, config: unknown, models: readonly unknown[]): Variant[] {
  return (['ProductionVariants', 'ShadowProductionVariants'] as const).flatMap((field) => {
    const configured = listAt(config, field);
    const live = listAt(description, field);
    const names = [...live, ...configured].map((one) => textAt(one, 'VariantName')).filter((name) => name !== undefined);
    return [...new Set(names)].map((name): Variant => {
      const now = named(live, name);
      const asked = named(configured, name);
      const model = textAt(asked, 'ModelName');
      const serverless = at(now, 'CurrentServerlessConfig') ?? at(asked, 'ServerlessConfig');
      return {
        name,
        instanceType: textAt(asked, 'InstanceType') ?? null,
        models: model === undefined ? [] : [model],
        running: numberAt(now, 'CurrentInstanceCount') ?? null,
        wanted: numberAt(now, 'DesiredInstanceCount') ?? null,
        weight: numberAt(now, 'CurrentWeight') ?? null,
        status: textAt(listAt(now, 'VariantStatus')[0], 'Status') ?? null,
        hasProvisionedConcurrency: (numberAt(serverless, 'ProvisionedConcurrency') ?? 0) > 0,
        isShadow: field === 'ShadowProductionVariants',
        containers: containerNames(models.find((one) => textAt(one, 'ModelName') === model)),
      };
    });
  });
}
