import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayMs, hourMs, minuteMs } from '#lib/time.ts';
import { type AnomalyReading, anomalousScore, createAnomalyDetector } from './anomaly.ts';
import '#lib/testing/properties.ts';

const periodMs = 5 * minuteMs;
const day = dayMs / periodMs;
const hour = hourMs / periodMs;
/** A Monday, midnight UTC. */
const start = Date.parse('2026-11-02T00:00:00Z');

type Value = number | null;

function readAll(values: readonly Value[]): AnomalyReading[] {
  const detector = createAnomalyDetector();
  return values.map((value, row) => detector.next({ at: start + row * periodMs, value }));
}

const anomalies = (values: readonly Value[]): { row: number; kind: string | null }[] =>
  readAll(values).flatMap(({ score, kind }, row) => (score >= anomalousScore ? [{ row, kind }] : []));

const rowAt = (days: number, hours: number): number => days * day + hours * hour;
const series = (days: number, at: (row: number) => Value): Value[] => Array.from({ length: days * day }, (_, row) => at(row));
/** 0 to 1, in no pattern that days share. */
const noise = (row: number): number => ((row * 7_919 + row * row * 31) % 1_009) / 1_008;
const wave = (row: number): number => 500 - 400 * Math.cos((row / day) * 2 * Math.PI) + 20 * noise(row);
/** Up and down in turn, every so many rows. */
const flutter = (row: number, every: number): number => (row % every ? 0 : (row / every) % 2 ? 5 : -5);
/** Two hours and some minutes after midnight. */
const isJob = (row: number): boolean => row % day === 24 + ((Math.floor(row / day) * 5) % 12);
const isWeekend = (row: number): boolean => Math.floor(row / day) % 7 >= 5;

describe('what is out of the ordinary', () => {
  const then = rowAt(9, 7);
  test.each([
    { name: 'a spike after calm', kind: 'point', at: (row: number) => (row === then ? 8 : noise(row)) },
    {
      name: 'a fall where it only rose',
      kind: 'point',
      at: (row: number) => (row === then ? -3 : noise(row) + (row % 100 ? 0 : 20)),
    },
    { name: 'the first error ever', kind: 'point', at: (row: number) => (row === then ? 1 : 0) },
    { name: 'the traffic of noon in the morning', kind: 'point', at: (row: number) => (row === then ? 900 : wave(row)) },
    { name: 'the traffic of the night in the morning', kind: 'point', at: (row: number) => (row === then ? 250 : wave(row)) },
    { name: 'a nightly job by day', kind: 'contextual', at: (row: number) => (isJob(row) || row === then ? 50 : noise(row)) },
    {
      name: 'a rise lower than the spikes',
      kind: 'level-shift',
      at: (row: number) => (row % 17 ? 0 : 10) + noise(row) + (row < then ? 0 : 6),
    },
    { name: 'a flutter of known height', kind: 'variance', at: (row: number) => noise(row) + flutter(row, row < then ? 13 : 1) },
  ])('$name', ({ kind, at }) => {
    const [first] = anomalies(series(10, at));
    expect(first?.kind).toBe(kind);
    expect(first?.row).toBeGreaterThanOrEqual(then);
    expect(first?.row).toBeLessThanOrEqual(then + 6 * hour);
  });
});

describe('what is not', () => {
  test.each([
    { name: 'noise', at: noise },
    { name: 'a daily wave', at: wave },
    { name: 'calm weekends, from the second on', at: (row: number) => wave(row) / (isWeekend(row) ? 4 : 1), from: 8 },
    { name: 'a nightly job', at: (row: number) => (row % day === 24 ? 50 : noise(row)) },
    { name: 'one of no fixed minute', at: (row: number) => (isJob(row) ? 50 : noise(row)) },
    { name: 'a counter that only rises', at: (row: number) => row },
    { name: 'a wave with every third point missing', at: (row: number) => (row % 3 ? wave(row) : null) },
    { name: 'a wave with a day missing', at: (row: number) => (Math.floor(row / day) === 6 ? Number.NaN : wave(row)) },
    { name: 'rounding', at: (row: number) => 100 + (row % 2) * 1e-9 },
  ])('$name', ({ at, from = 0 }) => {
    expect(anomalies(series(21, at)).filter(({ row }) => row >= from * day)).toEqual([]);
  });

  test('what does not change', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (value) => {
        expect(anomalies(series(4, () => value))).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });
});

