/**
 * Requests a second that AWS allows one account in one Region, by default. None of SageMaker's and CloudTrail's can be raised.
 * Source: docs general/latest/gr/sagemaker, CloudWatch and CloudTrail limits pages, 2026. The longest matching prefix counts.
 */
const perSecond = {
  'cloudwatch.GetMetricData': 500,
  'cloudwatch.GetMetricStatistics': 400,
  'cloudwatch.ListMetrics': 25,
  'cloudwatch.DescribeAlarms': 9,
  'cloudwatch.DescribeAlarmHistory': 20,
  'sagemaker.List': 2,
  'sagemaker.Describe': 5,
  // Not published: taken for a List.
  'sagemaker.Search': 2,
  // Not in AWS's table: begun below Describe's and halved by the limiter whenever AWS refuses.
  'sagemaker.ListTags': 4,
  'cloudtrail.LookupEvents': 2,
  'cloudtrail.DescribeTrails': 10,
  'cloudtrail.Get': 10,
  // Not published: asked once an hour.
  'cloudtrail.ListPublicKeys': 1,
  // S3 allows thousands a second for each prefix; whoever else reads the bucket is left nearly all of it.
  's3.': 200,
  'logs.DescribeLogStreams': 25,
  'logs.FilterLogEvents': 5,
  // Not published; Application Auto Scaling throttles an account's calls together.
  'application-autoscaling.': 5,
  'tagging.GetResources': 15,
  // Account management names no quota for it that this file could cite.
  'account.': 1,
  'organizations.ListAccounts': 8,
  'organizations.ListAccountsForParent': 5,
  'organizations.List': 5,
  'organizations.DescribeOrganization': 1,
  'sts.': 600,
} as const;

const prefixes = Object.keys(perSecond).sort((a, b) => b.length - a.length) as (keyof typeof perSecond)[];

/** What an operation nobody listed is held to. */
const unknown = 2;

/** The part of a quota that Trailwatch takes: the other half is the customer's own tools'. */
export const quotaShare = 0.5;

/** Data points a second that GetMetricData may be asked for, in one account and Region, when a request begins within three hours; older ones may be more. */
export const pointsPerSecond = 180_000;

/** The part of Trailwatch's own share that history may take, and of it only what nobody else waits for. */
export const historyPart = 0.5;

/** AWS's own limit in requests a second for "sagemaker.ListEndpoints". */
export const quotaOf = (call: string): number => {
  const prefix = prefixes.find((one) => call.startsWith(one));
  return prefix ? perSecond[prefix] : unknown;
};
