import type { ReactNode } from 'react';
import { Bar } from '#components/ui/bar.tsx';
import { Link } from '#components/ui/link.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { formatFigure } from '#lib/format.ts';

/** `href`: null where there is nothing to follow. */
export type CountedRow = { key: string; label: ReactNode; title: string; href: string | null; count: number };

const open = 8;

function Rows({ rows, most }: { rows: readonly CountedRow[]; most: number }) {
  return (
    <ul className="grid gap-1">
      {rows.map(({ key, label, title, href, count }) => (
        <li key={key} className="grid grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-3">
          {href === null ? (
            <span className="truncate" title={title}>
              {label}
            </span>
          ) : (
            <Link className="truncate text-ink hover:underline" href={href} title={title}>
              {label}
            </Link>
          )}
          <span className="figures text-ink-2">{formatFigure(count, 'count').text}</span>
          <Bar
            share={count / most}
            label={`${Math.round((100 * count) / most)} % of the most frequent`}
            className="col-span-2 block h-0.5 w-full text-line-3"
          />
        </li>
      ))}
    </ul>
  );
}

export type CountedListProps = { title: string; rows: readonly CountedRow[] /** Why there is none. */; none?: string };

/** Values with their counts, the most frequent first, each a link; the rest of a long list folds away. */
export function CountedList({ title, rows, none }: CountedListProps) {
  if (rows.length === 0 && none === undefined) return null;
  const most = Math.max(1, ...rows.map(({ count }) => count));
  return (
    <section aria-label={title} className="pb-4 text-12">
      <h3 className="pb-1 text-12 font-head">{title}</h3>
      {rows.length === 0 && <p className="text-ink-3">{none}</p>}
      <Rows rows={rows.slice(0, open)} most={most} />
      {rows.length > open && (
        <details>
          <summary className="link flex min-h-9 w-fit items-center">{rows.length - open} more</summary>
          <Rows rows={rows.slice(open)} most={most} />
        </details>
      )}
    </section>
  );
}

/** Lists of values in one panel, two beside each other where there is room. */
export const CountedPanel = ({ title, subtitle, children }: { title: string; subtitle?: ReactNode; children: ReactNode }) => (
  <Panel title={title} subtitle={subtitle} className="min-w-0">
    <div className="grid gap-x-8 sm:grid-cols-2">{children}</div>
  </Panel>
);
