import uPlot from 'uplot';
import type { Plot, PlotChange, PlotRole } from '#lib/catalog/plot.ts';
import { drawChanges, drawFailures } from './draw-changes.ts';
import { drawGaps, drawRepairs, makePatterns } from './draw-gaps.ts';
import { drawLines } from './draw-lines.ts';
import { plotLeft, plotRight } from './edges.ts';
import { tickTexts, type ValueScale, valueScale } from './scale.ts';
import { tickLabel, ticksInside, timeTicks } from './time-ticks.ts';
import { readTokens, type Tokens } from './tokens.ts';

export type DrawInput = { plot: Plot; changes: readonly PlotChange[]; from: number; to: number; zone: string; divisions: number };
type DrawEvents = {
  /** The pointer stands on this sample (epoch seconds), or has left. */
  onCrosshair: (at: number | null) => void;
  onBrush: (from: number, to: number) => void;
  onBusy: (busy: boolean) => void;
};
export type Drawing = {
  /** Tells `events` from now on. `input` says again what is drawn already, and is not drawn again. */
  attach: (input: DrawInput, events: DrawEvents) => void;
  update: (input: DrawInput) => void;
  moveTo: (at: number | null) => void;
  destroy: () => void;
};

/** What the draw hooks see: the input, the theme's tokens and the patterns of the gaps, all of the present theme. */
export type Canvas = { input: DrawInput; tokens: Tokens; patterns: ReturnType<typeof makePatterns> };
type Live = Canvas & { events: DrawEvents };

const unheard: DrawEvents = { onCrosshair: () => {}, onBrush: () => {}, onBusy: () => {} };

const leastBrushPx = 6;

const dashes: Partial<Record<PlotRole, number[]>> = { ghost: [2, 2], wanted: [4, 3] };
const widths: Partial<Record<PlotRole, number>> = { p99: 1.8, running: 1.6, ghost: 1, wanted: 1.2 };
const stepped: ReadonlySet<PlotRole> = new Set(['wanted', 'running']);

/** Draws a plot into an element and keeps it: size, theme, crosshair, brush. Nobody hears of its events before `attach`. */
export function draw(host: HTMLElement, first: DrawInput): Drawing {
  const canvas: Live = { input: first, events: unheard, ...themeOf(host) };
  let plot = make(host, canvas);

  const onTheme = () => {
    if (!host.isConnected) return drawing.destroy();
    Object.assign(canvas, themeOf(host));
    plot.redraw(false, true);
  };
  const onEnter = () => canvas.events.onBusy(true);
  const onLeave = () => {
    canvas.events.onBusy(false);
    canvas.events.onCrosshair(null);
  };
  const resize = new ResizeObserver(() => {
    if (host.clientWidth > 0 && host.clientWidth !== plot.width)
      plot.setSize({ width: host.clientWidth, height: host.clientHeight });
  });
  resize.observe(host);
  // Words on a canvas stay in the font that was there when they were written.
  whenFontIsThere(canvas.tokens, () => plot.redraw(false, true));
  window.addEventListener('themechange', onTheme);
  host.addEventListener('pointerenter', onEnter);
  host.addEventListener('pointerleave', onLeave);

  const drawing: Drawing = {
    attach: (input, events) => Object.assign(canvas, { input, events }),
    update: (input) => {
      if (input === canvas.input) return;
      const isSameShape = shapeOf(input.plot) === shapeOf(canvas.input.plot);
      canvas.input = input;
      if (isSameShape) plot.setData(dataOf(input.plot));
      else {
        plot.destroy();
        plot = make(host, canvas);
      }
    },
    moveTo: (at) => {
      const left = at === null ? -10 : plot.valToPos(at, 'x');
      if (plot.cursor.left !== left) plot.setCursor({ left, top: at === null ? -10 : 0 }, false);
    },
    destroy: () => {
      resize.disconnect();
      window.removeEventListener('themechange', onTheme);
      host.removeEventListener('pointerenter', onEnter);
      host.removeEventListener('pointerleave', onLeave);
      plot.destroy();
    },
  };
  return drawing;
}

function whenFontIsThere({ font }: Tokens, redraw: () => void): void {
  const wanted = `11px ${font}`;
  if (font !== '' && !document.fonts.check(wanted)) void document.fonts.load(wanted).then(redraw);
}

type Theme = Pick<Canvas, 'tokens' | 'patterns'>;
const themes = new Map<string, Theme>();

/** The present theme's tokens and patterns, read once for all charts: each reading would lay out the page again. */
function themeOf(host: HTMLElement): Theme {
  const key = `${document.documentElement.dataset.theme} ${devicePixelRatio}`;
  const known = themes.get(key);
  if (known) return known;
  const tokens = readTokens(host);
  const made = { tokens, patterns: makePatterns(tokens) };
  // Before the stylesheet is there, nothing is known of the theme.
  if (tokens.font !== '') themes.set(key, made);
  return made;
}

