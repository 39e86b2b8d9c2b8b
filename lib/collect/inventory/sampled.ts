import { type Answer, at, listAt, numberAt, textAt } from '#lib/catalog/answer.ts';
import { type SampledId, sampled } from '#lib/catalog/metrics.ts';
import type { ResourceKind } from '#lib/catalog/resource-kinds.ts';
import type { WantedSeries } from '#lib/metrics/plan.ts';
import { dimensionsKey } from '#lib/metrics/series.ts';

export type Figure = { series: WantedSeries; value: number };
type Dimensions = readonly { Name: string; Value: string }[];

const figure = (
  id: SampledId,
  target: { kind: ResourceKind; name: string; dimensions: Dimensions },
  value: unknown,
): Figure[] => {
  if (typeof value !== 'number' || !Number.isFinite(value)) return [];
  const { namespace, metric, unit } = sampled[id];
  const series = { ...target, metricId: id, namespace, metric, unit, dimensionsKey: dimensionsKey(target.dimensions) };
  return [{ series: { ...series, statistic: 'Sample', activeFrom: 0, activeTo: Number.POSITIVE_INFINITY }, value }];
};

const endpointFigures = (name: string, description: Answer): Figure[] =>
  listAt(description, 'ProductionVariants').flatMap((variant) => {
    const dimensions = [
      { Name: 'EndpointName', Value: name },
      { Name: 'VariantName', Value: textAt(variant, 'VariantName') ?? '' },
    ];
    const target = { kind: 'endpoint', name, dimensions } as const;
    return [
      ...figure('endpoint.instances.current', target, numberAt(variant, 'CurrentInstanceCount')),
      ...figure('endpoint.instances.desired', target, numberAt(variant, 'DesiredInstanceCount')),
      ...figure('endpoint.weight', target, numberAt(variant, 'CurrentWeight')),
    ];
  });

const componentFigures = (name: string, description: Answer): Figure[] => {
  const target = { kind: 'inference_component', name, dimensions: [{ Name: 'InferenceComponentName', Value: name }] } as const;
  return [
    ...figure('component.copies.current', target, at(description, 'RuntimeConfig.CurrentCopyCount')),
    ...figure('component.copies.desired', target, at(description, 'RuntimeConfig.DesiredCopyCount')),
  ];
};

const labelCounters = {
  'labels.total': 'TotalLabeled',
  'labels.human': 'HumanLabeled',
  'labels.machine': 'MachineLabeled',
  'labels.failed': 'FailedNonRetryableError',
  'labels.unlabeled': 'Unlabeled',
} as const satisfies Partial<Record<SampledId, string>>;

const labelFigures = (name: string, description: Answer): Figure[] => {
  const target = { kind: 'labeling_job', name, dimensions: [{ Name: 'LabelingJobName', Value: name }] } as const;
  return Object.entries(labelCounters).flatMap(([id, field]) =>
    figure(id as keyof typeof labelCounters, target, at(description, `LabelCounters.${field}`)),
  );
};

const readers: Partial<Record<ResourceKind, (name: string, description: Answer) => Figure[]>> = {
  endpoint: endpointFigures,
  inference_component: componentFigures,
  labeling_job: labelFigures,
};

/** Figures that no CloudWatch metric carries, read from one Describe answer; a field that is absent gives none. */
export const sampledFigures = (kind: ResourceKind, name: string, description: Answer): Figure[] =>
  readers[kind]?.(name, description) ?? [];
