import { asyncMetrics } from './metrics/async.ts';
import { clusterMetrics } from './metrics/clusters.ts';
import { componentMetrics } from './metrics/components.ts';
import { containerMetrics } from './metrics/containers.ts';
import { endpointMetrics } from './metrics/endpoints.ts';
import { jobMetrics } from './metrics/jobs.ts';
import { labelingMetrics } from './metrics/labeling.ts';
import { multiModelMetrics } from './metrics/multi-model.ts';
import { pipelineMetrics } from './metrics/pipelines.ts';
import type { MetricRow } from './metrics/row.ts';
import { sampled } from './metrics/sampled.ts';
import { serverlessMetrics } from './metrics/serverless.ts';

/** Every CloudWatch metric that Trailwatch collects, by id. Adding a metric is adding a row to its noun's table. */
export const metrics = {
  ...endpointMetrics,
  ...multiModelMetrics,
  ...containerMetrics,
  ...asyncMetrics,
  ...serverlessMetrics,
  ...componentMetrics,
  ...jobMetrics,
  ...labelingMetrics,
  ...pipelineMetrics,
  ...clusterMetrics,
} as const satisfies Record<string, MetricRow>;

export type MetricId = keyof typeof metrics;
export const metricIds = Object.keys(metrics) as MetricId[];
export const isMetricId = (text: string): text is MetricId => Object.hasOwn(metrics, text);
export const metricRow = (id: MetricId): MetricRow => metrics[id];

export { type MetricRow, type Requirement, type Statistic, type Subject, subjectDimensions } from './metrics/row.ts';
export { sampled };
export type SampledId = keyof typeof sampled;
/** What Series.metricId holds. */
export type SeriesMetricId = MetricId | SampledId;
