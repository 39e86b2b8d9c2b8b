import type { EndpointKind } from './endpoint-kinds.ts';
import type { SeriesMetricId, Statistic } from './metrics.ts';
import type { PlotRole } from './plot.ts';

/** One line of a chart. `Sample` is what Trailwatch read from Describe answers itself. */
export type PanelLine = { metric: SeriesMetricId; statistic: Statistic; label: string; role: PlotRole };

/**
 * A chart of the endpoint page. Adding a chart is adding a row.
 * `whole`: counts of all variants are added; else the lines are those of one variant. `members`: one line for each container or component.
 */
export type PanelRow = {
  title: string;
  unit: string;
  lines: readonly PanelLine[];
  /** Kinds whose page shows it, whether with data or with the word why not; absent: every kind. */
  kinds?: readonly EndpointKind[];
  /** What the stored value is multiplied by to stand in `unit`. */
  scale?: number;
  /** Each line in percent of this. */
  shareOf?: PanelLine;
  whole?: boolean;
  members?: 'container' | 'component';
  top?: number;
  limit?: 'latency' | 'errors' | 'memory' | 'disk' | 'gpu_memory' | 'backlog';
  wide?: boolean;
};

const spread = (metric: SeriesMetricId): readonly PanelLine[] => [
  { metric, statistic: 'p50', label: 'p50', role: 'p50' },
  { metric, statistic: 'p90', label: 'p90', role: 'p90' },
  { metric, statistic: 'p99', label: 'p99', role: 'p99' },
];
const line = (metric: SeriesMetricId, statistic: Statistic, label: string, role: PlotRole = 's1'): PanelLine => ({
  metric,
  statistic,
  label,
  role,
});
const mean = (metric: SeriesMetricId): readonly PanelLine[] => [
  line(metric, 'Average', 'mean', 's1'),
  line(metric, 'Maximum', 'highest', 's3'),
];

const onInstances = ['realtime', 'multi_model', 'multi_container', 'asynchronous', 'inference_components'] as const;
const invoked = ['realtime', 'multi_model', 'multi_container', 'serverless', 'inference_components'] as const;
const ms = { unit: 'ms', scale: 0.001 } as const;
const percent = { unit: '%', top: 100 } as const;

