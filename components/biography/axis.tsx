'use client';

import type { Frame } from './lane-rows.ts';
import { placeOf } from './lane-rows.ts';

export type AxisTick = { at: number; label: string };

/** The axis of time that all lanes and charts share. */
export function Axis({ ticks, frame }: { ticks: readonly AxisTick[]; frame: Frame }) {
  return (
    <div className="lanes-axis">
      <svg width="100%" height="18" aria-hidden="true" className="overflow-visible">
        {ticks.map(({ at, label }) => (
          <g key={at}>
            <line x1={`${placeOf(at, frame)}%`} x2={`${placeOf(at, frame)}%`} y1="13" y2="18" stroke="var(--line-3)" />
            <text x={`${placeOf(at, frame)}%`} y="10" textAnchor="middle" fill="var(--text-3)">
              {label}
            </text>
          </g>
        ))}
        <line x1="0" x2="100%" y1="17.5" y2="17.5" stroke="var(--line-2)" />
      </svg>
    </div>
  );
}
