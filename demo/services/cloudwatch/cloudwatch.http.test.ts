import {
  CloudWatchClient,
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  ListMetricsCommand,
  type ListMetricsCommandInput,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dayMs, fixedClock, hourMs, minuteMs } from '#lib/time.ts';
import { startAccount, type TestAccount } from '../../testing/account.ts';
import { partOfSeries, seriesOf } from '../../testing/series.ts';

const now = Date.parse('2026-11-19T07:42:30Z');
const minuteNow = Math.floor(now / minuteMs);

/** The minute's number and its double, once and twice: every expected figure below follows from this. */
const climbing = seriesOf('Climbing', (minute) => {
  const step = minute - minuteNow + 100_000_000;
  return { values: [step, 2 * step], counts: [1, 2] };
});
const steady = seriesOf('Steady', () => ({ values: [1, 2, 3], counts: [100, 100, 100] }), { unit: 'Count' });
const rare = seriesOf('Rare', (minute) => (minute % 5 === 0 ? { values: [1], counts: [1] } : undefined));
const fresh = seriesOf('Fresh', () => ({ values: [1], counts: [1] }), { activeFrom: now - minuteMs });
const ended = seriesOf('Ended', () => ({ values: [1], counts: [1] }), { activeTo: now - 5 * hourMs });
const gone = seriesOf('Gone', () => ({ values: [1], counts: [1] }), { activeTo: now - 15 * dayMs });

let account: TestAccount;
let client: CloudWatchClient;
beforeAll(async () => {
  account = await startAccount({ parts: [partOfSeries([climbing, steady, rare, fresh, ended, gone])], clock: fixedClock(now) });
  client = new CloudWatchClient(account.client());
});
afterAll(() => account.close());

const query = (
  MetricName: string,
  Stat = 'Sum',
  rest: { Period?: number; Unit?: 'Count' | 'Seconds'; Id?: string } = {},
): MetricDataQuery => ({
  Id: rest.Id ?? 'q',
  MetricStat: {
    Metric: { Namespace: 'AWS/SageMaker', MetricName, Dimensions: [{ Name: 'EndpointName', Value: 'e' }] },
    Period: rest.Period ?? 60,
    Stat,
    Unit: rest.Unit,
  },
});
const ask = (MetricDataQueries: MetricDataQuery[], rest: Partial<GetMetricDataCommandInput> = {}) =>
  client.send(
    new GetMetricDataCommand({
      MetricDataQueries,
      StartTime: new Date('2026-11-19T06:00:00Z'),
      EndTime: new Date('2026-11-19T07:00:00Z'),
      ...rest,
    }),
  );
const between = (from: string, to: string) => ({ StartTime: new Date(from), EndTime: new Date(to) });
const times = (result: { Timestamps?: Date[] } | undefined) => result?.Timestamps?.map((at) => at.toISOString().slice(11, 19));

