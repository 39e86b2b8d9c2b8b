import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Plot } from '#lib/catalog/plot.ts';
import { packPlot } from './packed-plot.ts';
import { unpackPlot } from './sent-plot.ts';

const plotOf = (values: (number | null)[]): Plot => ({
  ...{ id: 'latency', title: 'Model latency', unit: 'ms', from: 600, step: 60, gaps: [], lines: [], asOf: 900 },
  series: [{ id: 'p99', label: 'p99', role: 'p99', values }],
});

test('a series travels as one short text, of two bytes and a half a value of six digits', () => {
  const values = Array.from({ length: 720 }, (_, index) => 180 + 50 * Math.sin(index / 9));
  expect((packPlot(plotOf(values)).series[0]?.values.length ?? 0) / 720).toBeLessThan((2.5 * 4) / 3);
});

test('counts arrive as they are, and nothing as nothing', () => {
  const values = [180, null, -3, 622_000, null];
  expect(unpackPlot(packPlot(plotOf(values))).series[0]?.values).toEqual(values);
  expect(unpackPlot(packPlot(plotOf([null, null]))).series[0]?.values).toEqual([null, null]);
});

test('what arrives is what was sent, to six digits, missing values included', () => {
  const value = fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }), { nil: null });
  fc.assert(
    fc.property(fc.array(value), (values) => {
      const arrived = unpackPlot(packPlot(plotOf(values))).series[0]?.values ?? [];
      expect(arrived).toHaveLength(values.length);
      values.forEach((sent, index) => {
        const got = arrived[index];
        if (sent === null) expect(got).toBeNull();
        else expect(Math.abs((got ?? Number.NaN) - sent)).toBeLessThanOrEqual(Math.abs(sent) * 1e-5);
      });
    }),
  );
});

test('gaps arrive with their reasons, each of which travels once', () => {
  const gap = (from: number, why: string) => ({ from, to: from + 60, absence: 'throttled' as const, why });
  const plot = { ...plotOf([1, null]), gaps: [gap(0, 'a'), gap(120, 'b'), gap(240, 'a')] };
  expect(unpackPlot(packPlot(plot)).gaps).toEqual(plot.gaps);
  expect(packPlot(plot).whys).toEqual(['a', 'b']);
});
