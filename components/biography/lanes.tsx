'use client';

import { useEffect, useState } from 'react';
import { watchCrosshair } from '#components/chart/crosshair.ts';
import { type Frame, type LaneRow, placeOf, rowHeights } from './lane-rows.ts';
import { BarRow, MarkRow, SpanRow } from './rows.tsx';

export type LanesProps = {
  rows: readonly LaneRow[];
  /** The same for a phone, where less stands apart. */
  narrow: readonly LaneRow[];
  /** Percent of the width at which a hairline stands. */
  ticks: readonly number[];
  frame: Frame;
  label: string;
};

/**
 * Lanes on one axis of time, drawn by the server in shares of the width: they are whole without a script, which adds the crosshair of the charts
 * and the words of what the pointer or the focus is on.
 */
export function Lanes({ rows, narrow, ticks, frame, label }: LanesProps) {
  const [said, setSaid] = useState('');
  const [at, setAt] = useState<number | null>(null);
  useEffect(() => watchCrosshair(setAt), []);
  const cross = at === null ? null : placeOf(at * 1000, frame);
  const show = (event: { target: EventTarget }) => {
    const item = event.target instanceof Element ? event.target.closest('[data-said]') : null;
    setSaid(item?.getAttribute('data-said') ?? '');
  };
  const held = { ticks, label, cross: cross !== null && cross >= 0 && cross <= 100 ? cross : null };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only repeats what the focused or hovered link says by itself
    <div className="lanes" onMouseOver={show} onFocus={show} onMouseLeave={() => setSaid('')}>
      <p aria-hidden="true" className="lanes-said">
        {said}
      </p>
      <div className="lanes-wide">
        <Drawing rows={rows} {...held} />
      </div>
      <div className="lanes-narrow">
        <Drawing rows={narrow} {...held} />
      </div>
    </div>
  );
}

function Drawing({
  rows,
  ticks,
  label,
  cross,
}: {
  rows: readonly LaneRow[];
  ticks: readonly number[];
  label: string;
  cross: number | null;
}) {
  const tops = rows.map((_, index) => rows.slice(0, index).reduce((sum, { type }) => sum + rowHeights[type], 0));
  const height = rows.reduce((sum, { type }) => sum + rowHeights[type], 0);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing that holds links is a group
    <svg width="100%" height={height} role="group" aria-label={label} className="overflow-visible">
      {ticks.map((x) => (
        <line key={x} x1={`${x}%`} x2={`${x}%`} y1="0" y2={height} stroke="var(--line)" />
      ))}
      {rows.map((row, index) => (
        <g key={row.label} transform={`translate(0 ${tops[index]})`}>
          <text x="-6" y={rowHeights[row.type] / 2 + 4} textAnchor="end" fill="var(--text-3)">
            {row.label}
          </text>
          {row.type === 'spans' && <SpanRow spans={row.spans} />}
          {row.type === 'marks' && <MarkRow marks={row.marks} />}
          {row.type === 'bars' && <BarRow bars={row.bars} />}
        </g>
      ))}
      {cross !== null && <line x1={`${cross}%`} x2={`${cross}%`} y1="0" y2={height} stroke="var(--accent)" />}
    </svg>
  );
}
