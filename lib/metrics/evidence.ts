import { textAt } from '#lib/catalog/answer.ts';
import { instanceType } from '#lib/catalog/instance-types.ts';
import type { MetricRow, SeriesMetricId } from '#lib/catalog/metrics.ts';
import { metrics } from '#lib/catalog/metrics.ts';
import { isWatchedMetric } from '#lib/catalog/watched-metrics.ts';
import { type EndpointEvidence, ownLatencyLimit } from './health.ts';
import { minutesOf, type SampleHourRow } from './hours.ts';
import { explainPublication, type PublicationFacts } from './publication.ts';
import { carried, emptyTrack, maxOf, shareOf, sumOf, type Track } from './track.ts';

/** The figures health is judged by: metric and statistic, and how much of the past a page shows of them. */
export const healthFigures = {
  calls: { metric: 'endpoint.invocations', statistic: 'Sum', hours: 24 },
  processed: { metric: 'async.processed', statistic: 'Sum', hours: 24 },
  errors: { metric: 'endpoint.errors.5xx', statistic: 'Sum', hours: 24 },
  failures: { metric: 'async.failures', statistic: 'Sum', hours: 24 },
  p99: { metric: 'endpoint.latency.model', statistic: 'p99', hours: 24 },
  running: { metric: 'endpoint.instances.current', statistic: 'Sample', hours: 24 },
  wanted: { metric: 'endpoint.instances.desired', statistic: 'Sample', hours: 24 },
  memory: { metric: 'endpoint.memory', statistic: 'Maximum', hours: 1 },
  disk: { metric: 'endpoint.disk', statistic: 'Maximum', hours: 1 },
  gpuMemory: { metric: 'endpoint.gpu_memory', statistic: 'Maximum', hours: 1 },
  oldest: { metric: 'async.oldest', statistic: 'Maximum', hours: 1 },
} as const satisfies Record<string, { metric: SeriesMetricId; statistic: string; hours: number }>;

/** A sampled figure (running instances) stands until the next look, which is minutes away. */
export const sampleHoldsMinutes = 15;

type HealthFigure = keyof typeof healthFigures;

export type EvidenceInput = {
  status: string | null;
  isPast: boolean;
  statusAt: number | null;
  failureReason: string | null;
  facts: PublicationFacts;
  /** Instance type by variant, for GPU memory. */
  typeOf: ReadonlyMap<string, string>;
  series: readonly { id: number; metricId: string | null; statistic: string; dimensions: readonly unknown[] }[];
  hours: ReadonlyMap<number, readonly SampleHourRow[]>;
  readTo: number | null;
  /** Up to where watched metrics were asked: they are asked for more often than the rest. */
  watchedTo: number | null;
  blocked: EndpointEvidence['blocked'];
  now: number;
};

const variantOf = (dimensions: readonly unknown[]): string =>
  dimensions
    .map((one) => (textAt(one, 'Name') === 'VariantName' ? textAt(one, 'Value') : undefined))
    .find((name) => name !== undefined) ?? '';

/** Puts one endpoint's stored series together into what its health is judged by: counts summed over variants, the worst of the rest. */
export function evidenceOf(input: EvidenceInput): EndpointEvidence {
  const usualEnd = Math.floor((input.readTo ?? input.now) / 60_000) * 60_000;
  const watchedEnd = Math.max(usualEnd, Math.floor((input.watchedTo ?? 0) / 60_000) * 60_000);
  const endOf = (figure: HealthFigure): number => (isWatchedMetric(healthFigures[figure].metric) ? watchedEnd : usualEnd);
  const tracksOf = (figure: HealthFigure): Track[] => {
    const { metric, statistic, hours } = healthFigures[figure];
    const endsAt = endOf(figure);
    return input.series
      .filter((one) => one.metricId === metric && one.statistic === statistic)
      .map((one) => {
        const rows = input.hours.get(one.id);
        // Most endpoints of a large fleet are idle: a day of nothing is no minutes, not 1,440 of nothing.
        if (!rows) return { endsAt, values: [] };
        return { endsAt, values: scaled(figure, minutesOf(rows, endsAt - hours * 3_600_000, endsAt), typeOf(one)) };
      });
  };
  const typeOf = (one: { dimensions: readonly unknown[] }) => input.typeOf.get(variantOf(one.dimensions));
  const joined = (figure: HealthFigure, join: typeof sumOf): Track => {
    const { metric } = healthFigures[figure];
    const endsAt = endOf(figure);
    const row = (metrics as Record<string, MetricRow>)[metric];
    const unpublished = row && explainPublication(row, input.facts);
    const tracks = tracksOf(figure);
    if (unpublished && tracks.length === 0) return emptyTrack(unpublished.absence, endsAt);
    if (healthFigures[figure].statistic === 'Sample') {
      const absence = input.facts.kind === 'serverless' ? 'not_published' : 'not_collected';
      return { ...(tracks.length === 0 ? emptyTrack(absence, endsAt) : join(tracks, endsAt)), absence };
    }
    return tracks.length === 0 ? emptyTrack('no_traffic', endsAt) : join(tracks, endsAt);
  };
  const isAsync = input.facts.kind === 'asynchronous';
  const calls = joined(isAsync ? 'processed' : 'calls', sumOf);
  const p99Ms = joined('p99', maxOf);
  return {
    status: input.status,
    isPast: input.isPast,
    statusAt: input.statusAt,
    failureReason: input.failureReason,
    readTo: input.readTo,
    blocked: input.blocked,
    calls,
    errorShare: shareOf(joined(isAsync ? 'failures' : 'errors', sumOf), calls),
    p99Ms,
    p99LimitMs: ownLatencyLimit(p99Ms.values.slice(0, -60)),
    running: joined('running', sumOf),
    wanted: joined('wanted', sumOf),
    memory: joined('memory', maxOf),
    disk: joined('disk', maxOf),
    gpuMemory: joined('gpuMemory', maxOf),
    oldestRequestS: joined('oldest', maxOf),
  };
}

/** Microseconds to milliseconds; GPU memory to percent of all GPUs where their number is known. */
function scaled(figure: HealthFigure, values: (number | null)[], type: string | undefined): (number | null)[] {
  if (healthFigures[figure].statistic === 'Sample') return carried(values, sampleHoldsMinutes);
  const factor = figure === 'p99' ? 0.001 : figure === 'gpuMemory' ? 1 / Math.max(1, instanceType(type ?? '')?.gpus ?? 1) : 1;
  return factor === 1 ? values : values.map((value) => (value === null ? null : value * factor));
}
