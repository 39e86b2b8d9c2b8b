import { metricKinds, metricsOfKind } from '#lib/catalog/metric-kinds.ts';
import { kindRow } from '#lib/catalog/resource-kinds.ts';
import type { Choice } from './silence-fields.tsx';

/** A metric that a rule may name, and how it is collected: what has a Sum can be added up. */
export type MetricChoice = { metric: string; statistics: readonly string[] };

/** Kinds of resources that have metrics. */
export const ruleKinds: readonly Choice[] = metricKinds.map((value) => ({ value, label: kindRow(value).many }));

/** By kind of resource, what is collected of it, by CloudWatch's names. */
export const metricChoices = (): Record<string, MetricChoice[]> =>
  Object.fromEntries(
    metricKinds.map((kind) => {
      const byName = Map.groupBy(metricsOfKind(kind), ({ metric }) => metric);
      const choices = [...byName].map(([metric, rows]) => ({
        metric,
        statistics: [...new Set(rows.flatMap(({ statistics }) => statistics))],
      }));
      return [kind, choices.toSorted((a, b) => (a.metric < b.metric ? -1 : 1))];
    }),
  );
