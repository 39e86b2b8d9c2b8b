import type { Plot, PlotSeries } from '#lib/catalog/plot.ts';

/** A plot as coarse as a drawing of it may be, to stand in the page beside the plot itself: differences of whole steps, as text. */
export type Sketch = Omit<Plot, 'series'> & {
  grain: number;
  series: readonly (Omit<PlotSeries, 'values'> & { steps: string })[];
};

/** No chart of the console is half as many pixels high. */
const steps = 1000;

function stepsOf(values: readonly (number | null)[], unit: number): string {
  let last = 0;
  const texts = values.map((value) => {
    if (value === null) return '';
    const step = Math.round(value / unit);
    const text = String(step - last);
    last = step;
    return text;
  });
  return texts.join();
}

function valuesOf(text: string, unit: number): (number | null)[] {
  let last = 0;
  return text.split(',').map((difference) => {
    if (difference === '') return null;
    last += Number(difference);
    return last * unit;
  });
}

function greatestOf({ series }: Plot): number {
  let greatest = 0;
  for (const { values } of series) for (const value of values) greatest = Math.max(greatest, Math.abs(value ?? 0));
  return greatest;
}

/** The greatest value is exact, so that the axis is the same. */
export function sketchOf(plot: Plot): Sketch {
  const grain = greatestOf(plot) / steps || 1;
  return { ...plot, grain, series: plot.series.map(({ values, ...series }) => ({ ...series, steps: stepsOf(values, grain) })) };
}

export const fromSketch = ({ grain, series, ...plot }: Sketch): Plot => ({
  ...plot,
  series: series.map(({ steps: text, ...one }) => ({ ...one, values: valuesOf(text, grain) })),
});
