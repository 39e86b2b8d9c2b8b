import { CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixedClock } from '#lib/time.ts';
import { startAccount, type TestAccount } from '../../testing/account.ts';
import { partOfSeries, seriesOf } from '../../testing/series.ts';

const calls = seriesOf('Calls', () => ({ values: [1], counts: [200] }));
const errors = seriesOf('Errors', (minute) => ({ values: [1], counts: [minute % 60] }));

let account: TestAccount;
let client: CloudWatchClient;
beforeAll(async () => {
  account = await startAccount({ parts: [partOfSeries([calls, errors])], clock: fixedClock(Date.parse('2026-11-19T07:42:30Z')) });
  client = new CloudWatchClient(account.client());
});
afterAll(() => account.close());

const Dimensions = [{ Name: 'EndpointName', Value: 'e' }];
const stat = (Id: string, MetricName: string, more: Partial<MetricDataQuery> = {}): MetricDataQuery => ({
  Id,
  MetricStat: { Metric: { Namespace: 'AWS/SageMaker', MetricName, Dimensions }, Period: 60, Stat: 'Sum' },
  ...more,
});
const inputs = [stat('m1', 'Errors', { ReturnData: false }), stat('m2', 'Calls', { ReturnData: false })];
const ask = async (...MetricDataQueries: MetricDataQuery[]) => {
  const [StartTime, EndTime] = [new Date('2026-11-19T06:10:00Z'), new Date('2026-11-19T06:13:00Z')];
  const input = { MetricDataQueries, StartTime, EndTime, ScanBy: 'TimestampAscending' as const };
  return (await client.send(new GetMetricDataCommand(input))).MetricDataResults ?? [];
};

describe('metric math', () => {
  test('an error rate, and what is made of it', async () => {
    const results = await ask(
      ...inputs,
      { Id: 'rate', Expression: '100 * m1 / m2' },
      { Id: 'worse', Expression: 'IF(rate > 5, rate)', Label: 'Worse' },
    );
    expect(results).toMatchObject([
      { Id: 'rate', Label: 'rate', Values: [5, 5.5, 6], StatusCode: 'Complete' },
      { Id: 'worse', Label: 'Worse', Values: [5.5, 6] },
    ]);
  });

  test.each([
    ['m1 / m9', "Error in expression 'e': Undefined variable name/s: [m9]"],
    ['e + 1', "Error in expression 'e': The expression refers to itself."],
    ['m1 +', "Error in expression 'e': unexpected end"],
    ['SUM(m1)', "Error in expression 'e': a number is no time series"],
    [
      'ANOMALY_DETECTION_BAND(m1)',
      "Error in expression 'e': the function ANOMALY_DETECTION_BAND is not available in this account",
    ],
  ])('%s is refused', async (Expression, message) => {
    await expect(ask(...inputs, { Id: 'e', Expression })).rejects.toMatchObject({ name: 'ValidationException', message });
  });
});

/** Written with % for $, which the linter takes for a template that was meant to be one. */
test.each([
  ["%{PROP('MetricName')} of %{PROP('Dim.EndpointName')}, %{PROP('Stat')} of %{PROP('Period')} s", 'Errors of e, Sum of 60 s'],
  ["%{PROP('Namespace')} %{PROP('Region')} %{PROP('AccountId')}", 'AWS/SageMaker eu-west-1 111122223333'],
  ['%{MIN}–%{MAX}, %{AVG} on average, %{SUM} in all, %{LAST} last', '10–12, 11 on average, 33 in all, 12 last'],
  ['%{LABEL}: %{UNKNOWN}', 'Errors: %{UNKNOWN}'],
])('the label %s', async (text, expected) => {
  const Label = text.replaceAll('%', '$');
  expect((await ask(stat('q', 'Errors', { Label })))[0]?.Label).toBe(expected.replaceAll('%', '$'));
});
