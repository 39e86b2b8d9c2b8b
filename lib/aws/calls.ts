import { listRegions } from './account.ts';
import { describeScalableTargets, describeScalingActivities, describeScalingPolicies } from './application-autoscaling.ts';
import type { CallRow } from './call.ts';
import { describeTrails, getEventSelectors, getTrailStatus, listPublicKeys, lookupEvents } from './cloudtrail.ts';
import { describeAlarmHistory, describeAlarms, getMetricData, getMetricStatistics, listMetrics } from './cloudwatch.ts';
import { describeLogStreams, filterLogEvents } from './logs.ts';
import { describeOrganization, listAccounts, listAccountsForParent, listAccountTags, listUnits } from './organizations.ts';
import { getObject, listObjects } from './s3.ts';
import { sagemaker } from './sagemaker.ts';
import { assumeRole, getCallerIdentity } from './sts.ts';
import { getResources } from './tagging.ts';

/** Every AWS call that Trailwatch can make: what the published policy allows is read from here. */
export const calls: readonly CallRow[] = [
  ...Object.values(sagemaker),
  getMetricData,
  getMetricStatistics,
  listMetrics,
  describeAlarms,
  describeAlarmHistory,
  describeScalableTargets,
  describeScalingPolicies,
  describeScalingActivities,
  describeLogStreams,
  filterLogEvents,
  lookupEvents,
  describeTrails,
  getTrailStatus,
  getEventSelectors,
  listPublicKeys,
  listObjects,
  getObject,
  getResources,
  listRegions,
  describeOrganization,
  listAccounts,
  listAccountsForParent,
  listUnits,
  listAccountTags,
  assumeRole,
  getCallerIdentity,
];
