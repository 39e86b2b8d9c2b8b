import { dayMs } from '#lib/time.ts';
import { artifactOf } from '../../floor/job-parts.ts';
import { trainedBefore } from '../../floor/trained-before.ts';
import { hexOf } from '../../random.ts';
import { arn, componentModelName, modelName, roleArn, seconds } from '../names.ts';
import { type Release, releasesUntil } from '../releases.ts';
import type { EndpointSpec, VariantSpec } from '../spec.ts';
import { usesGpu } from '../spec.ts';
import { bucketOf, vpcOf } from './configuration.ts';

/** A model of one variant or component. */
export type Model = { name: string; createdAt: number; spec: EndpointSpec; part: number; version: string };

const makesModel = (release: Release): boolean => release.kind !== 'bad';

/** Models that exist at an instant: each is kept two days longer than the configuration it was made for. */
export function modelsAt(spec: EndpointSpec, now: number): Model[] {
  if (spec.kind === 'inference_components') {
    return now < spec.createdAt - 85_000 ? [] : componentModels(spec);
  }
  return releasesUntil(spec, now + 60_000)
    .filter((release) => makesModel(release) && modelCreatedAt(release) <= now && release.deletedAt + 2 * dayMs > now)
    .flatMap((release) => modelsOfRelease(spec, release));
}

/** The models made for a release, one a variant; components have their own. */
export function modelsOfRelease(spec: EndpointSpec, release: Release): Model[] {
  if (spec.kind !== 'inference_components') return spec.variants.map((variant, part) => modelOf(spec, variant, release, part));
  return release.kind === 'first' ? componentModels(spec) : [];
}

const componentModels = (spec: EndpointSpec): Model[] =>
  spec.components.map(({ name }, part) => ({
    name: componentModelName(spec, name),
    createdAt: spec.createdAt - 85_000,
    spec,
    part,
    version: name,
  }));

export const modelCreatedAt = (release: Release): number => release.configAt - 45_000;

const modelOf = (spec: EndpointSpec, variant: VariantSpec, release: Release, part: number): Model => ({
  name: modelName(spec, variant, release),
  createdAt: modelCreatedAt(release),
  spec,
  part,
  version: String(release.ordinal),
});

const repositories = { gpu: 'pytorch-inference', cpu: 'sklearn-serve', inf: 'neuronx-inference' } as const;

/** The container's image: by digest where the team pins it, else by a tag that may be moved. */
export function imageOf(spec: EndpointSpec, part: number, version: string): string {
  const type = spec.variants[0]?.type ?? 'ml.m5.xlarge';
  const repository = type.startsWith('ml.inf') ? repositories.inf : usesGpu(type) ? repositories.gpu : repositories.cpu;
  const registry = `${spec.account}.dkr.ecr.${spec.region}.amazonaws.com/ml/${repository}`;
  return spec.byDigest
    ? `${registry}@${digestOf(spec, part, version)}`
    : `${registry}:${version.length > 4 ? 'latest' : `v${version}`}`;
}
const digestOf = (spec: EndpointSpec, part: number, version: string): string =>
  `sha256:${hexOf(64, 'image', spec.stream, part, version)}`;

/** The image as pulled: always by digest. */
export function resolvedImage(spec: EndpointSpec, part: number, version: string): string {
  const image = imageOf(spec, part, version);
  return image.includes('@') ? image : `${image.slice(0, image.lastIndexOf(':'))}@${digestOf(spec, part, version)}`;
}

/** What a container loads: what the team's newest training job before it made, where it trains there. */
function dataOf({ spec, name, createdAt }: Model): string {
  const job = spec.team === null ? undefined : trainedBefore(spec.seed, spec, spec.team, createdAt);
  return job ? artifactOf(job) : `s3://${bucketOf(spec)}/models/${name}/model.tar.gz`;
}

function containers(model: Model): Record<string, unknown> {
  const { spec, part, version, name } = model;
  const data = dataOf(model);
  const environment = { SAGEMAKER_PROGRAM: 'inference.py', MODEL_VERSION: version, TS_DEFAULT_WORKERS_PER_MODEL: '2' };
  if (spec.kind === 'multi_container') {
    return {
      Containers: spec.containers.map((hostname, index) => ({
        ContainerHostname: hostname,
        Image: imageOf(spec, index, version),
        Mode: 'SingleModel',
        ModelDataUrl: `s3://${bucketOf(spec)}/models/${name}/${hostname}.tar.gz`,
        Environment: environment,
      })),
      InferenceExecutionConfig: { Mode: spec.containers.length > 2 ? 'Serial' : 'Direct' },
    };
  }
  const isMany = spec.kind === 'multi_model';
  return {
    PrimaryContainer: {
      Image: imageOf(spec, part, version),
      Mode: isMany ? 'MultiModel' : 'SingleModel',
      ModelDataUrl: isMany ? `s3://${bucketOf(spec)}/models/${spec.name}/` : data,
      Environment: environment,
    },
  };
}

/** What CreateModel was asked for. */
export function modelRequest(model: Model): Record<string, unknown> {
  const { spec } = model;
  return {
    ModelName: model.name,
    ...containers(model),
    ExecutionRoleArn: roleArn(spec, spec.team ? `ml-${spec.team}-hosting` : 'legacy-sagemaker'),
    ...(spec.hasVpc ? { VpcConfig: vpcOf(spec) } : {}),
    EnableNetworkIsolation: spec.isIsolated,
  };
}

/** DescribeModel's answer. */
export const describeModel = (model: Model): Record<string, unknown> => ({
  ...modelRequest(model),
  CreationTime: seconds(model.createdAt),
  ModelArn: arn(model.spec, 'model', model.name),
});
