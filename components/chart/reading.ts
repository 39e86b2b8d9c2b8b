import { absences } from '#lib/catalog/absence.ts';
import type { Plot, PlotGap } from '#lib/catalog/plot.ts';
import { formatFigure } from '#lib/format.ts';

/** The index of the sample that an instant (epoch seconds) falls into; null outside the plot. */
export function indexAt(plot: Pick<Plot, 'from' | 'step' | 'series'>, at: number): number | null {
  const index = Math.round((at - plot.from) / plot.step);
  const length = plot.series[0]?.values.length ?? 0;
  return index < 0 || index >= length ? null : index;
}

const gapAt = (gaps: readonly PlotGap[], at: number): PlotGap | null =>
  gaps.find((gap) => gap.repairedAt === undefined && at >= gap.from && at < gap.to) ?? null;

/** What a series says at an index: its value, or the word of what is missing there. */
export function reading(plot: Plot, seriesIndex: number, index: number | null): string {
  if (index === null) return '';
  const value = plot.series[seriesIndex]?.values[index];
  if (value !== null && value !== undefined) return formatFigure(value, plot.unit).text;
  const gap = gapAt(plot.gaps, plot.from + index * plot.step);
  return absences[gap?.absence ?? 'no_traffic'].word;
}

/** The last sample of a series that has a value; null when none has. */
export function lastIndex(values: readonly (number | null)[]): number | null {
  const index = values.findLastIndex((value) => value !== null);
  return index < 0 ? null : index;
}
