import { type MetricRow, timing } from './row.ts';
import { host, variant } from './variant.ts';

export const multiModelMetrics = {
  'multi_model.loaded': host('LoadedModelCount', 'Loaded models', {
    unit: 'None',
    statistics: ['Average', 'Sum', 'Maximum'],
    publishedBy: ['multi_model'],
  }),
  'multi_model.loading_wait': variant('ModelLoadingWaitTime', 'Wait for loading', {
    unit: 'Microseconds',
    statistics: timing,
    publishedBy: ['multi_model'],
  }),
  'multi_model.unloading': variant('ModelUnloadingTime', 'Unloading', {
    unit: 'Microseconds',
    statistics: timing,
    publishedBy: ['multi_model'],
  }),
  'multi_model.downloading': variant('ModelDownloadingTime', 'Downloading', {
    unit: 'Microseconds',
    statistics: timing,
    publishedBy: ['multi_model'],
  }),
  'multi_model.loading': variant('ModelLoadingTime', 'Loading', {
    unit: 'Microseconds',
    statistics: timing,
    publishedBy: ['multi_model'],
  }),
  'multi_model.cache_hit': variant('ModelCacheHit', 'Cache hits', {
    unit: 'None',
    statistics: ['Average', 'Sum', 'SampleCount'],
    publishedBy: ['multi_model'],
  }),
} as const satisfies Record<string, MetricRow>;