describe('GetMetricData', () => {
  test('newest first, start inclusive, end exclusive, both read to the minute', async () => {
    const window = between('2026-11-19T06:00:40Z', '2026-11-19T06:03:40Z');
    const { MetricDataResults: [result] = [] } = await ask([query('Steady')], window);
    expect(times(result)).toEqual(['06:02:00', '06:01:00', '06:00:00']);
    expect(result).toMatchObject({ Id: 'q', Label: 'Steady', StatusCode: 'Complete', Values: [600, 600, 600] });
    const { MetricDataResults: [ascending] = [] } = await ask([query('Steady')], { ...window, ScanBy: 'TimestampAscending' });
    expect(times(ascending)).toEqual(['06:00:00', '06:01:00', '06:02:00']);
  });

  test('periods count from the start, not from the hour', async () => {
    const { MetricDataResults: [result] = [] } = await ask([query('Steady', 'SampleCount', { Period: 1200 })], {
      ...between('2026-11-19T04:59:00Z', '2026-11-19T05:50:00Z'),
      ScanBy: 'TimestampAscending',
    });
    expect(times(result)).toEqual(['04:59:00', '05:19:00', '05:39:00']);
    expect(result?.Values).toEqual([6000, 6000, 3300]);
  });

  test('statistics over all that a period holds', async () => {
    const statistics = ['Sum', 'SampleCount', 'Average', 'Minimum', 'Maximum', 'p50', 'p99', 'TM(0%:50%)', 'PR(:100)'];
    const queries = statistics.map((stat, index) => query('Climbing', stat, { Id: `q${index}`, Period: 300 }));
    const { MetricDataResults: results = [] } = await ask(queries, between('2026-11-19T06:00:00Z', '2026-11-19T06:05:00Z'));
    const first = Date.parse('2026-11-19T06:00:00Z') / minuteMs - minuteNow + 100_000_000;
    const steps = [0, 1, 2, 3, 4].map((index) => first + index);
    const sum = 5 * steps.reduce((a, b) => a + b, 0);
    // 15 observations ascending: the five steps, then each double twice; the lower half keeps 15 − ⌊7.5⌋ = 8 of them.
    const kept = [...steps, 2 * first, 2 * first, 2 * (first + 1)];
    const wanted = [
      sum,
      15,
      sum / 15,
      first,
      2 * (first + 4),
      2 * (first + 1),
      2 * (first + 4),
      kept.reduce((a, b) => a + b) / 8,
      0,
    ];
    expect(results.map((result) => result.Values)).toEqual(wanted.map((value) => [value]));
  });

  test('a minute without data has no point; another unit finds none', async () => {
    const { MetricDataResults: results = [] } = await ask([
      query('Rare', 'Sum', { Id: 'rare' }),
      query('Steady', 'Sum', { Id: 'same', Unit: 'Count' }),
      query('Steady', 'Sum', { Id: 'other', Unit: 'Seconds' }),
      query('Nothing', 'Sum', { Id: 'nothing' }),
      { ...query('Steady', 'Sum', { Id: 'hidden' }), ReturnData: false },
      { ...query('Steady', 'Sum', { Id: 'named' }), Label: 'Mine' },
    ]);
    expect(results.map((result) => [result.Id, result.Values?.length])).toEqual([
      ['rare', 12],
      ['same', 60],
      ['other', 0],
      ['nothing', 0],
      ['named', 60],
    ]);
    expect(results.at(-1)?.Label).toBe('Mine');
  });

  test.each([
    ['60 s within 15 days', 14, 60, 60],
    ['60 s beyond', 16, 60, 0],
    ['300 s beyond', 16, 300, 12],
    ['300 s beyond 63 days', 64, 300, 0],
    ['1 h beyond', 64, 3600, 1],
    ['1 h beyond 455 days', 456, 3600, 0],
    ['10 s within 3 h', 0, 10, 60],
    ['10 s beyond', 1, 10, 0],
  ])('%s', async (_, days, Period, count) => {
    const end = Math.floor((now - days * dayMs) / hourMs) * hourMs;
    const window = { StartTime: new Date(end - hourMs), EndTime: new Date(end) };
    const { MetricDataResults: [result] = [] } = await ask([query('Steady', 'Sum', { Period })], window);
    expect(result?.Values).toHaveLength(count);
  });

  test('the start is rounded down by its age', async () => {
    const { MetricDataResults: [fiveMinutes] = [] } = await ask(
      [query('Steady', 'Sum', { Period: 300 })],
      between('2026-10-30T06:08:10Z', '2026-10-30T06:20:00Z'),
    );
    expect(times(fiveMinutes)).toEqual(['06:15:00', '06:10:00', '06:05:00']);
    const { MetricDataResults: [hour] = [] } = await ask(
      [query('Steady', 'Sum', { Period: 3600 })],
      between('2026-08-30T06:48:10Z', '2026-08-30T08:20:00Z'),
    );
    expect(times(hour)).toEqual(['08:00:00', '07:00:00', '06:00:00']);
  });

  test('the last minutes arrive bit by bit and are whole two minutes after their end', async () => {
    const seen: (number | undefined)[][] = [];
    for (const elapsedMs of [0, 45_000, 90_000, 119_999, 120_000]) {
      const late = await startAccount({ parts: [partOfSeries([steady])], clock: fixedClock(minuteNow * minuteMs + elapsedMs) });
      const window = {
        StartTime: new Date((minuteNow - 12) * minuteMs),
        EndTime: new Date(now + hourMs),
        ScanBy: 'TimestampAscending' as const,
      };
      const answer = await new CloudWatchClient(late.client()).send(
        new GetMetricDataCommand({ MetricDataQueries: [query('Steady', 'SampleCount')], ...window }),
      );
      const points = new Map(
        answer.MetricDataResults?.[0]?.Timestamps?.map((at, i) => [
          at.getTime() / minuteMs,
          answer.MetricDataResults?.[0]?.Values?.[i],
        ]),
      );
      seen.push([-3, -2, -1, 0].map((back) => points.get(minuteNow + back)));
      await late.close();
    }
    const lastMinute = seen.map((row) => row[2] ?? 0);
    expect(seen[0]?.[3]).toBeUndefined();
    expect(lastMinute[0]).toBe(0);
    expect(lastMinute).toEqual([...lastMinute].sort((a, b) => a - b));
    expect(lastMinute.some((count) => count > 0 && count < 300)).toBe(true);
    expect(lastMinute.at(-1)).toBe(300);
    for (const row of seen) expect(row[0]).toBe(300);
  });

  test('pages of at most MaxDatapoints give every point once', async () => {
    const queries = ['Steady', 'Rare', 'Climbing'].map((name) => query(name, 'Sum', { Id: name.toLowerCase() }));
    const whole = (await ask(queries)).MetricDataResults ?? [];
    const gathered = new Map<string, number[]>();
    const statuses: (string | undefined)[] = [];
    let NextToken: string | undefined;
    let pages = 0;
    do {
      const answer = await ask(queries, { MaxDatapoints: 50, NextToken });
      const count = answer.MetricDataResults?.reduce((sum, result) => sum + (result.Values?.length ?? 0), 0);
      expect(count).toBeLessThanOrEqual(50);
      for (const { Id = '', Timestamps = [] } of answer.MetricDataResults ?? []) {
        gathered.set(Id, [...(gathered.get(Id) ?? []), ...Timestamps.map(Number)]);
      }
      statuses.push(answer.MetricDataResults?.[2]?.StatusCode);
      NextToken = answer.NextToken;
      pages++;
    } while (NextToken);
    expect(pages).toBe(Math.ceil((60 + 12 + 60) / 50));
    expect(statuses).toEqual(['PartialData', 'PartialData', 'Complete']);
    for (const { Id = '', Timestamps = [] } of whole) expect(gathered.get(Id)).toEqual(Timestamps.map(Number));
  });

  test('a token belongs to its request', async () => {
    const { NextToken } = await ask([query('Steady')], { MaxDatapoints: 10 });
    await expect(ask([query('Climbing')], { MaxDatapoints: 10, NextToken })).rejects.toMatchObject({ name: 'InvalidNextToken' });
    await expect(ask([query('Steady')], { NextToken: 'x' })).rejects.toMatchObject({ name: 'InvalidNextToken' });
  });

  const expression: MetricDataQuery = { Id: 'e', Expression: 'm1 / m2' };
  test.each<[string, MetricDataQuery[], Partial<GetMetricDataCommandInput>, string]>([
    [
      '501 queries',
      Array.from({ length: 501 }, (_, i) => query('Steady', 'Sum', { Id: `q${i}` })),
      {},
      'The collection MetricDataQueries must not have a size greater than 500.',
    ],
    [
      'end before start',
      [query('Steady')],
      between('2026-11-19T07:00:00Z', '2026-11-19T06:00:00Z'),
      'The parameter StartTime must be less than the parameter EndTime.',
    ],
    [
      'an Id in capitals',
      [query('Steady', 'Sum', { Id: 'Q' })],
      {},
      'The value Q for parameter MetricDataQueries.member.1.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.',
    ],
    [
      'an unknown statistic',
      [query('Steady', 'None')],
      {},
      'The value None for parameter MetricDataQueries.member.1.MetricStat.Stat is not a valid statistic.',
    ],
    ['two of one Id', [query('Steady'), query('Steady')], {}, 'The values for parameter id in MetricDataQueries are not unique.'],
    [
      'an odd period',
      [query('Steady', 'Sum', { Period: 45 })],
      {},
      'The value 45 for parameter MetricDataQueries.member.1.MetricStat.Period is not supported. Period must be 1, 5, 10, 20, 30 or a multiple of 60.',
    ],
    ['metric math on nothing', [expression], {}, "Error in expression 'e': Undefined variable name/s: [m1, m2]"],
    [
      'too many points',
      [query('Steady')],
      { MaxDatapoints: 100_801 },
      'The parameter MaxDatapoints must be between 1 and 100800.',
    ],
  ])('%s is refused', async (_, queries, rest, message) => {
    await expect(ask(queries, rest)).rejects.toMatchObject({ name: 'ValidationException', message });
  });

  test('300 queries of 180 points take well under a second', async () => {
    const statistics = ['Sum', 'p50', 'p90', 'p99', 'Average', 'Maximum'];
    const queries = Array.from({ length: 300 }, (_, i) =>
      query(i % 2 ? 'Steady' : 'Climbing', statistics[i % 6], { Id: `q${i}` }),
    );
    const startedAt = performance.now();
    const { MetricDataResults: results = [] } = await ask(queries, between('2026-11-19T04:30:00Z', '2026-11-19T07:30:00Z'));
    expect(results.reduce((sum, result) => sum + (result.Values?.length ?? 0), 0)).toBe(54_000);
    expect(performance.now() - startedAt).toBeLessThan(1500);
  });
});

