import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Tier, usualPace } from '#lib/catalog/tiers.ts';
import { dayMs, hourMs, minuteMs } from '#lib/time.ts';
import { type PlannedSeries, planAsks, planShown, tickOf } from './planner.ts';
import { settledEnd, windowRules } from './windows.ts';

const now = Date.parse('2026-11-19T07:42:37Z');
const end = Date.parse('2026-11-19T07:40:00Z');
const series = (row: Partial<PlannedSeries> = {}): PlannedSeries => ({
  ...{
    id: 1,
    metricId: 'endpoint.latency.model',
    owner: 'endpoint/vision-7',
    reachedTo: end - 5 * minuteMs,
    lastAt: end - 6 * minuteMs,
  },
  ...{ activeFrom: end - 30 * dayMs, activeTo: Number.POSITIVE_INFINITY, awakeAt: null, ...row },
});
const planning = { now, pace: usualPace, sweptAt: now - minuteMs };
const error = { metricId: 'endpoint.errors.5xx' } as const;

describe('a series is due', () => {
  test.each<[string, Partial<PlannedSeries>, Tier | null, object?]>([
    ['at the usual pace once five minutes have passed', {}, 'normal'],
    ['not before', { reachedTo: end }, null],
    ['with all others at the common tick, also when it was asked late', { reachedTo: end - 2 * minuteMs }, 'normal'],
    ['as a watched one with every second minute', { ...error, reachedTo: end - 2 * minuteMs }, 'watched'],
    ['not when it is watched and the tick has not come', { ...error, reachedTo: end }, null],
    ['at once when it was never asked', { reachedTo: null, lastAt: null }, 'idle'],
    ['hourly without a point for three hours', { lastAt: end - 4 * hourMs, reachedTo: end - 61 * minuteMs }, 'idle'],
    ['not sooner', { lastAt: end - 4 * hourMs, reachedTo: end - 5 * minuteMs, owner: 'endpoint/vision-8' }, null],
    ['at its usual pace again once it was told to be awake', { lastAt: end - 4 * hourMs, awakeAt: now - minuteMs }, 'normal'],
    [
      'no longer when nothing came of that',
      { lastAt: end - 4 * hourMs, awakeAt: now - hourMs, owner: 'endpoint/vision-8' },
      null,
    ],
    ['at its usual pace while it is young, points or none', { lastAt: null, activeFrom: end - hourMs }, 'normal'],
    ['not before it was born', { activeFrom: end + minuteMs, reachedTo: null }, null],
    ['to its very end', { activeTo: end - minuteMs, reachedTo: end - 6 * minuteMs }, 'normal'],
    ['not beyond', { activeTo: end - 5 * minuteMs }, null],
    ['not when it ended long ago and misses history alone', { activeTo: end - 4 * hourMs, reachedTo: null }, null],
    ['not twice in one pass, whatever came of the first', {}, null, { askedNow: new Set([1]) }],
    ['not when the clock went back', { reachedTo: end + hourMs }, null],
    ['while a page shows it each minute', { reachedTo: end - minuteMs }, 'screen', { onScreen: new Set(['endpoint/vision-7']) }],
    ['not where the budget allows none', { reachedTo: null }, null, { pace: { ...usualPace, normal: Number.POSITIVE_INFINITY } }],
    [
      'as watched, silent or not, when ListMetrics is not heard',
      { ...error, lastAt: null, reachedTo: end - 2 * minuteMs },
      'watched',
      { sweptAt: 0 },
    ],
  ])('%s', (_, row, tier, further = {}) => {
    const { asks, counts } = planAsks([series(row)], { ...planning, ...further });
    expect(Object.entries(counts).find(([, count]) => count > 0)?.[0] ?? null).toBe(tier);
    expect(asks).toHaveLength(tier === null ? 0 : 1);
  });
});

test('an error series that never had a point is watched as long as its endpoint is called', () => {
  const calls = series({ id: 1, metricId: 'endpoint.invocations', reachedTo: end });
  const errors = series({ id: 2, ...error, lastAt: null, reachedTo: end - 2 * minuteMs });
  expect(planAsks([calls, errors], planning).counts.watched).toBe(1);
  expect(planAsks([{ ...calls, lastAt: end - 4 * hourMs }, errors], planning).counts.watched).toBe(0);
});

describe('the window', () => {
  test.each<[string, number | null, number]>([
    ['begins an overlap before what was reached', end - 5 * minuteMs, end - 10 * minuteMs],
    ['holds three hours of what was never asked', null, end - 3 * hourMs],
    ['and no more after a long outage: the rest is a hole', end - dayMs, end - 3 * hourMs],
  ])('%s', (_, reachedTo, from) =>
    expect(planAsks([series({ reachedTo })], planning).asks).toEqual([{ window: { from, to: end }, seriesIds: [1] }]),
  );

  test('is one for all that reached as far, and the freshest comes first', () => {
    const { asks } = planAsks([series({ id: 3, reachedTo: null }), series({ id: 1 }), series({ id: 2 })], planning);
    expect(asks.map(({ seriesIds }) => seriesIds)).toEqual([[1, 2], [3]]);
  });
});

