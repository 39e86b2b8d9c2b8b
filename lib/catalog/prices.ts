/** AWS's list prices in US dollars (us-east-1, read November 2026; other Regions differ by cents). */
export const pricesReadOn = '2026-11-22';

const perThousand = {
  /** Per 1,000 metrics requested, whatever the number of points or pages. */
  metricsRequested: 0.01,
  /** Per 1,000 other CloudWatch requests beyond the free million a month, which Trailwatch does not count on. */
  cloudwatchRequests: 0.01,
} as const;

/** Up to five statistics of one metric in one request are one metric requested (CloudWatch pricing page). */
export const statisticsPerMetric = 5;

/**
 * The price of one request.
 * @param call "cloudwatch.GetMetricData"
 * @param metricsRequested metrics that a GetMetricData names, five statistics counting as one
 * @returns US dollars; SageMaker, CloudTrail's Event history, Auto Scaling, STS and reading logs cost nothing
 */
export function priceOf(call: string, metricsRequested = 0): number {
  if (call === 'cloudwatch.GetMetricData') return (metricsRequested / 1000) * perThousand.metricsRequested;
  return call.startsWith('cloudwatch.') ? perThousand.cloudwatchRequests / 1000 : 0;
}
