import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Plot } from '#lib/catalog/plot.ts';
import { packPlot, unpackPlot } from './sent-plot.ts';

const plotOf = (values: (number | null)[]): Plot => ({
  ...{ id: 'latency', title: 'Model latency', unit: 'ms', from: 600, step: 60, gaps: [], lines: [], asOf: 900 },
  series: [{ id: 'p99', label: 'p99', role: 'p99', values }],
});

test('a series travels as one short text', () => {
  expect(packPlot(plotOf([180.123456789, null, -0.5, 622])).series[0]?.values).toBe('180.123,-,-0.5,622');
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
