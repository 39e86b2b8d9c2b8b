import { type Answer, at, listAt, numberAt, textAt } from '#lib/catalog/answer.ts';
import type { EndpointKind } from '#lib/catalog/endpoint-kinds.ts';
import { mayHaveGpu } from '#lib/catalog/instance-types.ts';
import type { Requirement, Subject } from '#lib/catalog/metrics.ts';
import type { ResourceKind } from '#lib/catalog/resource-kinds.ts';
import { containerNames, decideEndpointKind, type EndpointAnswers } from './endpoint-kind.ts';

/** A resource as far as its metrics are concerned. Times are epoch ms; Infinity while it lives. */
export type Planned = {
  kind: ResourceKind;
  name: string;
  description: Answer;
  createdAt: number | null;
  endedAt: number | null;
};

/** One thing that publishes metrics: its dimensions' values and what is known to hold for it. */
export type SubjectOf = {
  subject: Subject;
  /** Values of `subjectDimensions[subject]`, in that order. */
  values: readonly string[];
  has: ReadonlySet<Requirement>;
  endpointKind?: EndpointKind;
};

type Related = (kind: ResourceKind, name: string) => Answer | undefined;

const none: ReadonlySet<Requirement> = new Set();
const only = (...entries: readonly [Requirement, boolean][]): ReadonlySet<Requirement> =>
  new Set(entries.filter(([, holds]) => holds).map(([requirement]) => requirement));

/** Describe answers that together tell an endpoint's kind. */
function endpointAnswers(endpoint: Answer, related: Related): EndpointAnswers {
  const config = related('endpoint_config', textAt(endpoint, 'EndpointConfigName') ?? '');
  const models = variantsOf(config).flatMap((variant) => related('model', textAt(variant, 'ModelName') ?? '') ?? []);
  return config === undefined ? { endpoint, models } : { endpoint, config, models };
}

const variantsOf = (answer: Answer): readonly Answer[] => [
  ...listAt(answer, 'ProductionVariants'),
  ...listAt(answer, 'ShadowProductionVariants'),
];

function endpointSubjects({ name, description }: Planned, related: Related): SubjectOf[] {
  const answers = endpointAnswers(description, related);
  // Too little is known: what most endpoints publish is asked for, and AWS answers for what there is.
  const endpointKind = decideEndpointKind(answers) ?? 'realtime';
  const configured = new Map(variantsOf(answers.config).map((variant) => [textAt(variant, 'VariantName'), variant]));
  const names = new Set(
    [...variantsOf(description), ...variantsOf(answers.config)].flatMap((one) => textAt(one, 'VariantName') ?? []),
  );
  const subjects: SubjectOf[] = [{ subject: 'endpoint', values: [name], has: none, endpointKind }];
  for (const variant of names) {
    const config = configured.get(variant);
    const has = only(
      ['gpu', mayHaveGpu(textAt(config, 'InstanceType') ?? '')],
      ['provisioned_concurrency', at(config, 'ServerlessConfig.ProvisionedConcurrency') !== undefined],
    );
    subjects.push({ subject: 'variant', values: [name, variant], has, endpointKind });
    for (const container of containerNames(related('model', textAt(config, 'ModelName') ?? ''))) {
      subjects.push({ subject: 'container', values: [name, variant, container], has, endpointKind });
    }
  }
  return subjects;
}

/** Hosts of a job are numbered from one, over all its instance groups. */
function hosts(subject: Subject, { name, description }: Planned, resources: string): SubjectOf[] {
  const groups = listAt(description, `${resources}.InstanceGroups`);
  const clusters = groups.length > 0 ? groups : [at(description, resources)];
  const count = clusters.reduce<number>((sum, cluster) => sum + (numberAt(cluster, 'InstanceCount') ?? 1), 0);
  const has = only(['gpu', clusters.some((cluster) => mayHaveGpu(textAt(cluster, 'InstanceType') ?? ''))]);
  return Array.from({ length: count }, (_, index) => ({ subject, values: [`${name}/algo-${index + 1}`], has }));
}

const subjectsByKind: Partial<Record<ResourceKind, (resource: Planned, related: Related) => SubjectOf[]>> = {
  endpoint: endpointSubjects,
  inference_component: ({ name, description }) => [
    {
      subject: 'inference_component',
      values: [name],
      has: only([
        'gpu',
        (numberAt(description, 'Specification.ComputeResourceRequirements.NumberOfAcceleratorDevicesRequired') ?? 0) > 0,
      ]),
    },
  ],
  training_job: (job) => hosts('training_host', job, 'ResourceConfig'),
  processing_job: (job) => hosts('processing_host', job, 'ProcessingResources.ClusterConfig'),
  labeling_job: ({ name, description }) => [
    {
      subject: 'labeling_job',
      values: [name],
      has: only(['automated_labeling', at(description, 'LabelingJobAlgorithmsConfig') !== undefined]),
    },
  ],
  pipeline: ({ name }) => [{ subject: 'pipeline', values: [name], has: none }],
};

/** What of a resource publishes metrics, as far as Describe answers tell; the rest is discovered by ListMetrics. */
export const subjectsOf = (resource: Planned, related: Related): SubjectOf[] =>
  subjectsByKind[resource.kind]?.(resource, related) ?? [];
