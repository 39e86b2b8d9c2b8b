import { describe, expect, test } from 'vitest';
import { Quotas } from './quotas.ts';

describe('token buckets', () => {
  test.each([
    ['sagemaker:ListEndpoints', 2],
    ['sagemaker:DescribeEndpoint', 5],
    ['sagemaker:DescribeSubscribedWorkteam', 1],
    ['cloudtrail:LookupEvents', 2],
    ['cloudwatch:ListMetrics', 25],
    ['cloudwatch:DescribeAlarms', 9],
    ['cloudwatch:DescribeAlarmHistory', 20],
    ['cloudwatch:GetMetricData', 500],
  ])('%s: %d a second in the long run', (action, perSecond) => {
    let now = 0;
    const quotas = new Quotas(() => now);
    while (quotas.takeCall('a', action));
    let granted = 0;
    for (now = 10; now <= 60_000; now += 10) while (quotas.takeCall('a', action)) granted++;
    expect(granted / 60).toBeCloseTo(perSecond, 0);
  });

  test('each place and API has its own', () => {
    const quotas = new Quotas(() => 0);
    while (quotas.takeCall('a', 'sagemaker:ListModels'));
    expect(quotas.takeCall('b', 'sagemaker:ListModels')).toBe(true);
    expect(quotas.takeCall('a', 'sagemaker:ListEndpoints')).toBe(true);
  });

  test('datapoints', () => {
    let now = 0;
    const quotas = new Quotas(() => now);
    expect(quotas.takeDatapoints('a', 'recent', 100_800)).toBe(true);
    expect(quotas.takeDatapoints('a', 'recent', 100_800)).toBe(false);
    expect(quotas.takeDatapoints('a', 'older', 100_800)).toBe(true);
    now = 200;
    expect(quotas.takeDatapoints('a', 'recent', 100_800)).toBe(true);
  });
});
