/** AWS's list prices in US dollars (us-east-1, read November 2026; other Regions differ by cents). */
export const pricesReadOn = '2026-11-22';

const cloudwatchPricing = 'https://aws.amazon.com/cloudwatch/pricing/';
const cloudtrailPricing = 'https://aws.amazon.com/cloudtrail/pricing/';
const s3Pricing = 'https://aws.amazon.com/s3/pricing/';
const sagemakerPricing = 'https://aws.amazon.com/sagemaker/pricing/';

/** `per`: what a thousand are counted of. */
type PriceRow = { per: 'metric' | 'request'; usdPerThousand: number; note: string; source: string };

const request = (note: string): PriceRow => ({ per: 'request', usdPerThousand: 0.01, note, source: cloudwatchPricing });
const free = (note: string, source: string): PriceRow => ({ per: 'request', usdPerThousand: 0, note, source });

/** What one call costs: by "service.Operation" where operations differ, else by service. */
const prices: Readonly<Record<string, PriceRow>> = {
  'cloudwatch.GetMetricData': {
    per: 'metric',
    usdPerThousand: 0.01,
    note: 'For each metric that a request names, whatever its points; each page of an answer counts as a request. No free tier.',
    source: cloudwatchPricing,
  },
  // The free million of requests a month belongs to the whole account, and so is not counted on.
  'cloudwatch.GetMetricStatistics': request('A million requests a month are free; Trailwatch does not count on them.'),
  'cloudwatch.ListMetrics': request('A million requests a month are free; Trailwatch does not count on them.'),
  'cloudwatch.DescribeAlarms': request('Not named on the price list: counted as the other requests, to be cautious.'),
  'cloudwatch.DescribeAlarmHistory': request('Not named on the price list: counted as the other requests, to be cautious.'),
  cloudtrail: free('Event history and what describes trails are free.', cloudtrailPricing),
  's3.ListObjectsV2': {
    per: 'request',
    usdPerThousand: 0.005,
    note: 'S3 Standard; a page holds up to a thousand names.',
    source: s3Pricing,
  },
  's3.GetObject': {
    per: 'request',
    usdPerThousand: 0.0004,
    note: 'S3 Standard, read within its Region. Under a KMS key without a bucket key, KMS adds 0.003 for each thousand.',
    source: s3Pricing,
  },
  sagemaker: free('List, Describe and Search are free.', sagemakerPricing),
  logs: free('Reading log events by name is free; only Insights queries cost.', cloudwatchPricing),
  'application-autoscaling': free('No charge of its own.', 'https://aws.amazon.com/autoscaling/pricing/'),
  account: free('No charge.', 'https://docs.aws.amazon.com/accounts/latest/reference/'),
  tagging: free('Resource groups and tags have no charge.', 'https://docs.aws.amazon.com/tag-editor/latest/userguide/'),
  organizations: free('No charge.', 'https://aws.amazon.com/organizations/faqs/'),
  sts: free('No charge.', 'https://aws.amazon.com/iam/faqs/'),
};

/** Up to five statistics of one metric in one request are one metric requested, as the pricing page says. */
export const statisticsPerMetric = 5;

/**
 * Two readings of how GetMetricData counts statistics of one metric in one request; percentiles count as any other statistic in both.
 * The pricing page says the first; bills two to five times as high have been seen, which the second explains.
 */
export const billingReadings = {
  metric: { words: 'five statistics of a metric as one', label: 'Up to five statistics of a metric in one request are one' },
  statistic: { words: 'every statistic by itself', label: 'Every statistic is one' },
} as const;

export type BillingReading = keyof typeof billingReadings;

/** What a GetMetricData names, as each reading counts it. */
export type Billed = Readonly<Record<BillingReading, number>>;

export const nothingBilled: Billed = { metric: 0, statistic: 0 };

/** US dollars for one metric of a GetMetricData. */
export const usdPerMetric = 0.01 / 1000;

const rowOf = (call: string): PriceRow | undefined => prices[call] ?? prices[call.split('.')[0] ?? ''];

/** Whether the price of a call is known, if only as nothing. */
export const isPriced = (call: string): boolean => rowOf(call) !== undefined;

/**
 * The price of one request.
 * @param call "cloudwatch.GetMetricData"
 * @param metrics metrics that a GetMetricData names, by the reading of the caller
 * @returns US dollars; a CloudWatch call that no row names costs what a request does
 */
export function priceOf(call: string, metrics = 0): number {
  const row = rowOf(call) ?? (call.startsWith('cloudwatch.') ? request('') : undefined);
  if (!row) return 0;
  return ((row.per === 'metric' ? metrics : 1) * row.usdPerThousand) / 1000;
}
