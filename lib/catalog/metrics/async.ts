import { gauge, type MetricRow, namespaces, type Statistic, timing, total } from './row.ts';
import { variant } from './variant.ts';

const asyncVariant = (metric: string, title: string, unit: MetricRow['unit'], statistics: readonly Statistic[]): MetricRow =>
  variant(metric, title, { unit, statistics, publishedBy: ['asynchronous'] });

const backlog = (metric: string, title: string, unit: MetricRow['unit'], statistics: readonly Statistic[]): MetricRow => ({
  namespace: namespaces.sagemaker,
  metric,
  subject: 'endpoint',
  unit,
  statistics,
  publishedBy: ['asynchronous'],
  title,
});

export const asyncMetrics = {
  'async.backlog': backlog('ApproximateBacklogSize', 'Backlog', 'Count', gauge),
  'async.backlog.per_instance': backlog('ApproximateBacklogSizePerInstance', 'Backlog per instance', 'Count', gauge),
  'async.oldest': backlog('ApproximateAgeOfOldestRequest', 'Age of oldest request', 'Seconds', gauge),
  'async.starved': backlog('HasBacklogWithoutCapacity', 'Backlog without capacity', 'Count', ['Average']),
  'async.processed': asyncVariant('InvocationsProcesssed', 'Invocations processed', 'Count', total),
  'async.failures': asyncVariant('InvocationFailures', 'Invocation failures', 'Count', total),
  'async.failures.download': asyncVariant('RequestDownloadFailures', 'Request download failures', 'Count', total),
  'async.failures.upload': asyncVariant('ResponseUploadFailures', 'Response upload failures', 'Count', total),
  'async.failures.notification': asyncVariant('NotificationFailures', 'Notification failures', 'Count', total),
  'async.expired': asyncVariant('ExpiredRequests', 'Expired requests', 'Count', total),
  'async.latency.download': asyncVariant('RequestDownloadLatency', 'Request download', 'Microseconds', timing),
  'async.latency.upload': asyncVariant('ResponseUploadLatency', 'Response upload', 'Microseconds', timing),
  'async.time_in_backlog': asyncVariant('TimeInBacklog', 'Time in backlog', 'Milliseconds', timing),
  'async.time_total': asyncVariant('TotalProcessingTime', 'Total processing time', 'Milliseconds', timing),
} as const satisfies Record<string, MetricRow>;