test('a shift of the level is told once, and is the level from then on', () => {
  const found = anomalies(series(14, (row) => 10 + noise(row) + (row < rowAt(8, 7) ? 0 : 40)));
  expect(found).toEqual([{ row: rowAt(8, 7), kind: 'point' }]);
});

test('what came twice is usual', () => {
  const spikes = [rowAt(6, 3), rowAt(7, 9), rowAt(9, 15), rowAt(11, 21), rowAt(13, 3)];
  const found = anomalies(series(14, (row) => (spikes.includes(row) ? 1_000 : noise(row))));
  expect(found.filter(({ row }) => row > rowAt(7, 9))).toEqual([]);
  expect(found.map(({ row }) => row)).toContain(rowAt(7, 9));
});

test('a daily wave narrows the band to what is left of it', () => {
  const { expected, low, high } = readAll(series(10, wave)).at(-1) ?? {};
  const last = wave(10 * day - 1);
  expect(Math.abs((expected ?? 0) - last)).toBeLessThan(25);
  expect((high ?? 0) - (low ?? 0)).toBeLessThan(100);
});

test('nothing is judged for two days, and a band is drawn from then on', () => {
  const readings = readAll(series(3, (row) => (row === 300 ? 1_000 : noise(row))));
  expect(readings[0]).toEqual({ score: 0, kind: null, expected: null, low: null, high: null });
  expect(readings.slice(0, 2 * day).every(({ score, low, high }) => score === 0 && low === null && high === null)).toBe(true);
  expect(readings[2 * day]).toMatchObject({ low: expect.any(Number), high: expect.any(Number) });
});

test('a gap scores nothing and keeps its band', () => {
  const before = readAll(series(4, noise))[1_000];
  const gap = readAll(series(4, (row) => (row === 1_000 ? null : noise(row))))[1_000];
  expect(gap).toEqual({ ...before, score: 0, kind: null });
});

const anyValue = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: -100, max: 100 }) },
  { weight: 2, arbitrary: fc.double() },
  { weight: 1, arbitrary: fc.constant(null) },
);
/** Six days and more, of points that may come twice, late or not at all. */
const anySeries = fc
  .record({
    motif: fc.array(anyValue, { minLength: 1, maxLength: 40 }),
    steps: fc.array(fc.integer({ min: -1, max: 300 }), { minLength: 1 }),
  })
  .map(({ motif, steps }) => {
    let slot = 0;
    return Array.from({ length: 1_800 }, (_, row) => {
      slot += row % 50 === 0 ? (steps[row % steps.length] ?? 1) : 1;
      return { at: start + slot * periodMs, value: motif[row % motif.length] ?? null };
    });
  });

function faultOf({ score, kind, expected, low, high }: AnomalyReading, value: Value): string | null {
  if (!(score >= 0 && score < 1)) return `score ${score}`;
  if (expected === null || low === null || high === null) return score === 0 ? null : 'scored without a band';
  if (![expected, low, high].every(Number.isFinite) || low > expected || expected > high)
    return `band ${low} ${expected} ${high}`;
  const isWithin = value !== null && low < value && value < high;
  return kind === 'point' && score >= anomalousScore + 1e-9 && isWithin ? 'anomalous within its band' : null;
}

test('whatever comes: scores are shares, bands hold what was expected and no anomalous point, and the same points read the same', () => {
  fc.assert(
    fc.property(anySeries, (points) => {
      const detector = createAnomalyDetector();
      const readings = points.map((point) => detector.next(point));
      const again = createAnomalyDetector();
      expect(readings.flatMap((reading, row) => faultOf(reading, points[row]?.value ?? null) ?? [])).toEqual([]);
      expect(points.map((point) => again.next(point))).toEqual(readings);
    }),
    { numRuns: 20 },
  );
});

test('a score does not depend on the unit', () => {
  fc.assert(
    fc.property(fc.integer({ min: -20, max: 20 }), (power) => {
      const values = series(6, (row) => wave(row) + (row % 499 ? 0 : 300));
      const scores = readAll(values.map((value) => (value ?? 0) * 2 ** power)).map(({ score }) => score);
      expect(scores).toEqual(readAll(values).map(({ score }) => score));
    }),
    { numRuns: 5 },
  );
});