describe('ListMetrics', () => {
  const names = async (input: ListMetricsCommandInput) =>
    (await client.send(new ListMetricsCommand(input))).Metrics?.map((metric) => metric.MetricName);

  test('what was active in the last two weeks and is older than some minutes', async () => {
    expect(await names({})).toEqual(['Climbing', 'Steady', 'Rare', 'Ended']);
    expect(await names({ RecentlyActive: 'PT3H' })).toEqual(['Climbing', 'Steady', 'Rare']);
    expect(await names({ MetricName: 'Rare' })).toEqual(['Rare']);
    expect(await names({ Namespace: 'AWS/Sagemaker' })).toEqual([]);
    expect(await names({ Dimensions: [{ Name: 'EndpointName' }] })).toHaveLength(4);
    expect(await names({ Dimensions: [{ Name: 'EndpointName', Value: 'f' }] })).toEqual([]);
  });

  test('500 a page', async () => {
    const many = Array.from({ length: 1201 }, (_, i) => seriesOf(`M${i}`, () => undefined));
    const large = await startAccount({ parts: [partOfSeries(many)], clock: fixedClock(now) });
    const listed: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const answer = await new CloudWatchClient(large.client()).send(new ListMetricsCommand({ NextToken }));
      expect(answer.Metrics?.length).toBeLessThanOrEqual(500);
      listed.push(...(answer.Metrics ?? []).map((metric) => metric.MetricName));
      NextToken = answer.NextToken;
    } while (NextToken);
    expect(listed).toEqual(many.map((metric) => metric.metricName));
    await large.close();
  });
});
