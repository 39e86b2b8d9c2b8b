import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tickTexts, valueScale } from './scale.ts';
import { tickLabel, ticksInside, timeTicks, zoneOffset } from './time-ticks.ts';

const plot = (values: (number | null)[], more: { lines?: number[]; top?: number; unit?: string } = {}) => ({
  unit: more.unit ?? 'ms',
  series: [{ id: 'a', label: 'a', role: 's1' as const, values }],
  lines: (more.lines ?? []).map((value) => ({ value, label: '', kind: 'limit' as const })),
  ...(more.top === undefined ? {} : { top: more.top }),
});

test.each([
  ['from zero', plot([180, 622]), [0, 200, 400, 600, 800]],
  ['no share above the whole', plot([12, 97], { unit: '% of calls' }), [0, 25, 50, 75, 100]],
  ['a share of several that passes the whole', plot([12, 130], { unit: '% of one' }), [0, 50, 100, 150]],
  ['the limit inside, so that calm looks calm', plot([45, 60], { lines: [400] }), [0, 200, 400, 600]],
  ['percent keeps its top', plot([12], { top: 100 }), [0, 25, 50, 75, 100]],
  ['counts in whole steps', plot([2], { unit: 'count' }), [0, 1, 2, 3]],
  ['nothing at all', plot([null]), [0, 0.25, 0.5, 0.75, 1, 1.25]],
  ['below zero where values are', plot([-5, 5]), [-5, -2.5, 0, 2.5, 5, 7.5]],
])('%s', (_, input, ticks) => {
  expect(valueScale(input).ticks).toEqual(ticks);
});

test('every value stands inside the scale, and lines are few', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -1e12, max: 1e12, noNaN: true }), { minLength: 1 }), (values) => {
      const { min, max, ticks } = valueScale(plot(values));
      // Less than a millionth of the height is no pixel.
      const unseen = (max - min) * 1e-7 + 1e-8;
      expect(Math.min(...values)).toBeGreaterThanOrEqual(min - unseen);
      expect(Math.max(...values)).toBeLessThanOrEqual(max + unseen);
      expect(ticks.length).toBeLessThanOrEqual(8);
    }),
  );
});

test.each([
  [
    [0, 5000, 10_000],
    ['0', '5k', '10k'],
  ],
  [
    [0, 400, 800],
    ['0', '400', '800'],
  ],
  [
    [0, 2_500_000],
    ['0', '2.5M'],
  ],
  [
    [0, 0.05, 0.1],
    ['0', '0.05', '0.1'],
  ],
])('ticks %j', (ticks, texts) => {
  expect(tickTexts(ticks)).toEqual(texts);
});

const seconds = (iso: string) => Date.parse(iso) / 1000;
const day = { from: seconds('2026-11-22T01:50:00Z'), to: seconds('2026-11-22T03:20:00Z') };

test.each([
  ['utc', '2026-11-22T02:00:00Z', '02:00'],
  ['Asia/Kathmandu', '2026-11-22T02:00:00Z', '07:45'],
])('round instants of the clock of %s', (zone, first, label) => {
  const { at, step } = timeTicks(day, zone, 8);
  expect([at[0], step, tickLabel(at[0] ?? 0, step, zone)]).toEqual([seconds(first), 900, label]);
});

test('days are named at midnight, and stay at midnight across a change of clocks', () => {
  const { at, step } = timeTicks(
    { from: seconds('2026-10-23T00:00:00Z'), to: seconds('2026-10-27T00:00:00Z') },
    'Europe/Berlin',
    6,
  );
  expect(at.map((each) => tickLabel(each, step, 'Europe/Berlin'))).toEqual(['24 Oct', '25 Oct', '26 Oct', '27 Oct']);
  expect(zoneOffset(at[0] ?? 0, 'Europe/Berlin') - zoneOffset(at[3] ?? 0, 'Europe/Berlin')).toBe(3600);
  expect(tickLabel(seconds('2026-11-22T00:00:00Z'), 3600, 'utc')).toBe('Sun 22');
});

test('an instant whose words would be cut at the right edge has no tick', () => {
  const ticks = { at: [0, 500, 985, 995], step: 5 };
  expect(ticksInside(ticks, { from: 0, to: 1000, widthPx: 1000 }).at).toEqual([0, 500, 985]);
  expect(ticksInside(ticks, { from: 0, to: 1000, widthPx: 500 }).at).toEqual([0, 500]);
});
