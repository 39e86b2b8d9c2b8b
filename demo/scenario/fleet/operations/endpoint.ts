import { minuteMs } from '#lib/time.ts';
import { incidentRows, phaseAt } from '../../incidents.ts';
import { activitiesOf } from '../activities.ts';
import { capacityAt, weightAt } from '../capacity.ts';
import { configName, seconds } from '../names.ts';
import { type Change, deploymentAt, type Release } from '../releases.ts';
import { type EndpointSpec, endpointArn, type VariantSpec } from '../spec.ts';
import { struckBy } from '../struck.ts';
import { asyncConfig, captureUri, keyArn, metricsConfig, modelRelease, sampling } from './configuration.ts';
import { imageOf, modelCreatedAt, resolvedImage } from './model.ts';

/** Instances in the fleet that a blue/green deployment builds beside the old one. */
const canaryShare = 0.25;

const scalingAt = (spec: EndpointSpec, now: number) =>
  spec.variants
    .flatMap((variant) => activitiesOf(spec, variant, now - 36 * 60 * minuteMs, now + 1))
    .sort((a, b) => a.at - b.at)
    .at(-1);

/** How long a deleted endpoint is still seen. */
const deletingMs = 2 * minuteMs;
export const exists = (spec: EndpointSpec, now: number): boolean => spec.createdAt <= now && now < spec.deletedAt + deletingMs;

/** The status, and when something last changed. undefined: not created yet. */
export function standing(spec: EndpointSpec, now: number) {
  const deployment = deploymentAt(spec, now);
  if (!deployment || !exists(spec, now)) return undefined;
  const { pending, last } = deployment;
  const scaling = scalingAt(spec, now);
  const isScaling = scaling !== undefined && !scaling.isFailed && now < scaling.endsAt;
  const shift = shiftOf(spec, now);
  const marks = [spec.createdAt, spec.deletedAt, last.at, last.doneAt, scaling?.at ?? 0, scaling?.endsAt ?? 0, ...(shift ?? [])];
  return {
    deployment,
    status:
      now >= spec.deletedAt
        ? 'Deleting'
        : pending
          ? statusOf(pending, now)
          : isScaling || isShifting(shift, now)
            ? 'Updating'
            : 'InService',
    modifiedAt: Math.max(...marks.filter((at) => at <= now)),
  };
}

/** When an UpdateEndpointWeightsAndCapacities began and ended, of the shift under way or just over. */
function shiftOf(spec: EndpointSpec, now: number): number[] | undefined {
  const incident = struckBy(spec, 'traffic_shift', now);
  return incident && ['shift', 'shifted', 'back', 'recovered'].map((phase) => phaseAt(incident, phase));
}
const isShifting = (marks: number[] | undefined, now: number): boolean =>
  marks !== undefined && [0, 2].some((first) => now >= (marks[first] ?? 0) && now < (marks[first + 1] ?? 0));

function statusOf(change: Change, now: number): string {
  if (change.kind === 'first') return 'Creating';
  const incident = change.kind === 'candidate' ? change.to.incident : undefined;
  return incident && now >= phaseAt(incident, 'rollback') ? 'RollingBack' : 'Updating';
}

function images(spec: EndpointSpec, variant: VariantSpec, release: Release) {
  const part = spec.variants.indexOf(variant);
  const model = modelRelease(spec, release);
  const version = String(model.ordinal);
  const parts = spec.kind === 'multi_container' ? spec.containers.map((_, index) => index) : [part];
  return parts.map((index) => ({
    SpecifiedImage: imageOf(spec, index, version),
    ResolvedImage: resolvedImage(spec, index, version),
    ResolutionTime: seconds(modelCreatedAt(model) + 60_000),
  }));
}

const serverlessOf = ({ serverless }: VariantSpec) =>
  serverless && {
    MemorySizeInMB: serverless.memoryMb,
    MaxConcurrency: serverless.maxConcurrency,
    ...(serverless.provisioned ? { ProvisionedConcurrency: serverless.provisioned } : {}),
  };

function summary(
  spec: EndpointSpec,
  variant: VariantSpec,
  { release, now }: { release: Release; now: number },
): Record<string, unknown> {
  const minute = Math.floor(now / minuteMs);
  const capacity = capacityAt(spec, variant, minute);
  const config = serverlessOf(variant);
  const weight = weightAt(spec, variant, minute);
  const wantedWeight = wantedWeightAt(spec, variant, now);
  const status = variantStatus(spec, capacity.desired !== capacity.running, now);
  return {
    VariantName: variant.name,
    ...(spec.kind === 'inference_components' ? {} : { DeployedImages: images(spec, variant, release) }),
    CurrentWeight: weight,
    DesiredWeight: wantedWeight,
    CurrentInstanceCount: config ? 0 : capacity.running,
    ...(config ? { CurrentServerlessConfig: config } : { DesiredInstanceCount: capacity.desired }),
    ...(status ? { VariantStatus: status } : {}),
    ...(spec.kind === 'inference_components'
      ? {
          ManagedInstanceScaling: { Status: 'ENABLED', MinInstanceCount: variant.min, MaxInstanceCount: variant.max },
          RoutingConfig: { RoutingStrategy: 'LEAST_OUTSTANDING_REQUESTS' },
        }
      : {}),
  };
}

