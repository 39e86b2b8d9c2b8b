import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { usdPerMetric } from '#lib/catalog/prices.ts';
import { dayMs, hourMs, minuteMs } from '#lib/time.ts';
import { pointsPerCall, queriesPerCall } from './batches.ts';
import { type HistoryClock, type HistorySeries, historyPeriods, missingPast } from './history.ts';
import { costOfHistory, planAgain, planHistory, secondsOfHistory } from './history-calls.ts';
import { uncovered, type Window } from './windows.ts';

const now = Date.parse('2026-11-19T07:42:37.250Z');
const clock: HistoryClock = {
  ...{ now, approvedAt: now, horizon: now - 2 * dayMs - (now % minuteMs) },
  keptDays: { '1m': 15, '5m': 63, '1h': 455 },
};
const never = { 60: [], 300: [], 3600: [] };
const ever = {
  ...{ isComputed: true, isOwed: false, asked: never },
  ...{ activeFrom: Number.NEGATIVE_INFINITY, activeTo: Number.POSITIVE_INFINITY },
};
/** Metrics with so many statistics each. */
const metrics = (...statistics: number[]): HistorySeries[] =>
  statistics.flatMap((count, metric) =>
    Array.from({ length: count }, (_, index) => ({ ...ever, id: 100 * metric + index, metric: `m${metric}` })),
  );
const lived = (series: HistorySeries, activeFrom: number, activeTo: number): HistorySeries => ({
  ...series,
  activeFrom,
  activeTo,
});

describe('planHistory', () => {
  test('newest first, six requests for a metric in all, its statistics together and billed as one', () => {
    const calls = planHistory({ series: metrics(5, 5), clock });
    expect(calls.map(({ periodSeconds, billed }) => [periodSeconds, billed.metric, billed.statistic])).toEqual(
      [60, 60, 300, 3600, 300, 3600].map((period) => [period, 2, 10]),
    );
    expect(calls.map(({ window }) => window.to)).toEqual(calls.map(({ window }) => window.to).toSorted((a, b) => b - a));
    const { usd, billed } = costOfHistory(calls);
    expect(billed).toEqual({ metric: 12, statistic: 60 });
    expect(usd).toEqual({ metric: 12 * usdPerMetric, statistic: 60 * usdPerMetric });
  });

  test.each<[string, HistorySeries[], number, number]>([
    ['series that miss the same fill their calls', metrics(...new Array(20).fill(5)), 1.06, 0],
    ['of three statistics nine go', metrics(...new Array(30).fill(3)), 1.2, 0],
    ['mixed ones fill each other’s gaps', metrics(...new Array(40).fill(0).map((_, index) => 1 + (index % 5))), 1.1, 0],
    [
      'jobs of an hour share calls with their neighbours in time',
      metrics(...new Array(60).fill(5)).map((one, index) =>
        lived(one, now - 40 * dayMs + index * hourMs, now - 40 * dayMs + (index + 1) * hourMs),
      ),
      Number.POSITIVE_INFINITY,
      5,
    ],
  ])('%s', (_, series, most, calls) => {
    const cost = costOfHistory(planHistory({ series, clock }));
    expect(cost.calls / cost.minimumCalls).toBeLessThanOrEqual(most);
    if (calls > 0) expect(cost.calls).toBeLessThanOrEqual(calls);
  });

  test('what was refused is left alone, and the rest of its call is asked for', () => {
    const [first, second] = metrics(1, 1) as [HistorySeries, HistorySeries];
    const failed = new Map([[first.id, [{ from: 0, to: now }]]]);
    expect(new Set(planHistory({ series: [first, second], clock, failed }).flatMap(({ seriesIds }) => seriesIds))).toEqual(
      new Set([second.id]),
    );
  });

  test('more statistics than a call can answer are asked for in several', () => {
    const calls = planHistory({ series: metrics(23), clock });
    for (const call of calls) expect(call.points).toBeLessThanOrEqual(pointsPerCall);
    expect(costOfHistory(calls).billed.statistic).toBe(6 * 23);
  });

  const minutes = fc.integer({ min: 0, max: 460 * 1440 }).map((minute) => now - (now % minuteMs) - minute * minuteMs);
  const window = fc
    .tuple(minutes, fc.integer({ min: 1, max: 40_000 }))
    .map(([to, length]): Window => ({ from: to - length * minuteMs, to }));
  const series = fc
    .record({
      ...{
        metric: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
        isComputed: fc.boolean(),
        isOwed: fc.boolean(),
        life: fc.option(window),
      },
      ...{ minutes: fc.array(window, { maxLength: 3 }), longer: fc.array(window, { maxLength: 2 }) },
    })
    .map(({ life, minutes: asked, longer, ...one }) => ({
      ...{ ...ever, ...one, ...(life ? { activeFrom: life.from, activeTo: life.to } : {}) },
      asked: { 60: asked, 300: longer, 3600: longer },
    }));

  test('every call is one that CloudWatch answers whole, and together they leave nothing missing', () => {
    fc.assert(
      fc.property(fc.array(series, { maxLength: 30 }), (some) => {
        const known = some.map((one, id) => ({ ...one, id }));
        const calls = planHistory({ series: known, clock });
        for (const {
          window: { from, to },
          periodSeconds,
          seriesIds,
          points,
        } of calls) {
          expect([from % (periodSeconds * 1000), to % (periodSeconds * 1000)]).toEqual([0, 0]);
          expect(seriesIds.length).toBeLessThanOrEqual(queriesPerCall);
          expect(points).toBe((seriesIds.length * (to - from)) / periodSeconds / 1000);
          expect(points).toBeLessThanOrEqual(pointsPerCall);
          expect(new Set(seriesIds).size).toBe(seriesIds.length);
        }
        for (const one of known) {
          for (const period of historyPeriods) {
            const own = calls
              .filter((call) => call.periodSeconds === period && call.seriesIds.includes(one.id))
              .map((call) => call.window);
            expect(missingPast(one, period, clock).flatMap((missing) => uncovered(missing, own))).toEqual([]);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

test('percentiles that age out are asked for by the day, in both longer lengths', () => {
  const asked = { ...never, 60: [{ from: now - 15 * dayMs, to: now }] };
  const calls = planAgain({ series: metrics(3).map((one) => ({ ...one, asked, isComputed: one.id === 0 })), clock });
  expect(calls.map(({ periodSeconds, seriesIds }) => [periodSeconds, seriesIds])).toEqual([
    [300, [1, 2]],
    [3600, [1, 2]],
  ]);
});

test('half of Trailwatch’s share of the points is history’s', () => {
  expect(secondsOfHistory(45_000 * 60, 0.5)).toBe(60);
});
