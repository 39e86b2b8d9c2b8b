import type { MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { type Billed, statisticsPerMetric } from '#lib/catalog/prices.ts';
import type { Answer, CallFailure } from './call.ts';
import { getMetricData } from './cloudwatch.ts';
import { refusalOf } from './failures.ts';
import { askInHalves, type Part } from './halves.ts';
import { pages } from './pages.ts';
import type { AwsRegion, SendOptions } from './region.ts';

/** One series as GetMetricData is asked for it. */
export type MetricQuery = {
  id: number;
  namespace: string;
  metric: string;
  dimensions: readonly { Name: string; Value: string }[];
  dimensionsKey: string;
  statistic: string;
};

/** What came back for one query: starts of periods in epoch ms and values, or why nothing did. Points of pages that did arrive are kept. */
export type MetricPoints = { id: number; at: number[]; values: number[]; failure: CallFailure | null };

/** What one request is billed for, as either reading counts. */
export function billedFor(queries: readonly MetricQuery[]): Billed {
  const statistics = new Map<string, number>();
  for (const { namespace, metric, dimensionsKey } of queries) {
    const key = `${namespace}\n${metric}\n${dimensionsKey}`;
    statistics.set(key, (statistics.get(key) ?? 0) + 1);
  }
  const metric = [...statistics.values()].reduce((sum, count) => sum + Math.ceil(count / statisticsPerMetric), 0);
  return { metric, statistic: queries.length };
}

const refusal = (code: string, message: string): CallFailure => ({
  service: 'cloudwatch',
  operation: 'GetMetricData',
  code,
  word: code === 'Forbidden' ? 'denied' : 'late',
  message,
  requestId: null,
  isGone: false,
});

const take = (points: MetricPoints, result: MetricDataResult): void => {
  result.Timestamps?.forEach((moment, index) => {
    const value = result.Values?.[index];
    if (value === undefined) return;
    points.at.push(moment.getTime());
    points.values.push(value);
  });
  const messages = result.Messages?.map((one) => one.Value).join(' ') || 'CloudWatch gave no reason.';
  if (result.StatusCode === 'Complete') points.failure = null;
  else if (result.StatusCode !== undefined) points.failure = refusal(result.StatusCode, messages);
};

/** What one refused batch may cost beyond its own call. */
const furtherCalls = 40;

/** Epoch ms. One point a minute unless `periodSeconds` says otherwise; `isSpare`: gives way to every other request. */
type Window = { from: number; to: number; periodSeconds?: number; isSpare?: boolean };
type Asking = Window & { isRetry: boolean };

/**
 * Asks for up to 500 series over one window and follows its pages. Every query has an answer: points, or a failure
 * (its own, or that of the page that would have held the rest). A batch that is refused whole is asked for again in halves.
 */
export async function fetchMetricData(aws: AwsRegion, queries: readonly MetricQuery[], window: Window): Promise<MetricPoints[]> {
  const whole = await ask(aws, queries, { ...window, isRetry: false });
  return askInHalves(whole, (half) => ask(aws, half, { ...window, isRetry: true }), furtherCalls);
}

async function ask(
  aws: AwsRegion,
  queries: readonly MetricQuery[],
  { from, to, isRetry, periodSeconds = 60, isSpare = false }: Asking,
): Promise<Part<MetricQuery, MetricPoints>> {
  const found = new Map<string, MetricPoints>(
    queries.map(({ id }) => [
      `q${id}`,
      { id, at: [], values: [], failure: refusal('NoResult', 'CloudWatch answered without a result for this metric.') },
    ]),
  );
  const input = {
    StartTime: new Date(from),
    EndTime: new Date(to),
    ScanBy: 'TimestampAscending' as const,
    MetricDataQueries: queries.map((query) => ({
      Id: `q${query.id}`,
      MetricStat: {
        Metric: { Namespace: query.namespace, MetricName: query.metric, Dimensions: [...query.dimensions] },
        Period: periodSeconds,
        Stat: query.statistic,
      },
      ReturnData: true,
    })),
  };
  const billed = { billed: billedFor(queries), points: (queries.length * (to - from)) / (periodSeconds * 1000) };
  let isFirst = true;
  for await (const page of pages(withOptions(aws, { ...billed, isRetry, isSpare }), getMetricData, input)) {
    if (!page.ok) return { queries, points: failAll(found, page), refusal: isFirst ? refusalOf(page.failure) : null };
    isFirst = false;
    for (const result of page.value.MetricDataResults ?? []) {
      const points = found.get(result.Id ?? '');
      if (points) take(points, result);
    }
  }
  return { queries, points: [...found.values()], refusal: null };
}

const withOptions = (aws: AwsRegion, options: SendOptions): AwsRegion => ({
  ...aws,
  send: (call, input) => aws.send(call, input, options),
});

/** A lost page leaves unfinished whatever was not complete before it. */
const failAll = (found: ReadonlyMap<string, MetricPoints>, { failure }: Extract<Answer<never>, { ok: false }>): MetricPoints[] =>
  [...found.values()].map((points) => (points.failure === null ? points : { ...points, failure }));