export const endpointPanels = {
  latency: { title: 'Model latency', ...ms, lines: spread('endpoint.latency.model'), limit: 'latency', wide: true },
  invocations: {
    title: 'Invocations',
    unit: 'per min',
    lines: [line('endpoint.invocations', 'Sum', 'all')],
    kinds: invoked,
    whole: true,
  },
  processed: {
    title: 'Processed',
    unit: 'per min',
    lines: [
      line('async.processed', 'Sum', 'processed'),
      line('async.failures', 'Sum', 'failed', 's2'),
      line('async.expired', 'Sum', 'expired', 's4'),
    ],
    kinds: ['asynchronous'],
    whole: true,
  },
  errors: {
    title: 'Errors',
    unit: '% of calls',
    lines: [
      line('endpoint.errors.5xx', 'Sum', '5xx', 's2'),
      line('endpoint.errors.4xx', 'Sum', '4xx', 'ghost'),
      line('endpoint.errors.model', 'Sum', 'model', 's4'),
    ],
    shareOf: line('endpoint.invocations', 'Sum', 'all'),
    kinds: invoked,
    whole: true,
    limit: 'errors',
  },
  errors_async: {
    title: 'Errors',
    unit: 'per min',
    lines: [
      line('endpoint.errors.5xx', 'Sum', '5xx', 's2'),
      line('endpoint.errors.4xx', 'Sum', '4xx', 'ghost'),
      line('endpoint.errors.model', 'Sum', 'model', 's4'),
    ],
    kinds: ['asynchronous'],
    whole: true,
  },
  backlog: {
    title: 'Backlog',
    unit: 'count',
    lines: [line('async.backlog', 'Maximum', 'requests'), line('async.backlog.per_instance', 'Maximum', 'per instance', 's3')],
    kinds: ['asynchronous'],
    whole: true,
  },
  oldest: {
    title: 'Oldest request',
    unit: 's',
    lines: [line('async.oldest', 'Maximum', 'age')],
    kinds: ['asynchronous'],
    whole: true,
    limit: 'backlog',
  },
  async_time: {
    title: 'Time of a request',
    unit: 'ms',
    lines: [line('async.time_in_backlog', 'Average', 'in backlog'), line('async.time_total', 'Average', 'in all', 's3')],
    kinds: ['asynchronous'],
  },
  instances: {
    title: 'Instances',
    unit: 'count',
    lines: [
      line('endpoint.instances.current', 'Sample', 'running', 'running'),
      line('endpoint.instances.desired', 'Sample', 'wanted', 'wanted'),
    ],
  },
  cpu: { title: 'CPU', ...percent, lines: mean('endpoint.cpu') },
  memory: { title: 'Memory', unit: '% of instance', top: 100, lines: mean('endpoint.memory'), limit: 'memory' },
  gpu: { title: 'GPU', ...percent, lines: mean('endpoint.gpu') },
  gpu_memory: { title: 'GPU memory', ...percent, lines: mean('endpoint.gpu_memory'), kinds: onInstances, limit: 'gpu_memory' },
  disk: { title: 'Disk', unit: '% of volume', top: 100, lines: mean('endpoint.disk'), kinds: onInstances, limit: 'disk' },
  overhead: { title: 'Overhead latency', ...ms, lines: spread('endpoint.latency.overhead'), kinds: invoked },
  per_instance: {
    title: 'Invocations per instance',
    unit: 'per min',
    lines: [line('endpoint.invocations.per_instance', 'Sum', 'mean')],
    kinds: ['realtime', 'multi_model', 'multi_container', 'inference_components'],
  },
  concurrency: {
    title: 'Concurrent requests per model',
    unit: 'count',
    lines: [line('endpoint.concurrency', 'Maximum', 'highest')],
    kinds: ['realtime', 'multi_model', 'multi_container'],
  },
  cold_start: { title: 'Cold start', ...ms, lines: spread('serverless.setup'), kinds: ['serverless'] },
  serverless_use: {
    title: 'Concurrency used',
    unit: '% of limit',
    scale: 100,
    top: 100,
    lines: [
      line('serverless.concurrency', 'Maximum', 'highest'),
      line('serverless.provisioned.utilization', 'Maximum', 'of provisioned', 's3'),
    ],
    kinds: ['serverless'],
  },
  provisioned: {
    title: 'Provisioned concurrency',
    unit: 'count',
    lines: [
      line('serverless.provisioned.executions', 'Maximum', 'executions'),
      line('serverless.provisioned.spillover', 'Maximum', 'spilled over', 's2'),
    ],
    kinds: ['serverless'],
  },
  cache: {
    title: 'Model cache hits',
    unit: '%',
    scale: 100,
    top: 100,
    lines: [line('multi_model.cache_hit', 'Average', 'hits')],
    kinds: ['multi_model'],
  },
  loaded: {
    title: 'Loaded models',
    unit: 'count',
    lines: [line('multi_model.loaded', 'Average', 'per instance'), line('multi_model.loaded', 'Sum', 'in all', 's3')],
    kinds: ['multi_model'],
  },
  loading: {
    title: 'Loading a model',
    ...ms,
    lines: [
      line('multi_model.loading_wait', 'Average', 'wait'),
      line('multi_model.downloading', 'Average', 'download', 's2'),
      line('multi_model.loading', 'Average', 'load', 's3'),
      line('multi_model.unloading', 'Average', 'unload', 's4'),
    ],
    kinds: ['multi_model'],
  },
  containers: {
    title: 'Container latency',
    ...ms,
    lines: [line('container.latency', 'Average', 'mean')],
    kinds: ['multi_container'],
    members: 'container',
  },
  container_cpu: {
    title: 'Container CPU',
    ...percent,
    lines: [line('container.cpu', 'Average', 'mean')],
    kinds: ['multi_container'],
    members: 'container',
  },
  container_errors: {
    title: 'Container 5xx',
    unit: 'per min',
    lines: [line('container.errors.5xx', 'Sum', '5xx')],
    kinds: ['multi_container'],
    members: 'container',
  },
  component_calls: {
    title: 'Invocations by component',
    unit: 'per min',
    lines: [line('component.invocations', 'Sum', 'all')],
    kinds: ['inference_components'],
    members: 'component',
  },
  component_latency: {
    title: 'Model latency p99 by component',
    ...ms,
    lines: [line('component.latency.model', 'p99', 'p99')],
    kinds: ['inference_components'],
    members: 'component',
  },
  component_copies: {
    title: 'Copies by component',
    unit: 'count',
    lines: [line('component.copies.current', 'Sample', 'running')],
    kinds: ['inference_components'],
    members: 'component',
  },
  component_errors: {
    title: '5xx by component',
    unit: 'per min',
    lines: [line('component.errors.5xx', 'Sum', '5xx')],
    kinds: ['inference_components'],
    members: 'component',
  },
} as const satisfies Record<string, PanelRow>;

export type PanelId = keyof typeof endpointPanels;

/** The charts of one kind of endpoint, in the order of the page; all of them while the kind cannot be told. */
export const panelsOf = (kind: EndpointKind | null): PanelId[] =>
  (Object.keys(endpointPanels) as PanelId[]).filter((id) => {
    const { kinds } = endpointPanels[id] as PanelRow;
    return kind === null ? kinds === undefined : (kinds ?? [kind]).includes(kind);
  });
