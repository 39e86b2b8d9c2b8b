import type uPlot from 'uplot';
import { type Absence, absences } from '#lib/catalog/absence.ts';
import type { PlotGap } from '#lib/catalog/plot.ts';
import { dayMs } from '#lib/time.ts';
import type { Canvas } from './draw.ts';
import { tickLabel } from './time-ticks.ts';
import type { Tokens } from './tokens.ts';

type Hatch = 'diagonal' | 'fine' | 'cross' | 'dots' | 'back' | 'sparse';

/** The reason of a gap is in its texture, so that it survives print, grey and colour-blindness. */
const hatches: Record<Absence, Hatch> = {
  throttled: 'diagonal',
  late: 'fine',
  denied: 'cross',
  not_published: 'dots',
  not_enabled: 'dots',
  published_elsewhere: 'dots',
  retired: 'dots',
  not_collected: 'back',
  no_traffic: 'sparse',
  ended: 'sparse',
  not_begun: 'sparse',
};

const sizes: Record<Hatch, number> = { diagonal: 7, fine: 4, cross: 8, dots: 6, back: 9, sparse: 12 };

type Pen = { context: OffscreenCanvasRenderingContext2D; size: number };

function stroke({ context, size }: Pen, up: boolean) {
  context.beginPath();
  for (const shift of [-size, 0, size]) {
    context.moveTo(shift, up ? size : 0);
    context.lineTo(shift + size, up ? 0 : size);
  }
  context.stroke();
}

function paint(hatch: Hatch, pen: Pen) {
  const { context, size } = pen;
  if (hatch === 'dots' || hatch === 'sparse') {
    const dot = Math.max(1, size / 7);
    context.fillRect(size / 2 - dot / 2, size / 2 - dot / 2, dot, dot);
    return;
  }
  if (hatch !== 'back') stroke(pen, true);
  if (hatch === 'back' || hatch === 'cross') stroke(pen, false);
}

function tile(hatch: Hatch, colour: string): CanvasPattern | null {
  const ratio = devicePixelRatio || 1;
  const size = Math.round(sizes[hatch] * ratio);
  const canvas = new OffscreenCanvas(size, size);
  const context = canvas.getContext('2d');
  if (!context) return null;
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = 0.8 * ratio;
  paint(hatch, { context, size });
  return context.createPattern(canvas, 'repeat');
}

/** The patterns of all textures in the theme's hatch colour, each made when first needed. */
export function makePatterns(tokens: Tokens): (absence: Absence) => CanvasPattern | null {
  const made = new Map<Hatch, CanvasPattern | null>();
  return (absence) => {
    const hatch = hatches[absence];
    if (!made.has(hatch)) made.set(hatch, tile(hatch, tokens.hatch));
    return made.get(hatch) ?? null;
  };
}

type Stretch = { left: number; right: number };

/** The part of a gap that is in view, in canvas pixels; null when none is. */
function stretch(u: uPlot, { from, to }: PlotGap): Stretch | null {
  const { left, width } = u.bbox;
  const clamp = (at: number) => Math.min(left + width, Math.max(left, u.valToPos(at, 'x', true)));
  const edges = { left: clamp(from), right: clamp(to) };
  return edges.right - edges.left < 1 ? null : edges;
}

/** Hatches each gap by its reason and, where there is room, says it in words. */
export function drawGaps(u: uPlot, { input, tokens, patterns }: Canvas): void {
  const { ctx, bbox } = u;
  let labelled = bbox.left;
  ctx.save();
  for (const gap of input.plot.gaps) {
    const edges = stretch(u, gap);
    const pattern = patterns(gap.absence);
    if (!edges || !pattern) continue;
    ctx.fillStyle = pattern;
    ctx.fillRect(edges.left, bbox.top, edges.right - edges.left, bbox.height);
    labelled = label(u, { gap, edges, tokens, zone: input.zone, after: labelled });
  }
  ctx.restore();
}

type Label = { gap: PlotGap; edges: Stretch; tokens: Tokens; zone: string; after: number };

/** Writes the longest form that fits beside the labels before it; returns where this one ends. */
function label(u: uPlot, { gap, edges, tokens, zone, after }: Label): number {
  const { ctx, bbox } = u;
  const ratio = devicePixelRatio || 1;
  // An hour of two days tells neither.
  const step = gap.to - gap.from > dayMs / 1000 ? dayMs / 1000 : 60;
  const time = (at: number) => tickLabel(at, step, zone);
  const { word } = absences[gap.absence];
  const long = `${word} ${time(gap.from)}–${time(gap.to)}`;
  const forms = gap.repairedAt === undefined ? [long, word] : [`${long}, repaired ${time(gap.repairedAt)}`, `${word}, repaired`];
  const isTall = bbox.height > 150 * ratio;
  ctx.font = `${11 * ratio}px ${tokens.font}`;
  for (const text of isTall ? forms : forms.slice(1)) {
    const width = ctx.measureText(text).width + 8 * ratio;
    const spare = isTall && gap.absence !== 'late' ? 60 * ratio : 0;
    const left = Math.min(bbox.left + bbox.width - width, Math.max(bbox.left, (edges.left + edges.right - width) / 2));
    if (width > edges.right - edges.left + 2 * spare || left < after) continue;
    ctx.fillStyle = tokens.surface;
    ctx.globalAlpha = 0.8;
    ctx.fillRect(left, bbox.top + 2 * ratio, width, 15 * ratio);
    ctx.globalAlpha = 1;
    ctx.fillStyle = tokens.text2;
    ctx.textAlign = 'left';
    ctx.textBaseline = 'middle';
    ctx.fillText(text, left + 4 * ratio, bbox.top + 10 * ratio);
    return left + width;
  }
  return after;
}

/** A violet line under the axis where a gap was filled afterwards. */
export function drawRepairs(u: uPlot, { input, tokens }: Canvas): void {
  const { ctx, bbox } = u;
  const ratio = devicePixelRatio || 1;
  ctx.save();
  ctx.fillStyle = tokens.unknown;
  for (const gap of input.plot.gaps) {
    const edges = gap.repairedAt === undefined ? null : stretch(u, gap);
    if (edges) ctx.fillRect(edges.left, bbox.top + bbox.height, edges.right - edges.left, 2 * ratio);
  }
  ctx.restore();
}
