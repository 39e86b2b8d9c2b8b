import { namespaces } from '#lib/catalog/metrics/row.ts';
import { type MetricId, type MetricRow, metricIds, metricRow, type Statistic, subjectDimensions } from '#lib/catalog/metrics.ts';
import type { ResourceKind } from '#lib/catalog/resource-kinds.ts';
import { table } from '#lib/catalog/table.ts';
import { seriesOf, type WantedSeries } from './plan.ts';

/** A metric as ListMetrics names it. */
export type Listed = { namespace: string; metric: string; dimensions: readonly { Name: string; Value: string }[] };

/** What ListMetrics of one Region said, sorted out. */
export type Discovery = {
  /** Series to collect beyond those that Describe answers lead to. */
  wanted: WantedSeries[];
  /** Metrics that the catalogue does not know: collected without an id. */
  unknown: number;
  /** Known metrics under further dimensions (instance type, container): the same numbers once more. */
  furtherDimensions: number;
};

/** Names that AWS's guide and its service spell differently; compared in lower case. */
const aliases = table<string>({ invocationsprocessed: 'invocationsprocesssed', memoryutilizaton: 'memoryutilization' });
const unknownStatistics: readonly Statistic[] = ['Average', 'Sum', 'Maximum'];

const plain = (namespace: string): string => namespace.toLowerCase().replace(/^\//, '');
const metricKey = (metric: string): string => aliases[metric.toLowerCase()] ?? metric.toLowerCase();
const setKey = (names: readonly string[]): string => names.toSorted().join('+').toLowerCase();
const keyOf = (namespace: string, metric: string, names: readonly string[]): string =>
  `${plain(namespace)} ${metricKey(metric)} ${setKey(names)}`;

const byKey = new Map<string, { id: MetricId; row: MetricRow }>();
const known = new Set<string>();
for (const id of metricIds) {
  const row = metricRow(id);
  const key = keyOf(row.namespace, row.metric, subjectDimensions[row.subject]);
  byKey.set(key, { id, row });
  known.add(`${plain(row.namespace)} ${metricKey(row.metric)}`);
}

/** Every namespace worth listing: the catalogue's, in each spelling that has been seen. */
export const listedNamespaces: readonly string[] = [
  ...Object.values(namespaces),
  '/aws/sagemaker/TrainingJobs',
  '/aws/sagemaker/ProcessingJobs',
  '/aws/sagemaker/TransformJobs',
  'AWS/SageMaker/LabelingJobs',
  'AWS/Sagemaker/Workteam',
  'AWS/SageMaker/ModelBuildingPipeline',
  'aws/sagemaker/Endpoints',
];

/** Only these of a namespace that others share. */
export const isOurs = ({ namespace, metric }: Pick<Listed, 'namespace' | 'metric'>): boolean =>
  namespace !== namespaces.insights || metric.startsWith('hyperpod_');

export type Owner = { kind: ResourceKind | 'account'; name: string };

const firstPart = (host: string): string => host.split('/')[0] ?? host;
const jobKinds = table<ResourceKind>({
  trainingjobs: 'training_job',
  processingjobs: 'processing_job',
  transformjobs: 'transform_job',
});

/** The dimension that names a resource, in order of precedence. */
const owners: readonly { dimension: string; owner: (value: string, namespace: string) => Owner }[] = [
  { dimension: 'InferenceComponentName', owner: (name) => ({ kind: 'inference_component', name }) },
  { dimension: 'EndpointName', owner: (name) => ({ kind: 'endpoint', name }) },
  { dimension: 'Endpoint', owner: (name) => ({ kind: 'endpoint', name }) },
  {
    dimension: 'Host',
    owner: (value, namespace) => ({
      kind: jobKinds[plain(namespace).split('/').at(-1) ?? ''] ?? 'training_job',
      name: firstPart(value),
    }),
  },
  { dimension: 'TrainingJobName', owner: (name) => ({ kind: 'training_job', name }) },
  { dimension: 'LabelingJobName', owner: (name) => ({ kind: 'labeling_job', name }) },
  { dimension: 'LabelingJob', owner: (value) => ({ kind: 'labeling_job', name: value.split('/').at(-1) ?? value }) },
  { dimension: 'PipelineName', owner: (name) => ({ kind: 'pipeline', name }) },
  { dimension: 'InstanceId', owner: (name) => ({ kind: 'cluster_node', name }) },
  { dimension: 'ClusterName', owner: (name) => ({ kind: 'cluster', name }) },
];

/** The resource that a metric speaks of; what names none belongs to the account. */
export function ownerOf({ namespace, dimensions }: Listed, account: string): Owner {
  for (const { dimension, owner } of owners) {
    const found = dimensions.find((one) => one.Name === dimension);
    if (found) return owner(found.Value, namespace);
  }
  return { kind: 'account', name: account };
}

/**
 * Sorts out what ListMetrics found.
 * @param life when a metric can hold points; null leaves it out
 */
export function sortDiscovered<T extends Listed>(
  listed: readonly T[],
  account: string,
  life: (owner: Owner, listed: T) => { activeFrom: number; activeTo: number } | null,
): Discovery {
  const found: Discovery = { wanted: [], unknown: 0, furtherDimensions: 0 };
  for (const one of listed.filter(isOurs)) {
    const match = findRow(one);
    const owner = ownerOf(one, account);
    const lives = life(owner, one);
    if (lives === null) continue;
    const target = { ...owner, dimensions: one.dimensions, ...lives };
    if (match) {
      found.wanted.push(...seriesOf(match.id, { ...match.row, namespace: one.namespace, metric: one.metric }, target));
    } else if (known.has(`${plain(one.namespace)} ${metricKey(one.metric)}`)) {
      found.furtherDimensions += 1;
    } else {
      found.unknown += 1;
      found.wanted.push(...seriesOf(null, { ...one, statistics: unknownStatistics, unit: null }, target));
    }
  }
  return found;
}

const findRow = ({ namespace, metric, dimensions }: Listed): { id: MetricId; row: MetricRow } | undefined =>
  byKey.get(
    keyOf(
      namespace,
      metric,
      dimensions.map(({ Name }) => Name),
    ),
  );

/** A known metric under dimensions that the catalogue does not ask for: the same numbers once more. */
export const isFurtherDimension = (listed: Listed): boolean =>
  findRow(listed) === undefined && known.has(`${plain(listed.namespace)} ${metricKey(listed.metric)}`);
