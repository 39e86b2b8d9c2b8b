import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accounts } from '../../accounts.ts';
import { startAccount, type TestAccount } from '../../testing/account.ts';
import { hasModels, validateOutput } from '../../testing/models.ts';
import { sendSigned } from '../../testing/signed.ts';

type Metrics = { Metrics: Record<string, unknown>[] };
const places = accounts.flatMap(({ id, regions }) => regions.map((region) => [id, region] as const));

describe.skipIf(!hasModels())('CloudWatch answers of the whole scenario have the shapes of its model', () => {
  let account: TestAccount;
  beforeAll(async () => {
    account = await startAccount();
  });
  afterAll(() => account.close());

  const callOf = (id: string, region: string) => async (operation: string, input: Record<string, unknown>) => {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `GraniteServiceVersion20100801.${operation}`,
    };
    const { credentials } = account.client(id, region);
    const call = { url: account.url, service: 'monitoring', region, credentials, headers, body: JSON.stringify(input) };
    const answer = await sendSigned(call);
    const output = JSON.parse(answer.body.toString());
    expect(answer.status, JSON.stringify(output)).toBe(200);
    expect(validateOutput('cloudwatch', operation, output)).toEqual([]);
    return output;
  };

  test.each(places)('%s %s', async (id, region) => {
    const call = callOf(id, region);
    const { Metrics: metrics } = (await call('ListMetrics', { RecentlyActive: 'PT3H' })) as Metrics;
    expect(metrics.length).toBeGreaterThan(100);
    const end = Math.floor(Date.now() / 60_000) * 60;
    const queries = metrics
      .slice(0, 500)
      .map((Metric, index) => ({ Id: `q${index}`, MetricStat: { Metric, Period: 300, Stat: 'Average' } }));
    const data = await call('GetMetricData', { MetricDataQueries: queries, StartTime: end - 10_800, EndTime: end });
    const withPoints = data.MetricDataResults.filter((result: { Values: number[] }) => result.Values.length > 0);
    expect(withPoints.length).toBeGreaterThan(queries.length / 2);
    await call('DescribeAlarms', { MaxRecords: 100 });
    await call('DescribeAlarmHistory', { MaxRecords: 100 });
  });
});
