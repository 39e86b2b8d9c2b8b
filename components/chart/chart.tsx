'use client';

import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Plot, PlotChange } from '#lib/catalog/plot.ts';
import { formatInstant } from '#lib/format.ts';
import { isBrushed, useBrush } from './brush.ts';
import { setBusy } from './busy.ts';
import { ChartHead } from './chart-head.tsx';
import { ChartTable } from './chart-table.tsx';
import { ChartTools } from './chart-tools.tsx';
import { crosshairAt, moveCrosshair, watchCrosshair } from './crosshair.ts';
import { type Drawing, draw } from './draw.ts';
import { firstDrawing, takeFirstDrawing } from './first-drawing.ts';
import { indexAt, lastIndex, reading } from './reading.ts';
import { type SentPlot, unpackPlot } from './sent-plot.ts';

export type ChartSize = 'tall' | 'plain' | 'low';

export type ChartProps = {
  sent: SentPlot;
  changes: readonly PlotChange[];
  /** The window of the axis, in epoch seconds. */
  from: number;
  to: number;
  zone: string;
  /** Epoch milliseconds, for the words of instants. */
  now: number;
  size: ChartSize;
  right: ReactNode;
  /** Links to AWS, beside the table's button. */
  actions: ReactNode;
  level: 2 | 3;
};

/** A time series with crosshair, brush and keyboard cursor. uPlot comes with the pages that have charts, and draws once in the browser. */
export function Chart({ sent, changes, from, to, zone, now, size, right, actions, level }: ChartProps) {
  const plot = useMemo(() => unpackPlot(sent), [sent]);
  const host = useRef<HTMLDivElement>(null);
  const drawn = useRef<Drawing | null>(null);
  const [at, setAt] = useState<number | null>(null);
  const [isTableOpen, setIsTableOpen] = useState(false);
  const brush = useBrush();
  const input = useMemo(
    () => ({ plot, changes, from, to, zone, divisions: size === 'tall' ? 4 : 3 }),
    [plot, changes, from, to, zone, size],
  );
  const latest = useRef(input);
  latest.current = input;

  // What was not drawn when the page woke up is drawn before the frame that shows it: a reader waits for the line, not for its box.
  useLayoutEffect(() => {
    const element = host.current;
    if (!element) return;
    const made = takeFirstDrawing(element) ?? draw(element, latest.current);
    made.attach(latest.current, { onCrosshair: moveCrosshair, onBrush: brush, onBusy: (busy) => setBusy(element, busy) });
    made.moveTo(crosshairAt());
    drawn.current = made;
    return () => {
      setBusy(element, false);
      made.destroy();
      drawn.current = null;
    };
  }, [brush]);

  useEffect(() => drawn.current?.update(input), [input]);

  useEffect(
    () =>
      watchCrosshair((instant) => {
        drawn.current?.moveTo(instant);
        setAt(instant);
      }),
    [],
  );

  const index = at === null ? null : indexAt(plot, at);
  const step = (event: KeyboardEvent) => {
    // Escape leaves a brush before it leaves the crosshair: the document's listener takes it.
    if (event.key === 'Escape' && isBrushed()) return;
    const next = keyTarget(event, plot, index);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    moveCrosshair(next);
  };
  const text = index === null ? `to ${formatInstant(to * 1000, { zone, now })}` : spoken(plot, index, { zone, now });
  return (
    <>
      <ChartHead plot={plot} index={index} right={right} level={level} />
      <div
        ref={host}
        className="chart-host"
        data-size={size}
        {...firstDrawing(input)}
        role="slider"
        tabIndex={0}
        aria-label={`${plot.title}, ${plot.unit}: instant`}
        aria-valuemin={Math.round(from)}
        aria-valuemax={Math.round(to)}
        aria-valuenow={Math.round(at ?? to)}
        aria-valuetext={text}
        onKeyDown={step}
        onBlur={() => moveCrosshair(null)}
      />
      <ChartTools title={plot.title} actions={actions} isTableOpen={isTableOpen} onTable={() => setIsTableOpen(!isTableOpen)} />
      {isTableOpen && <ChartTable plot={plot} zone={zone} />}
    </>
  );
}

function spoken(plot: Plot, index: number, moment: { zone: string; now: number }): string {
  const values = plot.series.map(({ label }, series) => `${label} ${reading(plot, series, index)}`);
  return `${formatInstant((plot.from + index * plot.step) * 1000, moment)}: ${values.join(', ')} ${plot.unit}`;
}

/** The instant a key moves to; null clears the crosshair, undefined: not our key. */
function keyTarget(event: KeyboardEvent, plot: Plot, index: number | null): number | null | undefined {
  const last = (plot.series[0]?.values.length ?? 1) - 1;
  const instant = (target: number) => plot.from + Math.min(last, Math.max(0, target)) * plot.step;
  const here = index ?? Math.max(0, ...plot.series.map(({ values }) => lastIndex(values) ?? 0));
  const stride = event.shiftKey ? 10 : 1;
  if (event.key === 'ArrowLeft') return instant(here - stride);
  if (event.key === 'ArrowRight') return instant(here + stride);
  if (event.key === 'Home') return instant(0);
  if (event.key === 'End') return instant(last);
  return event.key === 'Escape' && index !== null ? null : undefined;
}
