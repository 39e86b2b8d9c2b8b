import {
  CloudWatchClient,
  DescribeAlarmsForMetricCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  type GetMetricStatisticsCommandInput,
} from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixedClock, minuteMs } from '#lib/time.ts';
import { startAccount, type TestAccount } from '../../testing/account.ts';
import { partOfSeries, seriesOf } from '../../testing/series.ts';
import { sendSigned } from '../../testing/signed.ts';

const now = Date.parse('2026-11-19T07:42:30Z');
/** Two observations a minute: the minute of the hour, and its double. */
const steps = seriesOf('Steps', (minute) => ({ values: [minute % 60, 2 * (minute % 60)], counts: [1, 1] }), { unit: 'Count' });
const alarm = (name: string, more: Record<string, unknown> = {}) => ({
  name,
  describe: () => ({
    AlarmName: name,
    Namespace: 'AWS/SageMaker',
    MetricName: 'Steps',
    Dimensions: [{ Name: 'EndpointName', Value: 'e' }],
    Statistic: 'Sum',
    Period: 60,
    ...more,
  }),
  history: () => [],
});
const alarms = [
  alarm('sum'),
  alarm('p99', { Statistic: undefined, ExtendedStatistic: 'p99' }),
  alarm('other', { MetricName: 'Other' }),
];

let account: TestAccount;
let client: CloudWatchClient;
beforeAll(async () => {
  account = await startAccount({ parts: [{ ...partOfSeries([steps]), alarms: () => alarms }], clock: fixedClock(now) });
  client = new CloudWatchClient(account.client());
});
afterAll(() => account.close());

const Dimensions = [{ Name: 'EndpointName', Value: 'e' }];
const hour = { StartTime: new Date('2026-11-19T06:00:00Z'), EndTime: new Date('2026-11-19T07:00:00Z') };
const ask = (input: Partial<GetMetricStatisticsCommandInput>) =>
  client.send(
    new GetMetricStatisticsCommand({
      Namespace: 'AWS/SageMaker',
      MetricName: 'Steps',
      Dimensions,
      ...hour,
      Period: 300,
      ...input,
    }),
  );

describe('GetMetricStatistics', () => {
  test('says what GetMetricData says, each point once, in no order', async () => {
    const { Label, Datapoints = [] } = await ask({ Statistics: ['Sum', 'SampleCount'], ExtendedStatistics: undefined });
    expect(Label).toBe('Steps');
    expect(Datapoints).toHaveLength(12);
    expect(Datapoints[0]?.Unit).toBe('Count');
    const times = Datapoints.map(({ Timestamp }) => Timestamp?.getTime() ?? 0);
    expect(times).not.toEqual(times.toSorted((a, b) => a - b));
    const query = { Metric: { Namespace: 'AWS/SageMaker', MetricName: 'Steps', Dimensions }, Period: 300, Stat: 'Sum' };
    const data = await client.send(new GetMetricDataCommand({ ...hour, MetricDataQueries: [{ Id: 'q', MetricStat: query }] }));
    const [result] = data.MetricDataResults ?? [];
    const byTime = new Map(Datapoints.map((point) => [point.Timestamp?.getTime(), point]));
    expect(result?.Timestamps?.map((at) => byTime.get(at.getTime())?.Sum)).toEqual(result?.Values);
    expect(new Set(Datapoints.map((point) => point.SampleCount))).toEqual(new Set([10]));
  });

  test('percentiles', async () => {
    const { Datapoints = [] } = await ask({ ExtendedStatistics: ['p100', 'p0'], Statistics: undefined, Period: 3600 });
    expect(Datapoints).toMatchObject([{ ExtendedStatistics: { p100: 118, p0: 0 } }]);
    expect(Datapoints[0]).not.toHaveProperty('Sum');
  });

  test.each([
    [{ Statistics: undefined }, 'InvalidParameterCombinationException', 'Must specify either Statistics or ExtendedStatistics'],
    [{ Statistics: ['Foo'] }, 'InvalidParameterValueException', 'Foo'],
    [{ ExtendedStatistics: ['p101'] }, 'InvalidParameterValueException', 'p101'],
    [{ Statistics: ['Sum'], Period: 90 }, 'InvalidParameterValueException', '90'],
    [{ Statistics: ['Sum'], EndTime: hour.StartTime }, 'InvalidParameterCombinationException', 'StartTime'],
    [
      { Statistics: ['Sum'], Period: 60, StartTime: new Date(hour.EndTime.getTime() - 1441 * minuteMs) },
      'InvalidParameterCombinationException',
      'You have requested up to 1,441 datapoints, which exceeds the limit of 1,440. You may reduce the datapoints requested by increasing Period, or decreasing the time range.',
    ],
  ] as unknown as [Partial<GetMetricStatisticsCommandInput>, string, string][])('%j is refused', async (input, name, message) => {
    const answer = ask(input);
    await expect(answer).rejects.toMatchObject({ name });
    await expect(answer).rejects.toThrow(message);
  });

  test('in Query, percentiles are entries of a map', async () => {
    const form = new URLSearchParams({
      Action: 'GetMetricStatistics',
      Version: '2010-08-01',
      Namespace: 'AWS/SageMaker',
      MetricName: 'Steps',
      'Dimensions.member.1.Name': 'EndpointName',
      'Dimensions.member.1.Value': 'e',
      StartTime: '2026-11-19T06:00:00Z',
      EndTime: '2026-11-19T07:00:00Z',
      Period: '3600',
      'ExtendedStatistics.member.1': 'p100',
      'Statistics.member.1': 'Maximum',
    });
    const { credentials, region } = account.client();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await sendSigned({
      url: account.url,
      service: 'monitoring',
      region,
      credentials,
      headers,
      body: form.toString(),
    });
    expect(answer.body.toString()).toContain(
      '<ExtendedStatistics><entry><key>p100</key><value>118</value></entry></ExtendedStatistics>',
    );
    expect(answer.body.toString()).toContain('<Maximum>118</Maximum>');
  });
});

test.each([
  [{}, ['p99', 'sum']],
  [{ Statistic: 'Sum' as const }, ['sum']],
  [{ ExtendedStatistic: 'p99' }, ['p99']],
  [{ Period: 300 }, []],
  [{ Dimensions: [] }, []],
])('DescribeAlarmsForMetric %j', async (input, names) => {
  const asked = { Namespace: 'AWS/SageMaker', MetricName: 'Steps', Dimensions, ...input };
  const { MetricAlarms = [] } = await client.send(new DescribeAlarmsForMetricCommand(asked));
  expect(MetricAlarms.map(({ AlarmName }) => AlarmName)).toEqual(names);
});
