import type { Plot, PlotGap, PlotSeries } from '#lib/catalog/plot.ts';
import { unpackText } from '#lib/metrics/unpacked-text.ts';

/** A plot as it travels to the browser: each series one text, because React walks a list of numbers one by one, on both sides. */
export type SentPlot = Omit<Plot, 'series' | 'gaps'> & {
  /** Reasons of gaps, each once; a gap names its own by its place. */
  whys: readonly string[];
  gaps: readonly (Omit<PlotGap, 'why'> & { why: number })[];
  series: readonly (Omit<PlotSeries, 'values'> & { length: number; values: string })[];
};

export const unpackPlot = ({ whys, gaps, ...sent }: SentPlot): Plot => ({
  ...sent,
  gaps: gaps.map((gap) => ({ ...gap, why: whys[gap.why] ?? '' })),
  series: sent.series.map(({ length, values, ...series }) => ({ ...series, values: unpackText(values, length) })),
});
