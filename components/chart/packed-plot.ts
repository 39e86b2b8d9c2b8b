import type { Plot, PlotSeries } from '#lib/catalog/plot.ts';
import { packText, shortened } from '#lib/metrics/packed-text.ts';
import type { SentPlot } from './sent-plot.ts';

/** Six significant digits of each value, packed as the store packs them: half as many bytes as their digits. */
export function packPlot(plot: Plot): SentPlot {
  const whys = [...new Set(plot.gaps.map(({ why }) => why))];
  return {
    ...plot,
    whys,
    gaps: plot.gaps.map((gap) => ({ ...gap, why: whys.indexOf(gap.why) })),
    series: plot.series.map(packSeries),
  };
}

const packSeries = ({ values, ...series }: PlotSeries): SentPlot['series'][number] => ({
  ...series,
  length: values.length,
  values: packText(values.map((value) => (value === null ? null : shortened(value)))),
});
