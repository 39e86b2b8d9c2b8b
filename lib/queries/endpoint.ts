import type { TeamScope } from '#lib/auth/scope.ts';
import { at, listAt, numberAt, textAt } from '#lib/catalog/answer.ts';
import type { PanelId } from '#lib/catalog/panels.ts';
import type { PlotLine } from '#lib/catalog/plot.ts';
import { table } from '#lib/catalog/table.ts';
import { type AlarmCoverage, alarmCoverage } from '#lib/metrics/alarm-coverage.ts';
import type { TypeSpan } from '#lib/metrics/normalise.ts';
import { dayMs } from '#lib/time.ts';
import { listCoverage } from './collection.ts';
import { type EndpointRecord, getEndpointRecord } from './fleet.ts';
import { entryOf, type FleetEntry, laneWindow } from './health.ts';
import type { ResourceVersion } from './resources.ts';
import { listResourceSeries, readHours } from './series.ts';
import { type Ask, ownedBy, read, teamsOf, toTime } from './sql.ts';

/** One version of an endpoint: the configuration it pointed to from then on. Epoch ms. */
export type EndpointVersion = {
  validFrom: number;
  validTo: number | null;
  configName: string | null;
  configuration: unknown;
  config: unknown;
};

type RelatedResource = { kind: string; name: string; arn: string; status: string | null; description: unknown };

export type EndpointDetail = FleetEntry & {
  versions: readonly EndpointVersion[];
  related: readonly RelatedResource[];
  alarms: AlarmCoverage;
  /** Names of the inference components it hosts. */
  components: readonly string[];
  /** Targets of its scaling policies, by chart. */
  targets: Partial<Record<PanelId, PlotLine>>;
  eventCount: number;
};

/** All of one endpoint's page but its charts, in three round trips. @throws TrailwatchError `not_found` */
export async function getEndpointDetail(
  scope: TeamScope,
  ask: Ask & { account: string; region: string; name: string },
): Promise<EndpointDetail> {
  const endpoint = await getEndpointRecord(scope, ask);
  const key = { ...endpoint, kind: 'endpoint' };
  const [series, coverage, versions, related, events] = await Promise.all([
    listResourceSeries(scope, key),
    listCoverage(scope, laneWindow(ask.now)),
    listEndpointVersions(scope, endpoint, ask.now),
    listRelated(scope, endpoint, ask.now),
    countEvents(scope, endpoint, ask.now),
  ]);
  const hours = await readHours(scope, series, { from: ask.now - dayMs - 3_600_000, to: ask.now });
  const place = coverage.find((one) => one.account === endpoint.account && one.region === endpoint.region) ?? null;
  const components = related.filter((one) => one.kind === 'inference_component').map((one) => one.name);
  const alarms = related.filter((one) => one.kind === 'alarm').map((one) => one.description);
  return {
    ...entryOf(endpoint, { series, hours, place }, ask.now),
    versions,
    related,
    alarms: alarmCoverage(alarms, { endpoint: endpoint.name, components }),
    components,
    targets: targetsOf(related),
    eventCount: events,
  };
}

/** Versions of an endpoint up to a moment, newest first, at most 200, each with the configuration that it pointed to. */
export const listEndpointVersions = async (
  scope: TeamScope,
  { account, region, name }: Pick<EndpointRecord, 'account' | 'region' | 'name'>,
  now: number,
): Promise<EndpointVersion[]> =>
  read<EndpointVersion>(
    scope,
    'endpoint versions',
    `select extract(epoch from v.valid_from)::float8 * 1000 as "validFrom", extract(epoch from v.valid_to)::float8 * 1000 as "validTo",
       v.configuration ->> 'EndpointConfigName' as "configName", v.configuration, c.description as config
     from resource_version v
     left join lateral (select v.configuration ->> 'EndpointConfigName' as name offset 0) k on true
     left join lateral (
       select x.description from endpoint_part x
       where x.account = v.account and x.region = v.region and x.kind = 'endpoint_config' and x.name = k.name limit 1) c on true
     where v.account = $1 and v.region = $2 and v.kind = 'endpoint' and v.name = $3 and v.valid_from <= $4 and ${ownedBy('v.account, v.region, v.kind, v.name', '$5')}
     order by v.valid_from desc limit 200`,
    [account, region, name, toTime(now), teamsOf(scope)],
  );

