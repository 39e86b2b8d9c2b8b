import type { MetricId } from './metrics.ts';

/** Metrics that a health rule judges by the minute, and which: their series are asked for as often as the tier `watched` says. */
const watchedMetrics = {
  'endpoint.invocations': 'traffic',
  'endpoint.errors.5xx': 'errors',
  'async.processed': 'traffic',
  'async.failures': 'errors',
} as const satisfies Partial<Record<MetricId, 'traffic' | 'errors'>>;

export const watchedMetricIds: readonly string[] = Object.keys(watchedMetrics);

export const isWatchedMetric = (id: string | null): boolean => id !== null && Object.hasOwn(watchedMetrics, id);
