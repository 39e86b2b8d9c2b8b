import type { TeamScope } from '#lib/auth/scope.ts';
import type { Absence } from '#lib/catalog/absence.ts';
import { metricIds, metricRow, type Subject } from '#lib/catalog/metrics.ts';
import { explainPublication } from '#lib/metrics/publication.ts';
import type { EndpointRecord } from './fleet.ts';
import { publicationFacts } from './health.ts';
import { listResourceSeries } from './series.ts';
import { type MetricReading, readStored } from './stored-metrics.ts';

const subjects: ReadonlySet<Subject> = new Set(['variant', 'endpoint', 'container', 'inference_component']);

/** Every metric of the catalogue that an endpoint could have, and every other one that was found for it. */
export async function listEndpointMetrics(
  scope: TeamScope,
  ask: { endpoint: EndpointRecord; components: readonly string[]; from: number; to: number; now: number },
): Promise<MetricReading[]> {
  const { endpoint } = ask;
  const keys = [
    { ...endpoint, kind: 'endpoint' },
    ...ask.components.map((name) => ({ ...endpoint, name, kind: 'inference_component' })),
  ];
  const series = (await Promise.all(keys.map((key) => listResourceSeries(scope, key)))).flat();
  const { readings: stored, whyNone } = await readStored(scope, series, {
    ...ask,
    life: { ...endpoint, endedAt: endpoint.deletedAt },
  });
  const seen = new Set(stored.map((one) => one.metricId));
  const missing = metricIds
    .filter((id) => subjects.has(metricRow(id).subject) && !seen.has(id))
    .map((id): MetricReading => {
      const row = metricRow(id);
      const isElsewhere =
        row.subject === 'inference_component' && endpoint.kind !== null && endpoint.kind !== 'inference_components';
      const reading = isElsewhere
        ? { absence: 'not_published' as const, why: 'Only endpoints that host inference components publish it.' }
        : (explainPublication(row, publicationFacts(endpoint)) ?? missingReason(row.needs) ?? whyNone);
      return {
        metricId: id,
        title: row.title,
        namespace: row.namespace,
        metric: row.metric,
        subject: '',
        statistic: row.statistics.join(', '),
        unit: row.unit,
        reading,
        cli: null,
      };
    });
  return [...stored, ...missing];
}

/** Requirements that no answer tells: ListMetrics would have named the metric, had it been published in the last two weeks. */
const missingReason = (needs: string | undefined): { absence: Absence; why: string } | null =>
  needs === 'streaming'
    ? { absence: 'no_traffic', why: 'No response was streamed: ListMetrics does not know it for this endpoint.' }
    : null;
