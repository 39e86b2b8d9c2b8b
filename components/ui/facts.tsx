import { clsx } from 'clsx';
import type { ReactNode } from 'react';

export type Fact = { label: string; value: ReactNode };

/** Label and value in rows (a side panel), or label above value in columns (under a page's title). */
export function Facts({ facts, across = false }: { facts: readonly Fact[]; across?: boolean }) {
  return (
    <dl className={across ? 'facts-across' : 'grid grid-cols-[minmax(0,1fr)]'}>
      {facts.map(({ label, value }) => (
        <div key={label} className={clsx(!across && 'flex items-baseline justify-between gap-4 py-1 text-12')}>
          <dt className={across ? 'text-12 text-ink-3' : 'shrink-0 text-ink-2'}>{label}</dt>
          <dd
            title={typeof value === 'string' ? value : undefined}
            className={across ? 'text-13 [&>svg]:my-1.5' : 'min-w-0 truncate text-right text-ink'}
          >
            {value}
          </dd>
        </div>
      ))}
    </dl>
  );
}