test('idle series are spread over the hour, each resource always at its own minute', () => {
  const owners = Array.from({ length: 600 }, (_, index) => `endpoint/e-${index}`);
  const ticks = Map.groupBy(owners, (owner) => tickOf(end, hourMs, owner));
  expect(ticks.size).toBe(12);
  for (const of of ticks.values()) expect(of.length).toBeGreaterThan(20);
});

const life = fc.record({
  metricId: fc.constantFrom('endpoint.errors.5xx', 'endpoint.latency.model'),
  owner: fc.integer({ min: 0, max: 5 }).map((index) => `endpoint/e-${index}`),
  bornAt: fc.integer({ min: -400, max: 600 }),
  lives: fc.integer({ min: 1, max: 2000 }),
  pointEvery: fc.constantFrom(1, 7, 45, 100_000),
});

test('through passes at any minutes, every minute of a life is asked for, and none twice but for the overlap', () => {
  fc.assert(
    fc.property(
      fc.array(life, { minLength: 1, maxLength: 6 }),
      fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 40 }),
      (lives, waits) => {
        const all = lives.map((one, id) => ({
          ...series({ id, metricId: one.metricId, owner: one.owner, reachedTo: null, lastAt: null }),
          activeFrom: end + one.bornAt * minuteMs,
          activeTo: end + (one.bornAt + one.lives) * minuteMs,
          pointEvery: one.pointEvery,
        }));
        let clock = now;
        const begun = settledEnd(now) - windowRules.firstMs;
        // Eight hours at the end let every tier come round.
        for (const wait of [0, ...waits, ...Array.from({ length: 96 }, () => 5)]) {
          clock += wait * minuteMs;
          const { asks } = planAsks(all, { now: clock, pace: usualPace, sweptAt: clock });
          expect(new Set(asks.map(({ window }) => window.from)).size).toBe(asks.length);
          expect(new Set(asks.flatMap(({ seriesIds }) => seriesIds)).size).toBe(
            asks.flatMap(({ seriesIds }) => seriesIds).length,
          );
          for (const { window, seriesIds } of asks) {
            for (const one of all.filter(({ id }) => seriesIds.includes(id))) {
              const { reachedTo } = one;
              // Without a gap from what was answered, and no more of it again than the overlap.
              if (reachedTo !== null)
                expect(window.from).toBe(Math.max(reachedTo - windowRules.overlapMs, window.to - windowRules.firstMs));
              one.reachedTo = window.to;
              const last = Math.floor((window.to - 1) / (one.pointEvery * minuteMs)) * one.pointEvery * minuteMs;
              if (last >= window.from && last < one.activeTo) one.lastAt = last;
            }
          }
        }
        for (const one of all) {
          if (one.activeTo <= begun || one.activeFrom >= settledEnd(clock)) continue;
          expect(one.reachedTo).not.toBeNull();
          expect(one.reachedTo).toBeGreaterThanOrEqual(Math.min(one.activeTo, settledEnd(clock) - hourMs));
        }
      },
    ),
  );
});

describe('what a page shows is one ask', () => {
  const from = (reachedTo: number) => reachedTo - windowRules.overlapMs;
  test.each<[string, Partial<PlannedSeries>[], ReturnType<typeof planShown>]>([
    ['of nothing where all that has settled was read', [{ reachedTo: end }], null],
    ['of nothing where nothing is', [], null],
    [
      'from the one that waited longest',
      [{ reachedTo: end - minuteMs }, { id: 2, reachedTo: end - hourMs }],
      { window: { from: from(end - hourMs), to: end }, seriesIds: [1, 2] },
    ],
    [
      'without those that miss nothing',
      [{ reachedTo: end }, { id: 2, reachedTo: end - minuteMs }],
      { window: { from: from(end - minuteMs), to: end }, seriesIds: [2] },
    ],
    [
      'of three hours of what was never read',
      [{ reachedTo: null }],
      { window: { from: end - 3 * hourMs, to: end }, seriesIds: [1] },
    ],
    ['without what ended and was read to its end', [{ activeTo: end - hourMs, reachedTo: end - hourMs }], null],
    ['without what is not born', [{ activeFrom: end + minuteMs, reachedTo: null }], null],
  ])('%s', (_, rows, ask) => {
    expect(planShown(rows.map(series), now)).toEqual(ask);
  });
});
