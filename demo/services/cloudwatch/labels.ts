import type { Place } from '../../scenario/types.ts';
import type { MetricQuery } from './metric-data-request.ts';
import type { Point } from './query-evaluator.ts';

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** What a label may say of the points of its page; a page without points leaves `-`. */
const figures: Readonly<Record<string, (values: readonly number[]) => number | undefined>> = {
  AVG: (values) => sum(values) / values.length,
  DATAPOINT_COUNT: (values) => values.length,
  FIRST: (values) => values[0],
  LAST: (values) => values.at(-1),
  MAX: (values) => values.reduce((most, value) => Math.max(most, value)),
  MIN: (values) => values.reduce((least, value) => Math.min(least, value)),
  SUM: sum,
};

/** Fills a label's `${…}` ("Using dynamic labels", CloudWatch user guide). @param points oldest first */
export function labelFor(query: MetricQuery, place: Place, points: readonly Point[]): string {
  if (!query.label.includes('${')) return query.label;
  const values = points.map(({ value }) => value);
  return query.label.replaceAll(/\$\{(\w+)(?:\('([^']*)'\))?\}/g, (whole, name: string, argument: string | undefined) => {
    if (name === 'PROP') return propertyOf(query, place, argument ?? '') ?? whole;
    if (name === 'LABEL') return query.kind === 'stat' ? query.metric.metricName : query.id;
    const figure = figures[name];
    if (!figure) return whole;
    return values.length === 0 ? '-' : String(figure(values));
  });
}

function propertyOf(query: MetricQuery, { account, region }: Place, name: string): string | undefined {
  if (query.kind === 'math') return name === 'Period' ? String(query.periodSeconds) : undefined;
  const { metric, statisticName, periodSeconds } = query;
  if (name.startsWith('Dim.')) return metric.dimensions.find((dimension) => dimension.Name === name.slice(4))?.Value;
  const known: Readonly<Record<string, string>> = {
    AccountId: account,
    MetricName: metric.metricName,
    Namespace: metric.namespace,
    Period: String(periodSeconds),
    Region: region,
    Stat: statisticName,
  };
  return known[name];
}
