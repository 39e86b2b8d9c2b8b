import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Plot } from '#lib/catalog/plot.ts';
import { valueScale } from './scale.ts';
import { fromSketch, sketchOf } from './sketch.ts';

const plotOf = (series: (number | null)[][]): Plot => ({
  ...{ id: 'latency', title: 'Model latency', unit: 'ms', from: 600, step: 60, gaps: [], lines: [], asOf: 900 },
  series: series.map((values, index) => ({ id: String(index), label: '', role: 's1', values })),
});

test('a value below zero stays below it', () => {
  expect(fromSketch(sketchOf(plotOf([[-4, 2]]))).series[0]?.values).toEqual([-4, 2]);
});

test('what stands in the page are thousandths of the greatest value', () => {
  const sketch = sketchOf(plotOf([[100, 101.01, null, 200]]));
  expect(fromSketch(sketch).series[0]?.values).toEqual([100, 101, null, 200]);
});

test('a drawing of the sketch is one of the plot: gaps, axis, and every value to a thousandth of the greatest', () => {
  const value = fc.option(
    fc.nat(1e9).map((thousandths) => thousandths / 1000),
    { nil: null },
  );
  fc.assert(
    fc.property(fc.array(fc.array(value, { minLength: 1 }), { minLength: 1 }), (series) => {
      const plot = plotOf(series);
      const drawn = fromSketch(JSON.parse(JSON.stringify(sketchOf(plot))));
      const greatest = Math.max(...series.flat().map((one) => Math.abs(one ?? 0)));
      expect(valueScale(drawn).ticks).toEqual(valueScale(plot).ticks);
      series.forEach((values, index) => {
        const got = drawn.series[index]?.values ?? [];
        expect(got.map((one) => one === null)).toEqual(values.map((one) => one === null));
        values.forEach((one, at) => {
          if (one !== null) expect(Math.abs((got[at] ?? Number.NaN) - one)).toBeLessThanOrEqual(greatest / 1000);
        });
      });
    }),
  );
});
