import type uPlot from 'uplot';
import type { PlotSeries } from '#lib/catalog/plot.ts';
import type { Canvas } from './draw.ts';

const inView = (u: uPlot, at: number): boolean => at >= (u.scales.x?.min ?? 0) && at <= (u.scales.x?.max ?? 0);

/** A line through the chart for each change: solid where someone changed configuration, dotted where a service acted. */
export function drawChanges(u: uPlot, { input, tokens }: Canvas): void {
  const { ctx, bbox } = u;
  const ratio = devicePixelRatio || 1;
  ctx.save();
  for (const isFilled of [false, true]) {
    // All of a kind in one path: a stroke each would cost more than all else that is drawn.
    ctx.beginPath();
    for (const { at, filled } of input.changes) {
      if (filled !== isFilled || !inView(u, at)) continue;
      const x = Math.round(u.valToPos(at, 'x', true)) + 0.5;
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
