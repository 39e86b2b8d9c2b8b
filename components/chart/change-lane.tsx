'use client';

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { PlotChange } from '#lib/catalog/plot.ts';
import { formatExact, formatInstant } from '#lib/format.ts';
import { watchCrosshair } from './crosshair.ts';
import { plotLeft, plotRight } from './edges.ts';
import { type LaneMark, laneMarks } from './lane-layout.ts';

export type ChangeLaneProps = {
  changes: readonly PlotChange[];
  /** Epoch milliseconds: a View fits. */
  view: { from: number; to: number; zone: string; now: number };
  title?: string;
};

const height = 34;

/** Changes on the axis of time that all charts below share; the crosshair's instant stands here. */
export function ChangeLane({ changes, view, title = 'Changes' }: ChangeLaneProps) {
  const lane = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [at, setAt] = useState<number | null>(null);
  useLayoutEffect(() => {
    const element = lane.current;
    if (!element) return;
    const measure = new ResizeObserver(() => setWidth(element.clientWidth));
    measure.observe(element);
    return () => measure.disconnect();
  }, []);
  useEffect(() => watchCrosshair(setAt), []);
  const frame = { from: view.from / 1000, to: view.to / 1000, left: plotLeft, width: Math.max(0, width - plotLeft - plotRight) };
  const { from, to, left, width: plotWidth } = frame;
  const marks = useMemo(() => laneMarks(changes, { from, to, left, width: plotWidth }), [changes, from, to, left, plotWidth]);
  const x = at === null || at < from || at > to ? null : left + ((at - from) / (to - from)) * plotWidth;
  return (
    <section aria-label={title} className="px-(--gutter) pt-2">
      <h2 className="text-12 font-head">{title}</h2>
      <div ref={lane} className="lane">
        {width > 0 && (
          <svg width={width} height={height}>
            <title>{`${marks.length} changes in this window`}</title>
            <path d={`M${left} ${height - 0.5}h${plotWidth}`} stroke="var(--line)" />
            {marks.map((mark) => (
              <Mark key={`${mark.change.at} ${mark.change.label}`} mark={mark} view={view} />
            ))}
            {x !== null && at !== null && <Flag x={x} text={formatInstant(at * 1000, view)} most={width} />}
          </svg>
        )}
      </div>
    </section>
  );
}

function Mark({ mark: { change, x, label }, view }: { mark: LaneMark; view: ChangeLaneProps['view'] }) {
  const colour = change.failed ? 'var(--failing)' : change.filled ? 'var(--text)' : 'var(--text-2)';
  const shape = (
    <>
      <title>{`${formatExact(change.at * 1000, view.zone)}: ${change.label}`}</title>
      <path
        d={`M${x} ${height - 21}l5 5-5 5-5-5z`}
        fill={change.filled ? colour : 'var(--surface)'}
        stroke={colour}
        strokeWidth="1.1"
      />
      <path d={`M${x} ${height - 11}v11`} stroke={colour} strokeDasharray={change.filled ? undefined : '1.5 2'} />
      {label && (
        <text x={label.x} y={height - 12} textAnchor={label.anchor} fill={change.filled ? 'var(--text)' : 'var(--text-2)'}>
          {change.label}
        </text>
      )}
    </>
  );
  if (change.href === undefined) return <g>{shape}</g>;
  return (
    <a href={change.href} data-follow="top">
      {shape}
    </a>
  );
}

function Flag({ x, text, most }: { x: number; text: string; most: number }) {
  const width = text.length * 6.4 + 10;
  const left = Math.min(most - width, Math.max(0, x - width / 2));
  return (
    <g>
      <path d={`M${x} 14v${height - 14}`} stroke="var(--accent)" />
      <rect x={left} y="-4" width={width} height="17" rx="2" fill="var(--accent-fill)" />
      <text x={left + width / 2} y="8.5" textAnchor="middle" fill="var(--on-accent)">
        {text}
      </text>
    </g>
  );
}
