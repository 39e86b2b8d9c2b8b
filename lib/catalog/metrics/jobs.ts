import { gpu, type MetricRow, type Subject, use } from './row.ts';

const jobHost = (
  kind: 'Training' | 'Processing' | 'Transform',
  metric: string,
  title: string,
  row: Partial<MetricRow> = {},
): MetricRow => ({
  namespace: `/aws/sagemaker/${kind}Jobs`,
  metric,
  subject: `${kind.toLowerCase()}_host` as Subject,
  unit: 'Percent',
  statistics: use,
  title,
  ...(kind === 'Transform' ? { found: 'discover' as const } : {}),
  ...row,
});

export const jobMetrics = {
  'training.cpu': jobHost('Training', 'CPUUtilization', 'CPU', { sumsOver: 'vcpus' }),
  'training.memory': jobHost('Training', 'MemoryUtilization', 'Memory'),
  'training.disk': jobHost('Training', 'DiskUtilization', 'Disk'),
  'training.gpu': jobHost('Training', 'GPUUtilization', 'GPU', gpu),
  'training.gpu_memory': jobHost('Training', 'GPUMemoryUtilization', 'GPU memory', gpu),
  'processing.cpu': jobHost('Processing', 'CPUUtilization', 'CPU', { sumsOver: 'vcpus' }),
  'processing.memory': jobHost('Processing', 'MemoryUtilization', 'Memory'),
  'processing.disk': jobHost('Processing', 'DiskUtilization', 'Disk'),
  'processing.gpu': jobHost('Processing', 'GPUUtilization', 'GPU', gpu),
  'processing.gpu_memory': jobHost('Processing', 'GPUMemoryUtilization', 'GPU memory', gpu),
  'transform.cpu': jobHost('Transform', 'CPUUtilization', 'CPU', { sumsOver: 'vcpus' }),
  'transform.memory': jobHost('Transform', 'MemoryUtilization', 'Memory'),
  'transform.gpu': jobHost('Transform', 'GPUUtilization', 'GPU', gpu),
  'transform.gpu_memory': jobHost('Transform', 'GPUMemoryUtilization', 'GPU memory', gpu),
} as const satisfies Record<string, MetricRow>;
