'use client';

// Server components may be streamed piece by piece, and React parts a picture with style=, which the CSP blocks; a client component comes whole.
import { useId } from 'react';
import type { WordId } from '#lib/catalog/words.ts';
import { words } from '#lib/catalog/words.ts';

/** One stretch of a state; epoch milliseconds. Stretches may leave holes: nothing is drawn there. */
type LaneSpan = { from: number; to: number; word: WordId };

export type StateLaneProps = {
  from: number;
  to: number;
  spans: readonly LaneSpan[];
  /** Instants of changes, drawn as triangles under the lane. */
  changes?: readonly number[];
  label: string;
  className?: string;
};

const heights: Record<string, number> = { healthy: 2, changing: 5, degraded: 8, failing: 12, unknown: 12 };
const width = 240;

/** Height says the state (healthy 2, changing 5, degraded 8, failing and unknown 12), unknown is hatched, no traffic dotted. */
export function StateLane({ from, to, spans, changes = [], label, className = 'w-[114px]' }: StateLaneProps) {
  const hatch = useId();
  const x = (at: number) => Math.round(width * 10 * Math.min(1, Math.max(0, (at - from) / (to - from)))) / 10;
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${width} 20`} preserveAspectRatio="none" className={`h-5 ${className}`}>
      <defs>
        <pattern id={hatch} width="7" height="4" patternUnits="userSpaceOnUse" patternTransform="skewX(-35)">
          <rect width="3.2" height="4" fill="var(--unknown)" />
        </pattern>
      </defs>
      {spans.map((span) => {
        const tone = words[span.word].tone;
        const height = heights[tone] ?? 1;
        const left = x(span.from);
        const common = { x: left, width: Math.max(1.5, x(span.to) - left), y: 14 - height, height };
        if (tone === 'quiet') {
          return <path key={span.from} d={`M${left} 13.5h${common.width}`} stroke="var(--quiet)" strokeDasharray="3 4" />;
        }
        return <rect key={span.from} {...common} fill={tone === 'unknown' ? `url(#${hatch})` : `var(--${tone})`} />;
      })}
      {changes.map((at) => (
        <path key={at} d={`M${x(at)} 15.5l4 4.5h-8z`} fill="var(--text-3)" />
      ))}
    </svg>
  );
}
