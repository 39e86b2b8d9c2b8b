import type { Absence } from '#lib/catalog/absence.ts';
import { type EndpointKind, endpointKinds } from '#lib/catalog/endpoint-kinds.ts';
import { instanceType } from '#lib/catalog/instance-types.ts';
import type { MetricRow } from '#lib/catalog/metrics.ts';

/** What decides whether SageMaker publishes a metric of an endpoint at all. */
export type PublicationFacts = {
  kind: EndpointKind | null;
  instanceTypes: readonly string[];
  hasProvisionedConcurrency: boolean;
};

export type Unpublished = { absence: Extract<Absence, 'not_published' | 'not_enabled'>; why: string };

/** Why this endpoint never has the metric, or null when it may. What cannot be told is asked for. */
export function explainPublication(row: MetricRow, facts: PublicationFacts): Unpublished | null {
  const { kind, instanceTypes } = facts;
  if (kind !== null && row.publishedBy && !row.publishedBy.includes(kind)) {
    return {
      absence: 'not_published',
      why: `An endpoint of the kind ${endpointKinds[kind].one} does not publish ${row.metric}.`,
    };
  }
  if (row.needs === 'gpu' && instanceTypes.length > 0 && instanceTypes.every((type) => instanceType(type)?.gpus === 0)) {
    return { absence: 'not_published', why: `${[...new Set(instanceTypes)].join(', ')} has no GPU.` };
  }
  if (row.needs === 'provisioned_concurrency' && !facts.hasProvisionedConcurrency) {
    return { absence: 'not_enabled', why: 'No provisioned concurrency is configured.' };
  }
  return null;
}
