import type { Plot, PlotSeries } from '#lib/catalog/plot.ts';

/** A plot as it travels to the browser: each series one text, because React walks a list of numbers one by one, on both sides. */
export type SentPlot = Omit<Plot, 'series'> & { series: readonly (Omit<PlotSeries, 'values'> & { values: string })[] };

const significant = 6;
const missing = '-';

const textOf = (value: number | null): string => (value === null ? missing : String(Number(value.toPrecision(significant))));
const numberOf = (text: string): number | null => (text === missing ? null : Number(text));

/** Six significant digits of each value, parted by commas; `-` where there is none. */
export const packPlot = (plot: Plot): SentPlot => ({
  ...plot,
  series: plot.series.map((series) => ({ ...series, values: series.values.map(textOf).join() })),
});

export const unpackPlot = (sent: SentPlot): Plot => ({
  ...sent,
  series: sent.series.map((series) => ({
    ...series,
    values: series.values === '' ? [] : series.values.split(',').map(numberOf),
  })),
});
