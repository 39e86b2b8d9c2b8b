import { arn, componentModelName, seconds } from '../names.ts';
import { type ComponentSpec, type EndpointSpec, endpointArn } from '../spec.ts';
import { imageOf, resolvedImage } from './model.ts';

export const componentCreatedAt = (spec: EndpointSpec, index: number): number => spec.createdAt + (12 + 4 * index) * 60_000;
const componentReadyAt = (spec: EndpointSpec, index: number): number => componentCreatedAt(spec, index) + 6 * 60_000;

/** The summary in ListInferenceComponents. */
export const componentSummary = (spec: EndpointSpec, component: ComponentSpec, now: number): Record<string, unknown> => {
  const index = spec.components.indexOf(component);
  const readyAt = componentReadyAt(spec, index);
  return {
    InferenceComponentName: component.name,
    InferenceComponentArn: arn(spec, 'inference-component', component.name),
    EndpointName: spec.name,
    EndpointArn: endpointArn(spec),
    VariantName: spec.variants[0]?.name ?? 'AllTraffic',
    InferenceComponentStatus: now < readyAt ? 'Creating' : 'InService',
    CreationTime: seconds(componentCreatedAt(spec, index)),
    LastModifiedTime: seconds(now < readyAt ? componentCreatedAt(spec, index) : readyAt),
  };
};

/** What CreateInferenceComponent was asked for, apart from names. */
export const componentSpecification = (spec: EndpointSpec, component: ComponentSpec) => ({
  ModelName: componentModelName(spec, component.name),
  StartupParameters: { ModelDataDownloadTimeoutInSeconds: 900, ContainerStartupHealthCheckTimeoutInSeconds: 900 },
  ComputeResourceRequirements: {
    NumberOfCpuCoresRequired: component.cpus,
    NumberOfAcceleratorDevicesRequired: component.accelerators,
    MinMemoryRequiredInMb: component.memoryMb,
  },
});

/** DescribeInferenceComponent's answer. */
export function describeComponent(spec: EndpointSpec, component: ComponentSpec, now: number): Record<string, unknown> {
  const index = spec.components.indexOf(component);
  const isReady = now >= componentReadyAt(spec, index);
  return {
    ...componentSummary(spec, component, now),
    Specification: {
      ...componentSpecification(spec, component),
      Container: {
        DeployedImage: {
          SpecifiedImage: imageOf(spec, index, component.name),
          ResolvedImage: resolvedImage(spec, index, component.name),
          ResolutionTime: seconds(componentCreatedAt(spec, index)),
        },
        ArtifactUrl: `s3://ml-models-${spec.account}/${component.name}/model.tar.gz`,
      },
    },
    RuntimeConfig: { DesiredCopyCount: component.copies, CurrentCopyCount: isReady ? component.copies : 0 },
  };
}
