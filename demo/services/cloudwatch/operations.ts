import type { EngineOperation } from '../../engine.ts';
import { describeAlarmHistory, describeAlarms, describeAlarmsForMetric } from './alarms.ts';
import { getMetricData } from './get-metric-data.ts';
import { getMetricStatistics } from './get-metric-statistics.ts';
import { listMetrics } from './list-metrics.ts';

export const cloudwatchOperations: Readonly<Record<string, EngineOperation>> = {
  'cloudwatch.GetMetricData': getMetricData,
  'cloudwatch.GetMetricStatistics': getMetricStatistics,
  'cloudwatch.ListMetrics': listMetrics,
  'cloudwatch.DescribeAlarms': describeAlarms,
  'cloudwatch.DescribeAlarmsForMetric': describeAlarmsForMetric,
  'cloudwatch.DescribeAlarmHistory': describeAlarmHistory,
};
