'use client';

// Server components may be streamed piece by piece, and React parts a picture with style=, which the CSP blocks; a client component comes whole.
import { type SparkScale, sparkPath } from './spark-path.ts';

export type SparklineProps = {
  values: readonly (number | null)[];
  /** The rule's limit, dashed; always inside the scale. */
  limit?: number;
  label: string;
  tone?: 'plain' | 'failing' | 'degraded';
  width?: number;
  height?: number;
};

const strokes = { plain: 'var(--text-2)', failing: 'var(--failing)', degraded: 'var(--degraded)' } as const;

/** A line from zero, with its limit and a dot on the last value; lines never join across a gap. */
export function Sparkline({ values, limit, label, tone = 'plain', width = 62, height = 20 }: SparklineProps) {
  const scale: SparkScale = { width: width - 4, height: height - 3, limit };
  const { path, last, limitY } = sparkPath(values, scale);
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      fill="none"
      className="shrink-0"
    >
      <path d={`M0 ${height - 0.5}h${width - 4}`} stroke="var(--line-2)" />
      {limitY !== null && (
        <path
          d={`M0 ${limitY}h${width - 4}`}
          stroke={tone === 'failing' ? 'var(--failing)' : 'var(--line-3)'}
          strokeDasharray="2 2"
        />
      )}
      <path d={path} stroke={strokes[tone]} strokeWidth="1.2" strokeLinejoin="round" />
      {last !== null && <circle cx={last.x} cy={last.y} r="2" fill={tone === 'plain' ? 'var(--text)' : strokes[tone]} />}
    </svg>
  );
}
