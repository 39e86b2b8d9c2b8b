import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fixedClock, hourMs, minuteMs } from '#lib/time.ts';
import { accounts } from '../accounts.ts';
import type { MetricIdentity } from '../scenario/types.ts';
import { startAccount, type TestAccount } from './account.ts';
import { type OracleStatistic, oracleValue } from './oracle.ts';

const now = Date.parse('2026-11-19T07:42:30Z');
const end = Math.floor(now / minuteMs - 2) * minuteMs;
const start = end - hourMs;
const statistics: OracleStatistic[] = ['Sum', 'SampleCount', 'Average', 'Minimum', 'Maximum', 'p50', 'p90', 'p99'];
const places = accounts.flatMap(({ id, regions }) => regions.map((region) => ({ account: id, region })));

let account: TestAccount;
beforeAll(async () => {
  account = await startAccount({ clock: fixedClock(now) });
});
afterAll(() => account.close());

/** Every n-th series of a place, so that each noun has some. */
const sampleOf = <T>(all: readonly T[], count: number): T[] =>
  all.filter((_, index) => index % Math.ceil(all.length / count) === 0);

test.each(places)('CloudWatch says what the scenario holds: $account $region', async (place) => {
  const metrics = account.scenario.parts.flatMap((part) => sampleOf(part.metrics(place, start, end), 30));
  const asked = metrics.flatMap((metric: MetricIdentity) => statistics.map((statistic) => ({ metric, statistic })));
  const client = new CloudWatchClient(account.client(place.account, place.region));
  const answer = await client.send(
    new GetMetricDataCommand({
      StartTime: new Date(start),
      EndTime: new Date(end),
      MetricDataQueries: asked.slice(0, 500).map(({ metric, statistic }, index) => ({
        Id: `q${index}`,
        MetricStat: {
          Metric: { Namespace: metric.namespace, MetricName: metric.metricName, Dimensions: [...metric.dimensions].reverse() },
          Period: 60,
          Stat: statistic,
        },
      })),
    }),
  );
  let compared = 0;
  for (const [index, { Timestamps = [], Values = [] }] of (answer.MetricDataResults ?? []).entries()) {
    const query = asked[index];
    if (!query) throw new Error('An answer to nothing');
    const points = new Map(Timestamps.map((at, position) => [at.getTime(), Values[position]]));
    for (let at = start; at < end; at += minuteMs) {
      const wanted = oracleValue(account.scenario, place, { ...query, at });
      const actual = points.get(at);
      const name = `${query.metric.metricName} ${query.statistic} ${new Date(at).toISOString()}`;
      if (wanted === undefined || actual === undefined) expect(actual, name).toBe(wanted);
      else if (Math.abs(actual - wanted) > 1e-9 * Math.max(1, Math.abs(wanted))) expect(actual, name).toBe(wanted);
      compared += wanted === undefined ? 0 : 1;
    }
  }
  expect(compared).toBeGreaterThan(2000);
});
