import type { Plot, PlotGap, PlotSeries } from '#lib/catalog/plot.ts';

/** A plot as coarse as a drawing of it may be, to stand in the page beside the plot itself: whole steps, two characters each. */
export type Sketch = Omit<Plot, 'series' | 'gaps'> & {
  /** Without their reasons, which are not drawn. */
  gaps: readonly Omit<PlotGap, 'why'>[];
  grain: number;
  series: readonly (Omit<PlotSeries, 'values'> & { steps: string })[];
};

/** No chart of the console is half as many pixels high. */
const steps = 1000;

/** Two characters a value: from −1,000 to 1,000, and one more for none. */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const missing = 2 * steps + 1;

function stepsOf(values: readonly (number | null)[], unit: number): string {
  let text = '';
  for (const value of values) {
    const code = value === null ? missing : Math.round(value / unit) + steps;
    text += `${alphabet[code >> 6]}${alphabet[code & 63]}`;
  }
  return text;
}

const valuesOf = (text: string, unit: number): (number | null)[] =>
  Array.from({ length: text.length / 2 }, (_, index) => {
    const code = alphabet.indexOf(text.charAt(2 * index)) * 64 + alphabet.indexOf(text.charAt(2 * index + 1));
    return code === missing ? null : (code - steps) * unit;
  });

function greatestOf({ series }: Plot): number {
  let greatest = 0;
  for (const { values } of series) for (const value of values) greatest = Math.max(greatest, Math.abs(value ?? 0));
  return greatest;
}

/** The greatest value is exact, so that the axis is the same. */
export function sketchOf(plot: Plot): Sketch {
  const grain = greatestOf(plot) / steps || 1;
  const gaps = plot.gaps.map(({ why: _, ...gap }) => gap);
  return {
    ...plot,
    grain,
    gaps,
    series: plot.series.map(({ values, ...series }) => ({ ...series, steps: stepsOf(values, grain) })),
  };
}

export const fromSketch = ({ grain, series, gaps, ...plot }: Sketch): Plot => ({
  ...plot,
  gaps: gaps.map((gap) => ({ ...gap, why: '' })),
  series: series.map(({ steps: text, ...one }) => ({ ...one, values: valuesOf(text, grain) })),
});
