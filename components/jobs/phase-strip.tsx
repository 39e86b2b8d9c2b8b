import { Picture, type PicturePath } from '#components/ui/picture.tsx';
import { rectangle } from '#components/ui/rectangle.ts';
import type { Phase, PhaseSpan } from '#lib/catalog/jobs.ts';
import { formatDuration } from '#lib/format.ts';

/** Waiting is a line, the rest are bars; running is the series colour, what goes before and after it is not. */
const phaseFills: Readonly<Record<Phase, string>> = {
  waiting: 'var(--text-3)',
  launching: 'var(--ghost)',
  downloading: 'var(--s6)',
  running: 'var(--s1)',
  interrupted: 'var(--s2)',
  uploading: 'var(--s3)',
};

const width = 240;

export type PhaseStripProps = { phases: readonly PhaseSpan[]; isFailed: boolean; now: number; className?: string };

/** Where a job's time went, in one strip over its own length; a red cross where it failed. */
export function PhaseStrip({ phases, isFailed, now, className = 'w-full min-w-36' }: PhaseStripProps) {
  const [first] = phases;
  if (!first) return <span className="text-ink-3">AWS gave no times</span>;
  const from = first.from;
  const to = Math.max(from + 1, ...phases.map((span) => span.to ?? now));
  const x = (at: number) => (width * (at - from)) / (to - from);
  const words = phases.map((span) => `${span.status} ${formatDuration((span.to ?? now) - span.from)}`).join(', ');
  const bars = phases.map((span): PicturePath => {
    const isLine = span.phase === 'waiting';
    const wide = Math.max(1.5, x(span.to ?? now) - x(span.from) - 1);
    return { d: rectangle(x(span.from), isLine ? 5 : 2, wide, isLine ? 1.5 : 8), fill: phaseFills[span.phase] };
  });
  return (
    <span className={`inline-flex items-center gap-1.5 align-middle ${className}`}>
      <Picture
        width={width}
        height={12}
        paths={bars}
        label={`${words}${isFailed ? ', failed' : ''}`}
        className="h-3 w-0 min-w-0 flex-1"
      />
      {isFailed && <Picture width={10} height={10} paths={cross} className="size-2.5 shrink-0" />}
    </span>
  );
}

const cross: PicturePath[] = [{ d: 'M1 1l8 8m0-8l-8 8', stroke: 'var(--failing)', strokeWidth: 1.8 }];

const swatches: Readonly<Record<Phase, string>> = {
  waiting: 'h-px bg-ink-3',
  launching: 'h-2.5 bg-ghost',
  downloading: 'h-2.5 bg-s6',
  running: 'h-2.5 bg-s1',
  interrupted: 'h-2.5 bg-s2',
  uploading: 'h-2.5 bg-s3',
};

export const PhaseLegend = () => (
  <span className="inline-flex flex-wrap gap-x-3">
    {(Object.entries(swatches) as [Phase, string][]).map(([phase, swatch]) => (
      <span key={phase} className="inline-flex items-center gap-1.5">
        <span aria-hidden="true" className={`inline-block w-2.5 ${swatch}`} />
        {phase}
      </span>
    ))}
  </span>
);
