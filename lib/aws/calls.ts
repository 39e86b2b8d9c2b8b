import { describeScalableTargets, describeScalingActivities, describeScalingPolicies } from './application-autoscaling.ts';
import type { CallRow } from './call.ts';
import { lookupEvents } from './cloudtrail.ts';
import { describeAlarmHistory, describeAlarms, getMetricData, listMetrics } from './cloudwatch.ts';
import { describeLogStreams, filterLogEvents } from './logs.ts';
import { sagemaker } from './sagemaker.ts';
import { assumeRole, getCallerIdentity } from './sts.ts';

/** Every AWS call that Trailwatch can make: what the published policy allows is read from here. */
export const calls: readonly CallRow[] = [
  ...Object.values(sagemaker),
  getMetricData,
  listMetrics,
  describeAlarms,
  describeAlarmHistory,
  describeScalableTargets,
  describeScalingPolicies,
  describeScalingActivities,
  describeLogStreams,
  filterLogEvents,
  lookupEvents,
  assumeRole,
  getCallerIdentity,
];
