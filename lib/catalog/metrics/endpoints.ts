import { gpu, type MetricRow, spread, total } from './row.ts';
import { all, host, invoked, variant } from './variant.ts';

const reserved = (metric: string, title: string, row: Partial<MetricRow> = {}): MetricRow =>
  host(metric, title, { publishedBy: ['inference_components'], ...row });

export const endpointMetrics = {
  'endpoint.invocations': variant('Invocations', 'Invocations', {
    unit: 'None',
    statistics: total,
    publishedBy: invoked,
  }),
  'endpoint.errors.4xx': variant('Invocation4XXErrors', '4xx errors', {
    unit: 'None',
    statistics: total,
    publishedBy: all,
  }),
  'endpoint.errors.5xx': variant('Invocation5XXErrors', '5xx errors', {
    unit: 'None',
    statistics: total,
    publishedBy: all,
  }),
  'endpoint.errors.model': variant('InvocationModelErrors', 'Model errors', {
    unit: 'None',
    statistics: total,
    publishedBy: all,
  }),
  'endpoint.errors.mid_stream': variant('MidStreamErrors', 'Mid-stream errors', {
    unit: 'None',
    statistics: total,
    publishedBy: invoked,
    needs: 'streaming',
  }),
  'endpoint.invocations.per_instance': variant('InvocationsPerInstance', 'Invocations per instance', {
    unit: 'None',
    statistics: total,
    publishedBy: ['realtime', 'multi_model', 'multi_container', 'inference_components'],
  }),
  'endpoint.concurrency': variant('ConcurrentRequestsPerModel', 'Concurrent requests per model', {
    unit: 'None',
    statistics: ['Maximum', 'Minimum'],
    publishedBy: ['realtime', 'multi_model', 'multi_container'],
  }),
  'endpoint.latency.model': variant('ModelLatency', 'Model latency', {
    unit: 'Microseconds',
    statistics: [...spread, 'SampleCount'],
    publishedBy: all,
  }),
  'endpoint.latency.overhead': variant('OverheadLatency', 'Overhead latency', {
    unit: 'Microseconds',
    statistics: spread,
    publishedBy: invoked,
  }),
  'endpoint.latency.first_chunk': variant('FirstChunkLatency', 'First chunk latency', {
    unit: 'Microseconds',
    statistics: spread,
    publishedBy: invoked,
    needs: 'streaming',
  }),
  'endpoint.latency.first_chunk_model': variant('FirstChunkModelLatency', 'First chunk model latency', {
    unit: 'Microseconds',
    statistics: spread,
    publishedBy: invoked,
    needs: 'streaming',
  }),
  'endpoint.latency.first_chunk_overhead': variant('FirstChunkOverheadLatency', 'First chunk overhead latency', {
    unit: 'Microseconds',
    statistics: spread,
    publishedBy: invoked,
    needs: 'streaming',
  }),
  'endpoint.cpu': host('CPUUtilization', 'CPU', { sumsOver: 'vcpus' }),
  'endpoint.memory': host('MemoryUtilization', 'Memory'),
  'endpoint.disk': host('DiskUtilization', 'Disk'),
  'endpoint.gpu': host('GPUUtilization', 'GPU', gpu),
  'endpoint.gpu_memory': host('GPUMemoryUtilization', 'GPU memory', gpu),
  'endpoint.cpu.normalized': reserved('CPUUtilizationNormalized', 'CPU, normalised by AWS'),
  'endpoint.cpu.reservation': reserved('CPUReservation', 'CPU reserved'),
  'endpoint.memory.reservation': reserved('MemoryReservation', 'Memory reserved'),
  'endpoint.gpu.normalized': reserved('GPUUtilizationNormalized', 'GPU, normalised by AWS', { needs: 'gpu' }),
  'endpoint.gpu_memory.normalized': reserved('GPUMemoryUtilizationNormalized', 'GPU memory, normalised by AWS', { needs: 'gpu' }),
  'endpoint.gpu.reservation': reserved('GPUReservation', 'GPU reserved', { needs: 'gpu' }),
} as const satisfies Record<string, MetricRow>;
