import { dayMs } from '#lib/time.ts';
import { AwsError } from '../../../aws-error.ts';
import { paginate } from '../../../paging.ts';
import { hexOf, uuidOf } from '../../random.ts';
import type { CallContext, Operation } from '../../types.ts';
import { activitiesOf, alarmNames, describeActivity, policyName, variantDimension } from '../activities.ts';
import { seconds } from '../names.ts';
import type { Roll } from '../roll.ts';
import { type EndpointSpec, scalableResource, type VariantSpec } from '../spec.ts';

/** Application Auto Scaling tells of six weeks. */
const kept = 42 * dayMs;
export const registeredAt = (spec: EndpointSpec): number => spec.createdAt + 25 * 60_000;

/** A scaled variant: instances, at a number of requests each. */
export type Target = { spec: EndpointSpec; variant: VariantSpec; resource: string };

export const targetsOf = (spec: EndpointSpec): Target[] =>
  spec.variants
    .filter((variant) => variant.isScaled)
    .map((variant) => ({ spec, variant, resource: scalableResource(spec, variant) }));

function targets(roll: Roll, context: CallContext): Target[] {
  return roll
    .between(context, context.now, context.now)
    .filter((spec) => registeredAt(spec) <= context.now)
    .flatMap(targetsOf);
}

/** @throws AwsError for a service that Application Auto Scaling does not know */
function demandSagemaker(input: Record<string, unknown>): boolean {
  const { ServiceNamespace } = input;
  if (typeof ServiceNamespace !== 'string')
    throw new AwsError(
      'ValidationException',
      "1 validation error detected: Value null at 'serviceNamespace' failed to satisfy constraint: Member must not be null",
    );
  return ServiceNamespace === 'sagemaker';
}

const isWanted = (input: Record<string, unknown>, { resource }: Target): boolean => {
  const { ResourceId, ResourceIds, ScalableDimension } = input;
  return (
    (ScalableDimension === undefined || ScalableDimension === variantDimension) &&
    (ResourceId === undefined || ResourceId === resource) &&
    (!Array.isArray(ResourceIds) || ResourceIds.includes(resource))
  );
};

const invalidToken = (): AwsError => new AwsError('InvalidNextTokenException', 'The next token supplied is invalid.');

const page = (items: readonly Record<string, unknown>[], input: Record<string, unknown>, member: string, max = 50) => {
  const { items: shown, nextToken } = paginate({ items, input, default: max, max, invalidToken });
  return { [member]: shown, ...(nextToken ? { NextToken: nextToken } : {}) };
};

const serviceRole = (account: string): string =>
  `arn:aws:iam::${account}:role/aws-service-role/sagemaker.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint`;

/** What RegisterScalableTarget was asked for. */
export const targetRequest = ({ variant, resource }: Target) => ({
  ServiceNamespace: 'sagemaker',
  ResourceId: resource,
  ScalableDimension: variantDimension,
  MinCapacity: variant.min,
  MaxCapacity: variant.max,
});

const describeTarget = (target: Target) => ({
  ...targetRequest(target),
  RoleARN: serviceRole(target.spec.account),
  CreationTime: seconds(registeredAt(target.spec)),
  SuspendedState: { DynamicScalingInSuspended: false, DynamicScalingOutSuspended: false, ScheduledScalingSuspended: false },
  ScalableTargetARN: `arn:aws:application-autoscaling:${target.spec.region}:${target.spec.account}:scalable-target/${hexOf(24, 'target', target.resource, target.spec.stream)}`,
});

export const alarmArn = ({ account, region }: EndpointSpec, name: string): string =>
  `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;

/** Requests a minute and instance that the policy holds. */
export const targetValue = (variant: VariantSpec): number => Math.round(variant.perInstance);

/** What PutScalingPolicy was asked for. */
export const policyRequest = ({ spec, variant, resource }: Target) => ({
  PolicyName: policyName(spec),
  ServiceNamespace: 'sagemaker',
  ResourceId: resource,
  ScalableDimension: variantDimension,
  PolicyType: 'TargetTrackingScaling',
  TargetTrackingScalingPolicyConfiguration: {
    TargetValue: targetValue(variant),
    PredefinedMetricSpecification: { PredefinedMetricType: 'SageMakerVariantInvocationsPerInstance' },
    ScaleOutCooldown: 300,
    ScaleInCooldown: 3600,
    DisableScaleIn: false,
  },
});

export const policyArn = ({ spec, resource }: Target): string =>
  `arn:aws:autoscaling:${spec.region}:${spec.account}:scalingPolicy:${uuidOf('policy', spec.stream, resource)}:resource/sagemaker/${resource}:policyName/${policyName(spec)}`;

const describePolicy = (target: Target) => {
  const { high, low } = alarmNames(target.spec, target.variant);
  return {
    ...policyRequest(target),
    PolicyARN: policyArn(target),
    Alarms: [high, low].map((name) => ({ AlarmName: name, AlarmARN: alarmArn(target.spec, name) })),
    CreationTime: seconds(registeredAt(target.spec) + 2_000),
  };
};

/** Each policy costs the service a look at its alarms, so that a page holds few. */
const maxPolicies = 10;

export const scalingOperations = (roll: Roll): Record<string, Operation> => ({
  'application-autoscaling.DescribeScalableTargets': (input, context) => {
    const found = demandSagemaker(input) ? targets(roll, context).filter((target) => isWanted(input, target)) : [];
    return page(found.map(describeTarget), input, 'ScalableTargets');
  },
  'application-autoscaling.DescribeScalingPolicies': (input, context) => {
    const { PolicyNames } = input;
    const found = demandSagemaker(input) ? targets(roll, context).filter((target) => isWanted(input, target)) : [];
    const named = found.filter(({ spec }) => !Array.isArray(PolicyNames) || PolicyNames.includes(policyName(spec)));
    return page(named.map(describePolicy), input, 'ScalingPolicies', maxPolicies);
  },
  'application-autoscaling.DescribeScheduledActions': (input) => {
    demandSagemaker(input);
    return { ScheduledActions: [] };
  },
  'application-autoscaling.DescribeScalingActivities': (input, context) => {
    const found = demandSagemaker(input) ? targets(roll, context).filter((target) => isWanted(input, target)) : [];
    const activities = found
      .flatMap(({ spec, variant }) =>
        activitiesOf(spec, variant, context.now - kept, context.now + 1).map((activity) => ({ spec, variant, activity })),
      )
      .sort((a, b) => b.activity.at - a.activity.at || (a.spec.name < b.spec.name ? -1 : 1));
    const { items, nextToken } = paginate({ items: activities, input, default: 50, max: 50, invalidToken });
    return {
      ScalingActivities: items.map(({ spec, variant, activity }) => describeActivity(spec, variant, activity, context.now)),
      ...(nextToken ? { NextToken: nextToken } : {}),
    };
  },
});
