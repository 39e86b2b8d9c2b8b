import { type MetricId, type MetricRow, metricIds, metricRow, type Subject } from './metrics.ts';
import type { ResourceKind } from './resource-kinds.ts';

/** Whose metrics they are that a subject publishes; what belongs to the account is nobody's. */
const kindOfSubject: Readonly<Record<Exclude<Subject, 'account'>, ResourceKind>> = {
  variant: 'endpoint',
  endpoint: 'endpoint',
  container: 'endpoint',
  inference_component: 'inference_component',
  training_host: 'training_job',
  processing_host: 'processing_job',
  transform_host: 'transform_job',
  labeling_job: 'labeling_job',
  labeling_worker: 'labeling_job',
  pipeline: 'pipeline',
  pipeline_step: 'pipeline',
  cluster: 'cluster',
  cluster_node: 'cluster_node',
};

/** Kinds of resources that have metrics. */
export const metricKinds: readonly ResourceKind[] = [...new Set(Object.values(kindOfSubject))];

/** What is collected of a kind of resource. */
export const metricsOfKind = (kind: ResourceKind): ({ id: MetricId } & MetricRow)[] =>
  metricIds
    .map((id) => ({ id, ...metricRow(id) }))
    .filter(({ subject }) => subject !== 'account' && kindOfSubject[subject] === kind);
