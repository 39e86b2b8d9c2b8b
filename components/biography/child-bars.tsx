'use client';

import type { ReactNode } from 'react';

export type ChildLook = 'completed' | 'failed' | 'running' | 'stopped';
export type ChildBar = { x: number; width: number; track: number; look: ChildLook; said: string; href: string };

const trackPx = 10;
const barPx = 6;

/** Told apart by how they are drawn: completed is whole, failed is crossed, running is open at its end, stopped is hollow. */
const fills: Readonly<Record<ChildLook, { fill: string; stroke: string }>> = {
  completed: { fill: 'var(--line-3)', stroke: 'var(--line-3)' },
  failed: { fill: 'var(--failing)', stroke: 'var(--failing)' },
  running: { fill: 'var(--changing)', stroke: 'var(--changing)' },
  stopped: { fill: 'none', stroke: 'var(--text-3)' },
};

const endMarks: Readonly<Record<ChildLook, ReactNode>> = {
  completed: null,
  failed: <path d="M-3 2l6 6m0-6l-6 6" stroke="var(--failing)" strokeWidth="1.6" />,
  running: <path d="M0 1l5 4-5 4z" fill="var(--changing)" />,
  stopped: null,
};

export function ChildBars({
  bars,
  tracks,
  ticks,
  label,
}: {
  bars: readonly ChildBar[];
  tracks: number;
  ticks: readonly number[];
  label: string;
}) {
  const height = tracks * trackPx;
  return (
    <div className="lanes">
      {/* biome-ignore lint/a11y/useSemanticElements: a drawing that holds links is a group */}
      <svg width="100%" height={height} role="group" aria-label={label} className="overflow-visible">
        {ticks.map((x) => (
          <line key={x} x1={`${x}%`} x2={`${x}%`} y1="0" y2={height} stroke="var(--line)" />
        ))}
        {bars.map(({ x, width, track, look, said, href }) => (
          <a key={href} href={href} data-follow="top">
            <title>{said}</title>
            <rect x={`${x}%`} y={track * trackPx + 2} width={`${width}%`} height={barPx} {...fills[look]} />
            {endMarks[look] && (
              <svg
                aria-hidden="true"
                x={`${x + width}%`}
                y={track * trackPx}
                width="1"
                height={trackPx}
                className="overflow-visible"
              >
                {endMarks[look]}
              </svg>
            )}
          </a>
        ))}
      </svg>
    </div>
  );
}
