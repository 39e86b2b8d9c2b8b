import type { Answer } from '#lib/catalog/answer.ts';
import {
  type MetricId,
  type MetricRow,
  metricIds,
  metricRow,
  type Requirement,
  type SeriesMetricId,
  subjectDimensions,
} from '#lib/catalog/metrics.ts';
import type { ResourceKind } from '#lib/catalog/resource-kinds.ts';
import { minuteMs } from '#lib/time.ts';
import { dimensionsKey, type SeriesIdentity } from './series.ts';
import { type Planned, type SubjectOf, subjectsOf } from './subjects.ts';

/** A series that is worth asking for, and the time in which it can hold points (epoch ms; Infinity while its resource lives). */
export type WantedSeries = SeriesIdentity & {
  metricId: SeriesMetricId | null;
  unit: string | null;
  activeFrom: number;
  activeTo: number;
};

/** Hosts report a little beyond the end of their job. */
const tailMs = 15 * minuteMs;

/** Requirements that no Describe answer shows: such metrics are asked for once ListMetrics has shown them. */
const unseen: ReadonlySet<Requirement> = new Set(['streaming', 'container_insights']);

const rows = metricIds.map((id) => ({ id, row: metricRow(id) }));

/** Whether a subject publishes a metric that its answers alone can tell of. */
function isPlanned(row: MetricRow, { subject, has, endpointKind }: SubjectOf): boolean {
  if (row.found === 'discover' || row.subject !== subject) return false;
  if (row.needs && (unseen.has(row.needs) || !has.has(row.needs))) return false;
  return !row.publishedBy || (endpointKind !== undefined && row.publishedBy.includes(endpointKind));
}

/** One series for each statistic of a metric. */
export function seriesOf(
  id: MetricId | null,
  { namespace, metric, statistics, unit }: Pick<MetricRow, 'namespace' | 'metric' | 'statistics'> & { unit: string | null },
  target: {
    kind: string;
    name: string;
    dimensions: readonly { Name: string; Value: string }[];
    activeFrom: number;
    activeTo: number;
  },
): WantedSeries[] {
  const { kind, name, activeFrom, activeTo } = target;
  const dimensions = target.dimensions.toSorted((a, b) => (a.Name < b.Name ? -1 : 1));
  return statistics.map((statistic) => ({
    ...{ kind, name, metricId: id, namespace, metric, dimensions, dimensionsKey: dimensionsKey(dimensions) },
    ...{ statistic, unit, activeFrom, activeTo },
  }));
}

/** Every series that the catalogue expects of these resources. */
export function planSeries(
  resources: readonly Planned[],
  related: (kind: ResourceKind, name: string) => Answer | undefined,
): WantedSeries[] {
  return resources.flatMap((resource) => {
    const activeFrom = resource.createdAt ?? Number.NEGATIVE_INFINITY;
    const activeTo = resource.endedAt === null ? Number.POSITIVE_INFINITY : resource.endedAt + tailMs;
    return subjectsOf(resource, related).flatMap((subject) => {
      const dimensions = subjectDimensions[subject.subject].map((Name, index) => ({ Name, Value: subject.values[index] ?? '' }));
      const target = { kind: resource.kind, name: resource.name, dimensions, activeFrom, activeTo };
      return rows.filter(({ row }) => isPlanned(row, subject)).flatMap(({ id, row }) => seriesOf(id, row, target));
    });
  });
}
