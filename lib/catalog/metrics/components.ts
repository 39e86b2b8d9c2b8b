import { type MetricRow, namespaces, spread, total, use } from './row.ts';

const component = (metric: string, title: string, row: Partial<MetricRow> = {}): MetricRow => ({
  namespace: namespaces.sagemaker,
  metric,
  subject: 'inference_component',
  unit: 'None',
  statistics: total,
  title,
  ...row,
});

export const componentMetrics = {
  'component.invocations': component('Invocations', 'Invocations'),
  'component.errors.4xx': component('Invocation4XXErrors', '4xx errors'),
  'component.errors.5xx': component('Invocation5XXErrors', '5xx errors'),
  'component.errors.model': component('InvocationModelErrors', 'Model errors'),
  'component.invocations.per_copy': component('InvocationsPerCopy', 'Invocations per copy'),
  'component.concurrency': component('ConcurrentRequestsPerCopy', 'Concurrent requests per copy', {
    statistics: ['Maximum', 'Minimum'],
  }),
  'component.latency.model': component('ModelLatency', 'Model latency', {
    unit: 'Microseconds',
    statistics: [...spread, 'SampleCount'],
  }),
  'component.latency.overhead': component('OverheadLatency', 'Overhead latency', {
    unit: 'Microseconds',
    statistics: spread,
  }),
  'component.cpu': component('CPUUtilizationNormalized', 'CPU of the reservation', {
    namespace: namespaces.components,
    unit: 'Percent',
    statistics: use,
  }),
  'component.memory': component('MemoryUtilizationNormalized', 'Memory of the reservation', {
    namespace: namespaces.components,
    unit: 'Percent',
    statistics: use,
  }),
  'component.gpu': component('GPUUtilizationNormalized', 'GPU of the reservation', {
    namespace: namespaces.components,
    unit: 'Percent',
    statistics: use,
    needs: 'gpu',
  }),
  'component.gpu_memory': component('GPUMemoryUtilizationNormalized', 'GPU memory of the reservation', {
    namespace: namespaces.components,
    unit: 'Percent',
    statistics: use,
    needs: 'gpu',
  }),
} as const satisfies Record<string, MetricRow>;