const scales = new WeakMap<DrawInput, ValueScale>();

/** The value axis of an input, computed once: uPlot asks for it several times a draw. */
function scaleOf(input: DrawInput): ValueScale {
  const scale = scales.get(input) ?? valueScale(input.plot, input.divisions);
  scales.set(input, scale);
  return scale;
}

const shapeOf = ({ series }: Plot): string => series.map(({ id, role }) => `${id} ${role}`).join();

function dataOf(plot: Plot): uPlot.AlignedData {
  const length = plot.series[0]?.values.length ?? 0;
  const times = Array.from({ length }, (_, index) => plot.from + index * plot.step);
  return [times, ...plot.series.map(({ values }) => values as (number | null)[])];
}

/** Samples with no neighbour would be invisible as lines: they are drawn as points. */
function lonePoints(u: uPlot, seriesIndex: number): number[] {
  const values = u.data[seriesIndex] ?? [];
  const lone: number[] = [];
  for (let index = 0; index < values.length; index++) {
    if (values[index] != null && values[index - 1] == null && values[index + 1] == null) lone.push(index);
  }
  return lone;
}

function seriesOf(canvas: Canvas): uPlot.Series[] {
  return canvas.input.plot.series.map(({ role }): uPlot.Series => {
    const stroke = () => canvas.tokens.role(role);
    return {
      stroke,
      width: widths[role] ?? 1.4,
      dash: dashes[role],
      spanGaps: false,
      paths: stepped.has(role) ? uPlot.paths.stepped?.({ align: 1 }) : uPlot.paths.linear?.(),
      points: { show: true, filter: lonePoints, size: 3.5, width: 0, fill: stroke, stroke },
    };
  });
}

function axesOf(canvas: Canvas): uPlot.Axis[] {
  const common = { stroke: () => canvas.tokens.text3, font: `11px ${canvas.tokens.font}`, ticks: { show: false } };
  const most = (u: uPlot) => Math.max(2, Math.floor(u.width / 84));
  const ticks = (u: uPlot) =>
    ticksInside(timeTicks(canvas.input, canvas.input.zone, most(u)), {
      ...canvas.input,
      widthPx: u.width - plotLeft - plotRight,
    });
  return [
    {
      ...common,
      size: 20,
      gap: 5,
      grid: { show: false },
      border: { show: true, stroke: () => canvas.tokens.line3, width: 1 },
      splits: (u) => ticks(u).at,
      values: (u, splits) => {
        const { step } = ticks(u);
        return splits.map((at) => tickLabel(at, step, canvas.input.zone));
      },
    },
    {
      ...common,
      size: plotLeft,
      gap: 6,
      grid: { show: true, stroke: () => canvas.tokens.grid, width: 1 },
      splits: () => scaleOf(canvas.input).ticks,
      values: (_, splits) => tickTexts(splits),
    },
  ];
}

function make(host: HTMLElement, canvas: Live): uPlot {
  const options: uPlot.Options = {
    width: host.clientWidth,
    height: host.clientHeight,
    padding: [8, plotRight, 0, 0],
    legend: { show: false },
    series: [{}, ...seriesOf(canvas)],
    axes: axesOf(canvas),
    scales: {
      x: { time: false, range: () => [canvas.input.from, canvas.input.to] },
      y: {
        range: () => {
          const { min, max } = scaleOf(canvas.input);
          return [min, max];
        },
      },
    },
    cursor: {
      y: false,
      drag: { x: true, y: false, setScale: false },
      points: { size: 6, width: 1.5, stroke: () => canvas.tokens.surface, fill: (u, index) => strokeOf(u, index) },
    },
    hooks: {
      drawAxes: [(u) => drawGaps(u, canvas), (u) => drawChanges(u, canvas)],
      draw: [(u) => drawLines(u, canvas), (u) => drawRepairs(u, canvas), (u) => drawFailures(u, canvas)],
      setCursor: [(u) => canvas.events.onCrosshair(u.cursor.idx == null ? null : (u.data[0][u.cursor.idx] ?? null))],
      setSelect: [(u) => select(u, canvas.events)],
    },
  };
  return new uPlot(options, dataOf(canvas.input.plot), host);
}

const strokeOf = (u: uPlot, index: number): string => {
  const stroke = u.series[index]?.stroke;
  return typeof stroke === 'function' ? String(stroke(u, index)) : '';
};

function select(u: uPlot, { onBrush }: DrawEvents): void {
  const { left, width } = u.select;
  if (width < leastBrushPx) return;
  u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  onBrush(u.posToVal(left, 'x'), u.posToVal(left + width, 'x'));
}
