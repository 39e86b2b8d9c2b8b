/**
 * Request quotas by account, Region and API, in calls a second. Sources: Service Quotas pages of each service
 * ("Amazon SageMaker endpoints and quotas", "CloudWatch service quotas", "Quotas in AWS CloudTrail", "CloudWatch Logs quotas",
 * "IAM and AWS STS quotas", "Resource Groups Tagging API quotas"); of Search none is published: List's is taken. The first row that matches holds. `burst` is what a rested bucket holds: AWS publishes none.
 */
type QuotaRow = { action: RegExp; perSecond: number; burst?: number; shared?: string };

const quotas: readonly QuotaRow[] = [
  { action: /^sagemaker:DescribeSubscribedWorkteam$/, perSecond: 1 },
  { action: /^sagemaker:(List|Search$)/, perSecond: 2 },
  { action: /^sagemaker:Describe/, perSecond: 5 },
  { action: /^sagemaker:/, perSecond: 1 },
  { action: /^cloudwatch:GetMetricData$/, perSecond: 500 },
  { action: /^cloudwatch:GetMetricStatistics$/, perSecond: 400 },
  { action: /^cloudwatch:ListMetrics$/, perSecond: 25 },
  { action: /^cloudwatch:DescribeAlarms(ForMetric)?$/, perSecond: 9 },
  { action: /^cloudwatch:DescribeAlarmHistory$/, perSecond: 20 },
  { action: /^cloudwatch:/, perSecond: 10 },
  { action: /^cloudtrail:LookupEvents$/, perSecond: 2 },
  { action: /^cloudtrail:/, perSecond: 10 },
  { action: /^logs:DescribeLogStreams$/, perSecond: 25 },
  { action: /^logs:GetLogEvents$/, perSecond: 25 },
  { action: /^logs:/, perSecond: 10 },
  { action: /^tag:GetResources$/, perSecond: 15 },
  { action: /^tag:/, perSecond: 5 },
  { action: /^account:ListRegions$/, perSecond: 1, burst: 5 },
  { action: /^organizations:ListAccounts$/, perSecond: 8, burst: 12 },
  { action: /^organizations:(ListParents|ListAccountsForParent|ListOrganizationalUnitsForParent)$/, perSecond: 5, burst: 8 },
  { action: /^organizations:(ListRoots|DescribeOrganization)$/, perSecond: 1, burst: 2 },
  { action: /^s3:/, perSecond: 5500 },
  { action: /^sts:/, perSecond: 600, shared: 'sts' },
  { action: /./, perSecond: 10 },
];

/** Datapoints a second that GetMetricData may be asked for, by whether the request starts within the last three hours. */
export const datapointQuotas = { recent: 180_000, older: 396_000 } as const;

type Bucket = { tokens: number; at: number };

/** Token buckets on the clock they are handed, in milliseconds. */
export class Quotas {
  readonly #buckets = new Map<string, Bucket>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Takes one call of an IAM action. @returns false when the call is to be throttled */
  takeCall(place: string, action: string): boolean {
    const row = quotas.find((candidate) => candidate.action.test(action));
    if (!row) return true;
    return this.#take(
      `${place} ${row.shared ?? action}`,
      { perSecond: row.perSecond, capacity: row.burst ?? 2 * row.perSecond },
      1,
    );
  }

  /** Takes the datapoints that one GetMetricData call asks for. @returns false when the call is to be throttled */
  takeDatapoints(place: string, tier: keyof typeof datapointQuotas, count: number): boolean {
    const perSecond = datapointQuotas[tier];
    return this.#take(`${place} datapoints ${tier}`, { perSecond, capacity: perSecond }, Math.min(count, perSecond));
  }

  #take(key: string, { perSecond, capacity }: { perSecond: number; capacity: number }, cost: number): boolean {
    const now = this.#now();
    const bucket = this.#buckets.get(key) ?? { tokens: capacity, at: now };
    const tokens = Math.min(capacity, bucket.tokens + (Math.max(0, now - bucket.at) / 1000) * perSecond);
    const isGranted = tokens >= cost;
    this.#buckets.set(key, { tokens: isGranted ? tokens - cost : tokens, at: now });
    return isGranted;
  }
}
