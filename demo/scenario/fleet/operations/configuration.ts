import { hexOf } from '../../random.ts';
import type { Place } from '../../types.ts';
import { smallType } from '../capacity.ts';
import { hasLocalStorage } from '../hardware.ts';
import { arn, configName, modelName, roleArn, seconds } from '../names.ts';
import { type Release, releaseOf, releasesAt } from '../releases.ts';
import type { EndpointSpec, VariantSpec } from '../spec.ts';
import { usesGpu } from '../spec.ts';

export const keyArn = (place: Place, alias: string): string => `arn:aws:kms:${place.region}:${place.account}:alias/${alias}`;
export const bucketOf = (place: Place): string =>
  `${place.account === '111122223333' ? 'ml-prod' : 'ml-research'}-${place.region}`;

/** The network in which a place's models stand. */
export const vpcOf = (place: Place) => ({
  SecurityGroupIds: [`sg-0${hexOf(16, 'sg', place.account, place.region)}`],
  Subnets: [0, 1, 2].map((zone) => `subnet-0${hexOf(16, 'subnet', place.account, place.region, zone)}`),
});

/** The release whose models run in this one. */
export function modelRelease(spec: EndpointSpec, release: Release): Release {
  return releaseOf(spec, release.modelOf, release.configAt) ?? release;
}

function productionVariant(spec: EndpointSpec, variant: VariantSpec, release: Release): Record<string, unknown> {
  const model = spec.kind === 'inference_components' ? {} : { ModelName: modelName(spec, variant, modelRelease(spec, release)) };
  const named = { VariantName: variant.name, ...model };
  if (variant.serverless) {
    const { memoryMb, maxConcurrency, provisioned } = variant.serverless;
    return {
      ...named,
      InitialVariantWeight: variant.weight,
      ServerlessConfig: {
        MemorySizeInMB: memoryMb,
        MaxConcurrency: maxConcurrency,
        ...(provisioned ? { ProvisionedConcurrency: provisioned } : {}),
      },
    };
  }
  const isBad = release.kind === 'bad';
  return {
    ...named,
    InitialInstanceCount: Math.max(1, variant.isScaled ? variant.min : variant.max),
    InstanceType: isBad ? smallType : variant.type,
    InitialVariantWeight: variant.weight,
    ...(isBad || hasLocalStorage(variant.type) ? {} : { VolumeSizeInGB: 60 }),
    ...(usesGpu(variant.type)
      ? { ContainerStartupHealthCheckTimeoutInSeconds: 600, InferenceAmiVersion: 'al2-ami-sagemaker-inference-gpu-3-1' }
      : {}),
    ...(spec.kind === 'inference_components'
      ? {
          ManagedInstanceScaling: { Status: 'ENABLED', MinInstanceCount: variant.min, MaxInstanceCount: variant.max },
          RoutingConfig: { RoutingStrategy: 'LEAST_OUTSTANDING_REQUESTS' },
        }
      : {}),
  };
}

export const asyncConfig = (spec: EndpointSpec) => ({
  ClientConfig: { MaxConcurrentInvocationsPerInstance: 4 },
  OutputConfig: {
    S3OutputPath: `s3://${bucketOf(spec)}/async/${spec.name}/`,
    ...(spec.hasKey ? { KmsKeyId: keyArn(spec, 'ml-hosting') } : {}),
    NotificationConfig: {
      SuccessTopic: `arn:aws:sns:${spec.region}:${spec.account}:${spec.name}-done`,
      ErrorTopic: `arn:aws:sns:${spec.region}:${spec.account}:${spec.name}-failed`,
    },
  },
});

export const metricsConfig = (spec: EndpointSpec) => ({
  EnableEnhancedMetrics: spec.isEnhanced,
  MetricPublishFrequencyInSeconds: 60,
});

/** What CreateEndpointConfig was asked for. */
export function configRequest(spec: EndpointSpec, release: Release): Record<string, unknown> {
  const variants = spec.variants.filter((variant) => !variant.isShadow);
  const shadows = spec.variants.filter((variant) => variant.isShadow);
  const acceptsKey = spec.hasKey && !spec.variants.some((variant) => variant.serverless || hasLocalStorage(variant.type));
  return {
    EndpointConfigName: configName(spec, release),
    ProductionVariants: variants.map((variant) => productionVariant(spec, variant, release)),
    ...(shadows.length > 0
      ? { ShadowProductionVariants: shadows.map((variant) => productionVariant(spec, variant, release)) }
      : {}),
    ...(acceptsKey ? { KmsKeyId: keyArn(spec, 'ml-hosting') } : {}),
    ...(spec.captures ? { DataCaptureConfig: capture(spec, release) } : {}),
    ...(spec.kind === 'asynchronous' ? { AsyncInferenceConfig: asyncConfig(spec) } : {}),
    ...(spec.kind === 'inference_components'
      ? { ExecutionRoleArn: roleArn(spec, `ml-${spec.team ?? 'legacy'}-hosting`), ...network(spec) }
      : {}),
    ...(spec.isEnhanced || spec.isPlain ? { MetricsConfig: metricsConfig(spec) } : {}),
  };
}

const network = (spec: EndpointSpec) => ({
  ...(spec.hasVpc ? { VpcConfig: vpcOf(spec) } : {}),
  EnableNetworkIsolation: spec.isIsolated,
});

export const sampling = (release: Release): number => (release.kind === 'bad' ? 0 : 10);
export const captureUri = (spec: EndpointSpec): string => `s3://${bucketOf(spec)}/capture/${spec.name}`;

const capture = (spec: EndpointSpec, release: Release) => ({
  EnableCapture: true,
  InitialSamplingPercentage: sampling(release),
  DestinationS3Uri: captureUri(spec),
  CaptureOptions: [{ CaptureMode: 'Input' }, { CaptureMode: 'Output' }],
});

/** DescribeEndpointConfig's answer. */
export const describeConfig = (spec: EndpointSpec, release: Release): Record<string, unknown> => ({
  ...configRequest(spec, release),
  EndpointConfigArn: arn(spec, 'endpoint-config', configName(spec, release)),
  CreationTime: seconds(release.configAt),
  ...(spec.kind === 'inference_components' ? {} : { EnableNetworkIsolation: false }),
});

/** The release of that configuration, while it is kept. */
export function findConfig(spec: EndpointSpec, name: string, now: number): Release | undefined {
  return releasesAt(spec, now).find((release) => configName(spec, release) === name);
}
