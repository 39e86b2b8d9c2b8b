import { expect, test } from 'vitest';
import { calls } from '#lib/aws/calls.ts';
import { isPriced, priceOf } from '#lib/catalog/prices.ts';
import { usualPace } from '#lib/catalog/tiers.ts';
import { demandOf } from '#lib/testing/spend-month.ts';
import { assumedDemand, estimatePlace, sumDemand, totalOf } from './estimate.ts';
import { monthOf } from './month.ts';

const month = monthOf(Date.parse('2026-11-05T00:00:00Z'));
const place = { account: '1', region: 'eu-west-1' };
const none = demandOf({ screen: 0, watched: 0, normal: 0, idle: 0 });

test.each(calls.map(({ service, operation }) => `${service}.${operation}`))('%s has its price', (call) => {
  expect(isPriced(call)).toBe(true);
});

test.each([
  ['cloudwatch.GetMetricData', 1000, 0.01],
  ['cloudwatch.ListMetrics', 0, 0.00001],
  ['cloudwatch.PutDashboard', 0, 0.00001],
  ['sagemaker.ListEndpoints', 0, 0],
  ['nobody.Knows', 5, 0],
])('%s of %i costs %f', (call, metrics, usd) => {
  expect(priceOf(call, metrics)).toBeCloseTo(usd, 12);
});

test('a metric of each tier costs what its pace makes of 30 days, and twice that where its two statistics are two', () => {
  const rows = estimatePlace(
    { ...place, demand: demandOf({ screen: 1, watched: 1, normal: 1, idle: 1 }), jobsADay: 0 },
    { pace: usualPace, month },
  );
  const priced = rows.filter(({ what }) => what.startsWith('series'));
  expect(priced.map(({ usd }) => Number(usd.metric.toFixed(4)))).toEqual([0.432, 0.216, 0.0864, 0.0072]);
  for (const { usd } of priced) expect(usd.statistic).toBeCloseTo(2 * usd.metric, 9);
});

test('an empty place costs its lists and alarms alone, which are billed by the request', () => {
  const rows = estimatePlace({ ...place, demand: none, jobsADay: 0 }, { pace: usualPace, month });
  expect(rows.map(({ what }) => what)).toEqual(['lists of metrics', 'alarms and their history']);
  const { usd, byRequestUsd } = totalOf(rows);
  expect(byRequestUsd).toBeCloseTo(usd.statistic, 9);
});

test('of assumed endpoints every series is in one tier', () => {
  const demand = assumedDemand(100);
  expect(Object.values(demand).reduce((sum, { statistic }) => sum + statistic, 0)).toBe(1200);
  expect(sumDemand([demand, demand]).idle.statistic).toBe(2 * demand.idle.statistic);
});
