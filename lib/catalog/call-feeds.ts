import { resourceKinds } from './resource-kinds.ts';
import { table } from './table.ts';

/** What stays dark without a call of AWS, in words that end a sentence; calls of a kind's own list and description are in its row. */
const others = table<string>({
  'sagemaker.ListLabelingJobsForWorkteam': 'what a workteam still has to label',
  'sagemaker.ListTags': 'tags, and with them the owning team',
  'sagemaker.Search': 'whole records of training jobs with their tags, a hundred at a time',
  'account.ListRegions': 'which Regions are on, where `regions` is auto',
  'tagging.GetResources': 'tags of many resources at once',
  'cloudwatch.GetMetricData': 'every chart',
  'cloudwatch.GetMetricStatistics': 'units that AWS changes',
  'cloudwatch.ListMetrics':
    'workers, transform hosts, pipeline steps, HyperPod nodes and metrics that Trailwatch does not know yet',
  'cloudwatch.DescribeAlarms': 'alarms and alarm coverage',
  'cloudwatch.DescribeAlarmHistory': 'when alarms changed state',
  'application-autoscaling.DescribeScalableTargets': 'the bounds within which endpoints scale',
  'application-autoscaling.DescribeScalingPolicies': 'the rules by which endpoints scale',
  'application-autoscaling.DescribeScalingActivities': 'when endpoints scaled, and why they could not',
  'logs.DescribeLogStreams': 'the last lines of a log',
  'logs.FilterLogEvents': 'worker activity and the first error of a log',
  'cloudtrail.LookupEvents': 'who changed what',
  'cloudtrail.DescribeTrails': 'which trails there are, and where they deliver',
  'cloudtrail.GetTrailStatus': 'whether a trail logs and delivers',
  'cloudtrail.GetEventSelectors': 'what a trail does not log',
  'cloudtrail.ListPublicKeys': 'the proof that log files are whole',
  's3.ListObjectsV2': 'which log files trails have delivered',
  's3.GetObject': 'the log files of trails',
  'organizations.DescribeOrganization': 'which account is the management account',
  'organizations.ListAccounts': 'accounts that come and go',
  'organizations.ListAccountsForParent': 'accounts chosen by organizational unit',
  'organizations.ListOrganizationalUnitsForParent': 'accounts chosen by a unit above theirs',
  'organizations.ListTagsForResource': 'accounts chosen by tag',
  'sts.AssumeRole': 'everything of that account',
  'sts.GetCallerIdentity': 'the proof of who Trailwatch is',
});

/** "state and configuration of endpoints" for sagemaker.DescribeEndpoint; null for a call that is no row. */
export function feedsOf(service: string, operation: string): string | null {
  const listed = others[`${service}.${operation}`];
  if (listed !== undefined) return listed;
  for (const { service: of, list, describe, many } of Object.values(resourceKinds)) {
    if (of !== service) continue;
    if (list === operation) return `the list of ${many}`;
    if (describe === operation) return `state and configuration of ${many}`;
  }
  return null;
}
