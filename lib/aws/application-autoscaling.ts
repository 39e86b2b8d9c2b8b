import {
  DescribeScalableTargetsCommand,
  DescribeScalingActivitiesCommand,
  DescribeScalingPoliciesCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { declareCall } from './call.ts';

const service = 'application-autoscaling';

export const describeScalableTargets = declareCall(
  {
    service,
    operation: 'DescribeScalableTargets',
    action: 'application-autoscaling:DescribeScalableTargets',
    feeds: 'the bounds within which endpoints scale',
  },
  DescribeScalableTargetsCommand,
);

export const describeScalingPolicies = declareCall(
  {
    service,
    operation: 'DescribeScalingPolicies',
    action: 'application-autoscaling:DescribeScalingPolicies',
    feeds: 'the rules by which endpoints scale',
  },
  DescribeScalingPoliciesCommand,
);

export const describeScalingActivities = declareCall(
  {
    service,
    operation: 'DescribeScalingActivities',
    action: 'application-autoscaling:DescribeScalingActivities',
    feeds: 'when endpoints scaled, and why they could not',
  },
  DescribeScalingActivitiesCommand,
);