/** The weights asked for are known two minutes before they hold. */
function wantedWeightAt(spec: EndpointSpec, variant: VariantSpec, now: number): number {
  const incident = struckBy(spec, 'traffic_shift', now);
  if (!incident) return variant.weight;
  const { shifted } = incidentRows.traffic_shift.phases;
  return now < phaseAt(incident, 'back')
    ? weightAt(spec, variant, Math.ceil(incident.from / minuteMs) + shifted)
    : variant.weight;
}

const variantStatus = (spec: EndpointSpec, isMoving: boolean, now: number) => {
  const deployment = deploymentAt(spec, now);
  if (deployment?.pending?.kind === 'first') return [{ Status: 'Creating', StartTime: seconds(deployment.pending.at) }];
  if (!isMoving && !deployment?.pending) return undefined;
  return [{ Status: 'Updating', StartTime: seconds(deployment?.pending?.at ?? now - (now % minuteMs)) }];
};

/** The fleet under construction or baking, while a change is under way. */
function pendingSummary(spec: EndpointSpec, change: Change, now: number): Record<string, unknown> {
  const incident = change.kind === 'candidate' ? change.to.incident : undefined;
  const isBaking = incident !== undefined && now >= phaseAt(incident, 'baking') && now < phaseAt(incident, 'rollback');
  const isGoing = incident !== undefined && now >= phaseAt(incident, 'rollback');
  const word = isGoing ? 'Deleting' : isBaking ? 'Baking' : 'Creating';
  const since = isGoing ? phaseAt(incident, 'rollback') : isBaking ? phaseAt(incident, 'baking') : change.at;
  const minute = Math.floor(now / minuteMs);
  return {
    EndpointConfigName: configName(spec, change.to),
    StartTime: seconds(change.at),
    ProductionVariants: spec.variants
      .filter((variant) => !variant.isShadow)
      .map((variant) => {
        const config = serverlessOf(variant);
        const { desired, type } = capacityAt(spec, variant, minute);
        return {
          VariantName: variant.name,
          ...(spec.kind === 'inference_components' ? {} : { DeployedImages: images(spec, variant, change.to) }),
          CurrentWeight: isBaking ? canaryShare : 0,
          DesiredWeight: variant.weight,
          ...(config
            ? { CurrentServerlessConfig: config }
            : {
                CurrentInstanceCount: isBaking ? desired : 0,
                DesiredInstanceCount: desired,
                InstanceType: change.to.kind === 'bad' ? 'ml.m5.large' : type,
              }),
          VariantStatus: [{ Status: word, StartTime: seconds(since) }],
        };
      }),
  };
}

/** How a blue/green update shifts traffic and what makes it turn back. */
export const deploymentConfig = (spec: EndpointSpec) => ({
  BlueGreenUpdatePolicy: {
    TrafficRoutingConfiguration: {
      Type: 'CANARY',
      WaitIntervalInSeconds: 1800,
      CanarySize: { Type: 'CAPACITY_PERCENT', Value: canaryShare * 100 },
    },
    TerminationWaitInSeconds: 300,
    MaximumExecutionTimeoutInSeconds: 7200,
  },
  AutoRollbackConfiguration: { Alarms: [{ AlarmName: `${spec.name}-5xx` }] },
});

/** DescribeEndpoint's answer; undefined before the endpoint was created. */
export function describeEndpoint(spec: EndpointSpec, now: number): Record<string, unknown> | undefined {
  const state = standing(spec, now);
  if (!state) return undefined;
  const { serving, pending, last } = state.deployment;
  const show = (variant: VariantSpec) => summary(spec, variant, { release: serving, now });
  const shadows = spec.variants.filter((variant) => variant.isShadow);
  return {
    EndpointName: spec.name,
    EndpointArn: endpointArn(spec),
    EndpointConfigName: configName(spec, serving),
    ProductionVariants: spec.variants.filter((variant) => !variant.isShadow).map(show),
    ...(shadows.length > 0 ? { ShadowProductionVariants: shadows.map(show) } : {}),
    ...(spec.captures ? { DataCaptureConfig: captureSummary(spec, serving) } : {}),
    EndpointStatus: state.status,
    CreationTime: seconds(spec.createdAt),
    LastModifiedTime: seconds(state.modifiedAt),
    ...(spec.prone.includes('auto_rollback') && last.kind !== 'first' ? { LastDeploymentConfig: deploymentConfig(spec) } : {}),
    ...(spec.kind === 'asynchronous' ? { AsyncInferenceConfig: asyncConfig(spec) } : {}),
    ...(pending && pending.kind !== 'first' ? { PendingDeploymentSummary: pendingSummary(spec, pending, now) } : {}),
    ...(spec.isEnhanced || spec.isPlain ? { MetricsConfig: metricsConfig(spec) } : {}),
  };
}

const captureSummary = (spec: EndpointSpec, release: Release) => ({
  EnableCapture: true,
  CaptureStatus: 'Started',
  CurrentSamplingPercentage: sampling(release),
  DestinationS3Uri: captureUri(spec),
  KmsKeyId: spec.hasKey ? keyArn(spec, 'ml-hosting') : '',
});
