import { expect, test } from 'vitest';
import { nothingBilled } from '#lib/catalog/prices.ts';
import { dayMs } from '#lib/time.ts';
import { getMetricData, listMetrics } from './cloudwatch.ts';
import { billedFor } from './metric-data.ts';
import { createTally } from './tally.ts';

const place = { account: '1', region: 'r' };

test('every attempt counts, a refused one costs nothing, and each day has its own row', () => {
  const tally = createTally();
  tally.note(place, getMetricData, { at: 5, outcome: 'throttled', isRetry: false, billed: { metric: 500, statistic: 900 } });
  tally.note(place, getMetricData, { at: 6, outcome: 'ok', isRetry: true, billed: { metric: 500, statistic: 900 } });
  tally.note(place, listMetrics, { at: dayMs + 1, outcome: 'ok', isRetry: false, billed: nothingBilled });
  const prices = { priceUsd: expect.closeTo(0.005 + 0.00001, 10), priceEachUsd: expect.closeTo(0.009 + 0.00001, 10) };
  expect(tally.totals()).toEqual({ calls: 3, retries: 1, metrics: 500, statistics: 900, ...prices });
  expect(tally.firstCallsOf('GetMetricData')).toBe(1);
  const drained = tally.drain();
  expect(drained.map(({ day, operation, calls, throttles }) => [day, operation, calls, throttles])).toEqual([
    [0, 'GetMetricData', 2, 1],
    [dayMs, 'ListMetrics', 1, 0],
  ]);
  expect(tally.drain()).toEqual([]);
  tally.restore(drained);
  expect(tally.drain()).toEqual(drained);
});

test('five statistics of one metric are one metric requested and the sixth another, or each is one', () => {
  const query = (metric: string, statistic: string) => ({
    id: 0,
    namespace: 'n',
    metric,
    dimensions: [],
    dimensionsKey: '',
    statistic,
  });
  const six = ['Average', 'p50', 'p90', 'p99', 'Maximum', 'SampleCount'].map((statistic) => query('ModelLatency', statistic));
  expect(billedFor(six)).toEqual({ metric: 2, statistic: 6 });
  expect(billedFor([...six.slice(0, 5), query('Invocations', 'Sum')])).toEqual({ metric: 2, statistic: 6 });
});
