import { expect, test } from 'vitest';
import { dayMs } from '#lib/time.ts';
import { getMetricData, listMetrics } from './cloudwatch.ts';
import { metricsRequested } from './metric-data.ts';
import { createTally } from './tally.ts';

const place = { account: '1', region: 'r' };

test('every attempt counts, a refused one costs nothing, and each day has its own row', () => {
  const tally = createTally();
  tally.note(place, getMetricData, { at: 5, outcome: 'throttled', isRetry: false, metrics: 500 });
  tally.note(place, getMetricData, { at: 6, outcome: 'ok', isRetry: true, metrics: 500 });
  tally.note(place, listMetrics, { at: dayMs + 1, outcome: 'ok', isRetry: false, metrics: 0 });
  expect(tally.totals()).toEqual({ calls: 3, retries: 1, metrics: 500, priceUsd: expect.closeTo(0.005 + 0.00001, 10) });
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

test('five statistics of one metric are one metric requested, the sixth is another', () => {
  const query = (metric: string, statistic: string) => ({
    id: 0,
    namespace: 'n',
    metric,
    dimensions: [],
    dimensionsKey: '',
    statistic,
  });
  const six = ['Average', 'p50', 'p90', 'p99', 'Maximum', 'SampleCount'].map((statistic) => query('ModelLatency', statistic));
  expect(metricsRequested(six)).toBe(2);
  expect(metricsRequested([...six.slice(0, 5), query('Invocations', 'Sum')])).toBe(2);
});
