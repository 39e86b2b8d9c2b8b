import type { ReactNode } from 'react';
import type { Plot } from '#lib/catalog/plot.ts';
import { lastIndex, reading } from './reading.ts';
import { Swatch } from './swatch.tsx';

export type ChartHeadProps = { plot: Plot; index: number | null; right: ReactNode; level: 2 | 3 };

/** Title, unit, and each series with its value at the crosshair, or its last one. */
export function ChartHead({ plot, index, right, level }: ChartHeadProps) {
  const Heading = level === 2 ? 'h2' : 'h3';
  return (
    <div className="chart-head">
      <Heading className="text-12 font-head text-ink">{plot.title}</Heading>
      <span className="text-ink-3">
        {plot.unit}
        {plot.resolution !== undefined && ` · ${plot.resolution}`}
      </span>
      {plot.series.map(({ id, label, role, values }, series) => (
        <span key={id} className="inline-flex items-baseline gap-1.5 whitespace-nowrap text-ink-2">
          <Swatch role={role} />
          {label}
          <span className="figures font-mid text-ink">{reading(plot, series, index ?? lastIndex(values))}</span>
        </span>
      ))}
      {right !== undefined && <span className="ml-auto text-ink-3">{right}</span>}
    </div>
  );
}