/** A version by what it configures: the configuration pointed to without what names it, so that two differ only in what they do. */
export function wholeVersion({ validFrom, validTo, configName, config }: EndpointVersion): ResourceVersion {
  const {
    CreationTime: _at,
    EndpointConfigArn: _arn,
    EndpointConfigName: _name,
    ...rest
  } = (config ?? {}) as Record<string, unknown>;
  return { validFrom, validTo, configuration: { EndpointConfigName: configName, ...rest } };
}

/** Alarms of the place, and what hangs on the endpoint: components, scaling targets and policies. */
const listRelated = async (
  scope: TeamScope,
  { account, region, name }: EndpointRecord,
  now: number,
): Promise<RelatedResource[]> =>
  read<RelatedResource>(
    scope,
    'endpoint related',
    `select kind, name, arn, status, description from endpoint_part where kind = 'alarm' and account = $1 and region = $2
       and (deleted_at is null or deleted_at > $4) and first_seen_at <= $4
     union all
     select kind, name, arn, status, description from resource r where ($5::text[] is null or team = any($5)) and account = $1 and region = $2 and (deleted_at is null or deleted_at > $4) and first_seen_at <= $4 and (
       (kind = 'inference_component' and description ->> 'EndpointName' = $3)
       or (kind in ('scaling_target', 'scaling_policy') and (starts_with(description ->> 'ResourceId', 'endpoint/' || $3 || '/')
         or description ->> 'ResourceId' in (select 'inference-component/' || i.name from resource i where i.account = $1 and i.region = $2
           and i.kind = 'inference_component' and i.description ->> 'EndpointName' = $3))))
     order by kind, name`,
    [account, region, name, toTime(now), teamsOf(scope)],
  );

async function countEvents(scope: TeamScope, { account, region, name }: EndpointRecord, now: number): Promise<number> {
  const [row] = await read<{ count: number }>(
    scope,
    'endpoint event count',
    `select count(*)::int as count from audit_event_resource x where owner = $1 and region = $2 and kind = 'endpoint' and name = $3 and at <= $4 and ${ownedBy('x.owner, x.region, x.kind, x.name', '$5')}`,
    [account, region, name, toTime(now), teamsOf(scope)],
  );
  return row?.count ?? 0;
}

/** Which chart a predefined scaling metric stands on, and what its target is multiplied by there. */
const targetPanels = table<{ panel: PanelId; scale: number }>({
  SageMakerVariantInvocationsPerInstance: { panel: 'per_instance', scale: 1 },
  SageMakerVariantConcurrentRequestsPerModelHighResolution: { panel: 'concurrency', scale: 1 },
  SageMakerVariantProvisionedConcurrencyUtilization: { panel: 'serverless_use', scale: 100 },
  CPUUtilization: { panel: 'cpu', scale: 1 },
});

function targetsOf(related: readonly RelatedResource[]): EndpointDetail['targets'] {
  const entries = related.flatMap(({ kind, description }): [PanelId, PlotLine][] => {
    const policy = at(description, 'TargetTrackingScalingPolicyConfiguration');
    const value = numberAt(policy, 'TargetValue');
    const metric =
      textAt(policy, 'PredefinedMetricSpecification.PredefinedMetricType') ??
      textAt(policy, 'CustomizedMetricSpecification.MetricName') ??
      '';
    const target = Object.hasOwn(targetPanels, metric) ? targetPanels[metric] : undefined;
    if (kind !== 'scaling_policy' || value === undefined || !target) return [];
    return [[target.panel, { value: value * target.scale, label: `scaling target ${value * target.scale}`, kind: 'target' }]];
  });
  return Object.fromEntries(entries);
}

/** Instance types that a variant ran on, from its versions; the oldest known one stands for what was before. */
export function typeSpans(versions: readonly EndpointVersion[], variant: string | null): TypeSpan[] {
  return versions
    .toReversed()
    .flatMap(({ validFrom, config }, index): TypeSpan[] => {
      const asked = listAt(config, 'ProductionVariants');
      const own = variant === null ? asked[0] : asked.find((one) => textAt(one, 'VariantName') === variant);
      const type = textAt(own, 'InstanceType');
      return type === undefined ? [] : [{ from: index === 0 ? 0 : validFrom, type }];
    })
    .filter((span, index, all) => span.type !== all[index - 1]?.type);
}
