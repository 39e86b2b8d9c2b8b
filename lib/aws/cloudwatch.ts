import {
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
} from '@aws-sdk/client-cloudwatch';
import { declareCall } from './call.ts';

const service = 'cloudwatch';

export const getMetricData = declareCall(
  { service, operation: 'GetMetricData', action: 'cloudwatch:GetMetricData', feeds: 'every chart' },
  GetMetricDataCommand,
);

/** Asked for units alone: GetMetricData tells none. */
export const getMetricStatistics = declareCall(
  { service, operation: 'GetMetricStatistics', action: 'cloudwatch:GetMetricStatistics', feeds: 'units that AWS changes' },
  GetMetricStatisticsCommand,
);

export const listMetrics = declareCall(
  {
    service,
    operation: 'ListMetrics',
    action: 'cloudwatch:ListMetrics',
    feeds: 'workers, transform hosts, pipeline steps, HyperPod nodes and metrics that Trailwatch does not know yet',
  },
  ListMetricsCommand,
);

export const describeAlarms = declareCall(
  { service, operation: 'DescribeAlarms', action: 'cloudwatch:DescribeAlarms', feeds: 'alarms and alarm coverage' },
  DescribeAlarmsCommand,
);

export const describeAlarmHistory = declareCall(
  { service, operation: 'DescribeAlarmHistory', action: 'cloudwatch:DescribeAlarmHistory', feeds: 'when alarms changed state' },
  DescribeAlarmHistoryCommand,
);
