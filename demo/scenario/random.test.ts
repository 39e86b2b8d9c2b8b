import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countOf, drift, hexOf, idOf, normalQuantile, pick, streamOf, uniform, uuidOf, whole } from './random.ts';

describe('noise out of a key', () => {
  test('uniform is even and its neighbours are unrelated', () => {
    const stream = streamOf('even');
    const drawn = Array.from({ length: 20_000 }, (_, index) => uniform(stream, index));
    const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
    const products = drawn.slice(1).map((value, index) => (value - 0.5) * ((drawn[index] ?? 0) - 0.5));
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.01);
    expect(products.reduce((sum, value) => sum + value, 0) / products.length).toBeCloseTo(0, 2);
  });

  test.each([
    [0.5, 0],
    [0.975, 1.959964],
    [0.999, 3.090232],
    [0.01, -2.326348],
  ])('normal quantile of %f', (p, z) => expect(normalQuantile(p)).toBeCloseTo(z, 5));

  test('quantiles rise with p', () => {
    const shares = fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true });
    fc.assert(fc.property(shares, shares, (a, b) => normalQuantile(Math.min(a, b)) <= normalQuantile(Math.max(a, b))));
  });

  test.each([0, 0.3, 4, 29, 31, 900])('counts around %f have that mean', (mean) => {
    const stream = streamOf('counts', mean);
    const drawn = Array.from({ length: 5000 }, (_, index) => countOf(mean, stream, index));
    expect(drawn.every((count) => Number.isInteger(count) && count >= 0)).toBe(true);
    const off = drawn.reduce((sum, count) => sum + count, 0) / drawn.length - mean;
    expect(Math.abs(off)).toBeLessThanOrEqual(5 * Math.sqrt(mean / drawn.length));
  });

  test('everything is in range, and the same for the same key', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer(), (key, index) => {
        const stream = streamOf(key);
        expect(uniform(stream, index)).toBe(uniform(streamOf(key), index));
        expect(uniform(stream, index)).toBeGreaterThan(0);
        expect(uniform(stream, index)).toBeLessThan(1);
        expect(Math.abs(drift(stream, index / 7))).toBeLessThanOrEqual(1);
        expect(['a', 'b']).toContain(pick(['a', 'b'], stream, index));
        expect(whole(stream, index, 3)).toBeLessThan(3);
        expect(uuidOf(key, index)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(hexOf(17, key)).toMatch(/^[0-9a-f]{17}$/);
        expect(idOf(16, key)).toMatch(/^[A-Z2-7]{16}$/);
      }),
    );
  });
});
