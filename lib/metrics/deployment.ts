import { at, listAt, numberAt, textAt, timeAt } from '#lib/catalog/answer.ts';
import { table } from '#lib/catalog/table.ts';

/** One variant of a blue/green deployment: the new fleet beside the one that it replaces. Null where the answer does not say. */
export type DeployingVariant = {
  name: string;
  /** "Creating", "Baking", "ActivatingTraffic" …, since when (epoch ms), and SageMaker's words for it. */
  status: string | null;
  statusAt: number | null;
  message: string | null;
  running: number | null;
  wanted: number | null;
  instanceType: string | null;
};

export type Deployment = {
  from: string | null;
  to: string;
  startedAt: number | null;
  /** "CANARY, 25 % of capacity first, 30 min of baking": seconds of baking apart, for what is left of it. */
  routing: string | null;
  waitSeconds: number | null;
  rollbackAlarms: readonly string[];
  variants: readonly DeployingVariant[];
};

const units = table<string>({ CAPACITY_PERCENT: '% of capacity', INSTANCE_COUNT: 'instances' });

function routingOf(policy: unknown): string | null {
  const type = textAt(policy, 'Type');
  if (type === undefined) return null;
  const size = at(policy, 'CanarySize') ?? at(policy, 'LinearStepSize');
  const value = numberAt(size, 'Value');
  const unit = units[textAt(size, 'Type') ?? ''] ?? textAt(size, 'Type') ?? '';
  const name = type.toLowerCase().replaceAll('_', ' ');
  return value === undefined ? name : `${name}, ${value} ${unit} ${type === 'LINEAR' ? 'a step' : 'first'}`;
}

/** What DescribeEndpoint's PendingDeploymentSummary tells of a deployment that is under way; null when none is. */
export function deploymentOf(description: unknown): Deployment | null {
  const pending = at(description, 'PendingDeploymentSummary');
  const to = textAt(pending, 'EndpointConfigName');
  if (to === undefined) return null;
  const config = at(description, 'LastDeploymentConfig');
  const policy = at(config, 'BlueGreenUpdatePolicy.TrafficRoutingConfiguration');
  return {
    from: textAt(description, 'EndpointConfigName') ?? null,
    to,
    startedAt: timeAt(pending, 'StartTime') ?? null,
    routing: routingOf(policy),
    waitSeconds: numberAt(policy, 'WaitIntervalInSeconds') ?? null,
    rollbackAlarms: listAt(config, 'AutoRollbackConfiguration.Alarms').flatMap((alarm) => textAt(alarm, 'AlarmName') ?? []),
    variants: listAt(pending, 'ProductionVariants').map((one): DeployingVariant => {
      const [status] = listAt(one, 'VariantStatus');
      return {
        name: textAt(one, 'VariantName') ?? 'unnamed',
        status: textAt(status, 'Status') ?? null,
        statusAt: timeAt(status, 'StartTime') ?? null,
        message: textAt(status, 'StatusMessage') ?? null,
        running: numberAt(one, 'CurrentInstanceCount') ?? null,
        wanted: numberAt(one, 'DesiredInstanceCount') ?? null,
        instanceType: textAt(one, 'InstanceType') ?? null,
      };
    }),
  };
}
