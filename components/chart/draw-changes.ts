import type uPlot from 'uplot';
import type { PlotSeries } from '#lib/catalog/plot.ts';
import type { Canvas } from './draw.ts';

const leastApartPx = 6;
/** Dotted lines that stand closer on average are not drawn. */
const fencePx = 24;

const inView = (u: uPlot, at: number): boolean => at >= (u.scales.x?.min ?? 0) && at <= (u.scales.x?.max ?? 0);

/** Where lines of changes stand, canvas pixels. One a pixel or two from the next would hide the data: the lane above still shows each. */
function linesOf(u: uPlot, { changes }: Canvas['input'], isFilled: boolean): number[] {
  const least = leastApartPx * (devicePixelRatio || 1);
  const lines: number[] = [];
  for (const { at, filled } of changes.toSorted((a, b) => a.at - b.at)) {
    if (filled !== isFilled || !inView(u, at)) continue;
    const x = Math.round(u.valToPos(at, 'x', true)) + 0.5;
    if (x - (lines.at(-1) ?? Number.NEGATIVE_INFINITY) >= least) lines.push(x);
  }
  return lines;
}

/** A line through the chart for each change: solid where someone changed configuration, dotted where a service acted. */
export function drawChanges(u: uPlot, { input, tokens }: Canvas): void {
  const { ctx, bbox } = u;
  const ratio = devicePixelRatio || 1;
  ctx.save();
  for (const isFilled of [false, true]) {
    const lines = linesOf(u, input, isFilled);
    // What services do every hour is a fence before the data of weeks, and explains none of it.
    if (!isFilled && lines.length * fencePx * ratio > bbox.width) continue;
    // All of a kind in one path: a stroke each would cost more than all else that is drawn.
    ctx.beginPath();
    for (const x of lines) {
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
    }
    ctx.setLineDash(isFilled ? [] : [1.5 * ratio, 2 * ratio]);
    ctx.lineWidth = (isFilled ? 1.25 : 1) * ratio;
    ctx.strokeStyle = isFilled ? tokens.text2 : tokens.text3;
    ctx.stroke();
  }
  ctx.restore();
}

/** A red cross at the value that a failed action wanted. */
export function drawFailures(u: uPlot, { input, tokens }: Canvas): void {
  const wanted = input.plot.series.find(({ role }) => role === 'wanted');
  if (!wanted) return;
  const { ctx } = u;
  const ratio = devicePixelRatio || 1;
  const arm = 3.5 * ratio;
  ctx.save();
  ctx.strokeStyle = tokens.failing;
  ctx.lineWidth = 1.6 * ratio;
  for (const { at, failed } of input.changes) {
    const value = failed && inView(u, at) ? valueNear(wanted, (at - input.plot.from) / input.plot.step) : null;
    if (value === null) continue;
    const x = u.valToPos(at, 'x', true);
    const y = u.valToPos(value, 'y', true);
    ctx.beginPath();
    ctx.moveTo(x - arm, y - arm);
    ctx.lineTo(x + arm, y + arm);
    ctx.moveTo(x + arm, y - arm);
    ctx.lineTo(x - arm, y + arm);
    ctx.stroke();
  }
  ctx.restore();
}

/** What was wanted just after an instant: the first value from there on within five samples, else the one before. */
function valueNear({ values }: PlotSeries, position: number): number | null {
  const start = Math.max(0, Math.ceil(position));
  return values.slice(start, start + 5).find((value) => value !== null) ?? values[start - 1] ?? null;
}
