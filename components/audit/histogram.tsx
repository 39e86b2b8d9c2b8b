import { TimeAxis } from '#components/chart/time-axis.tsx';
import { PanelHead } from '#components/ui/panel.tsx';
import { Picture, type PicturePath } from '#components/ui/picture.tsx';
import { rectangle } from '#components/ui/rectangle.ts';
import type { View } from '#components/url/view.ts';
import { formatDuration, formatSpan } from '#lib/format.ts';
import type { AuditBucket } from '#lib/queries/audit.ts';
import { HistogramBrush } from './histogram-brush.tsx';

const height = 64;
const parts = [
  { name: 'ok', fill: 'var(--line-3)', swatch: 'bg-line-3' },
  { name: 'failed', fill: 'var(--degraded)', swatch: 'bg-degraded' },
  { name: 'denied', fill: 'var(--failing)', swatch: 'bg-failing' },
] as const;

const total = (bucket: AuditBucket): number => bucket.ok + bucket.failed + bucket.denied;

/** One path a result, so that a year of bars is three strings. */
function barPaths(buckets: readonly AuditBucket[], view: View, stepMs: number): PicturePath[] {
  const most = Math.max(1, ...buckets.map(total));
  const x = (at: number) => (1000 * (at - view.from)) / (view.to - view.from);
  const width = Math.max(1.5, x(view.from + stepMs) * 0.82);
  const bases = new Map(buckets.map(({ at }) => [at, height]));
  return parts.map(({ name, fill }) => {
    const d = buckets.flatMap((bucket) => {
      if (bucket[name] === 0) return [];
      const tall = Math.max(1, (bucket[name] / most) * (height - 6));
      const top = (bases.get(bucket.at) ?? height) - tall;
      bases.set(bucket.at, top);
      return [rectangle(Math.max(0, x(bucket.at)), top, width, tall)];
    });
    return { d: d.join(''), fill };
  });
}

const mostTicks = 8;

export type HistogramProps = { buckets: readonly AuditBucket[]; stepSeconds: number; view: View };

/** Matching events over the whole window, by result. A brush over it narrows the window. */
export function Histogram({ buckets, stepSeconds, view }: HistogramProps) {
  const most = Math.max(0, ...buckets.map(total));
  const sums = parts.map(({ name }) => `${buckets.reduce((sum, bucket) => sum + bucket[name], 0)} ${name}`);
  return (
    <section aria-label="Events over time" className="panel">
      <PanelHead
        title={`Per ${formatDuration(stepSeconds * 1000).replace(/^1 (min|h|d)$/, '$1')}`}
        subtitle={
          <span className="inline-flex gap-3">
            {parts.map(({ name, swatch }) => (
              <span key={name} className="inline-flex items-center gap-1.5">
                <span aria-hidden="true" className={`inline-block size-2.5 ${swatch}`} />
                {name}
              </span>
            ))}
          </span>
        }
        right={`at most ${most}`}
      />
      <HistogramBrush from={view.from} to={view.to}>
        <Picture
          width={1000}
          height={height}
          className="block h-16 w-full"
          label={`Events of ${formatSpan(view.from, view.to, view)}: ${sums.join(', ')}`}
          paths={[
            { d: `M0 6h1000M0 ${height / 2 + 3}h1000`, stroke: 'var(--line)' },
            ...barPaths(buckets, view, stepSeconds * 1000),
            { d: `M0 ${height - 0.5}h1000`, stroke: 'var(--line-2)' },
          ]}
        />
      </HistogramBrush>
      <div className="pt-1">
        <TimeAxis view={view} most={mostTicks} />
      </div>
    </section>
  );
}
