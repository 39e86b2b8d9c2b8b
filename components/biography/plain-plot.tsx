import { roleToken } from '#components/chart/swatch.tsx';
import { Picture, type PicturePath } from '#components/ui/picture.tsx';
import { rectangle } from '#components/ui/rectangle.ts';
import { absences } from '#lib/catalog/absence.ts';
import type { Plot, PlotSeries } from '#lib/catalog/plot.ts';

type Props = { plot: Plot; frame: { from: number; to: number } };

const width = 1000;
const height = 96;

/** As many points as tell the shape: the picture travels with every page. */
const mostPoints = 180;

/** The greatest of so many values side by side. */
function thinned(values: readonly (number | null)[], by: number): (number | null)[] {
  return Array.from({ length: Math.ceil(values.length / by) }, (_, index) =>
    values.slice(index * by, (index + 1) * by).reduce((a, b) => (a === null || (b !== null && b > a) ? b : a), null),
  );
}

/** A line with a break wherever there is no value. */
function lineOf(
  { values }: PlotSeries,
  { from, step }: Plot,
  { x, y }: { x: (at: number) => number; y: (value: number) => number },
): string {
  const by = Math.max(1, Math.ceil(values.length / mostPoints));
  let isBroken = true;
  return thinned(values, by)
    .map((value, index) => {
      const joins = isBroken ? 'M' : 'L';
      isBroken = value === null;
      return value === null ? '' : `${joins}${x(from + index * by * step).toFixed(1)} ${y(value).toFixed(1)}h0.5`;
    })
    .join('');
}

/** The chart as a picture, for who has no script: its lines, and where nothing is known and why. */
export function PlainPlot({ plot, frame }: Props) {
  const most = Math.max(plot.top ?? 0, 1e-9, ...plot.series.flatMap(({ values }) => values.map((value) => value ?? 0)));
  const x = (at: number) => (width * (at - frame.from / 1000)) / ((frame.to - frame.from) / 1000);
  const y = (value: number) => height - 2 - (value / most) * (height - 8);
  const gaps = plot.gaps.filter(({ repairedAt }) => repairedAt === undefined);
  const paths: PicturePath[] = [
    { d: gaps.map(({ from, to }) => rectangle(x(from), 0, x(to) - x(from), height)).join(''), fill: 'var(--raised)' },
    { d: `M0 ${height - 0.5}h${width}`, stroke: 'var(--line-2)' },
    ...plot.series.map(
      (series): PicturePath => ({
        d: lineOf(series, plot, { x, y }),
        stroke: `var(${roleToken(series.role)})`,
        strokeWidth: 1.2,
      }),
    ),
  ];
  const reasons = [...new Set(gaps.map(({ absence }) => absences[absence].word))];
  return (
    <>
      <Picture width={width} height={height} paths={paths} label={`${plot.title}, ${plot.unit}`} className="block h-24 w-full" />
      {reasons.length > 0 && <p className="text-11 text-ink-3">Without values where it is grey: {reasons.join(', ')}.</p>}
    </>
  );
}
