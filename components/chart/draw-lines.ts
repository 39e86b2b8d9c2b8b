import type uPlot from 'uplot';
import type { PlotLine } from '#lib/catalog/plot.ts';
import type { Canvas } from './draw.ts';

/** Limits dashed in red, targets dotted in grey, each with its words on the line. */
export function drawLines(u: uPlot, { input, tokens }: Canvas): void {
  const { ctx, bbox } = u;
  const ratio = devicePixelRatio || 1;
  ctx.save();
  ctx.font = `${11 * ratio}px ${tokens.font}`;
  ctx.textBaseline = 'bottom';
  ctx.textAlign = 'left';
  for (const line of input.plot.lines) {
    const y = Math.round(u.valToPos(line.value, 'y', true)) + 0.5;
    const isLimit = line.kind === 'limit';
    ctx.strokeStyle = isLimit ? tokens.failing : tokens.text3;
    ctx.setLineDash(isLimit ? [4 * ratio, 3 * ratio] : [1.5 * ratio, 3 * ratio]);
    ctx.lineWidth = ratio;
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    words(u, line, { y, colour: isLimit ? tokens.failing : tokens.text2, surface: tokens.surface });
  }
  ctx.restore();
}

function words(u: uPlot, { label }: PlotLine, { y, colour, surface }: { y: number; colour: string; surface: string }): void {
  const { ctx, bbox } = u;
  const ratio = devicePixelRatio || 1;
  const isHigh = y - bbox.top < 16 * ratio;
  const base = isHigh ? y + 15 * ratio : y - 2 * ratio;
  ctx.setLineDash([]);
  ctx.lineWidth = 3 * ratio;
  ctx.strokeStyle = surface;
  ctx.strokeText(label, bbox.left + 6 * ratio, base);
  ctx.fillStyle = colour;
  ctx.fillText(label, bbox.left + 6 * ratio, base);
}
