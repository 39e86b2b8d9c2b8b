import type { ReactNode } from 'react';

export type ChartToolsProps = { title: string; actions: ReactNode; isTableOpen: boolean; onTable: () => void };

/** Open in AWS, Copy as AWS CLI and the table of a chart: seen on hover and focus, on a phone always. */
export function ChartTools({ title, actions, isTableOpen, onTable }: ChartToolsProps) {
  return (
    <div className="chart-tools" data-open={isTableOpen || undefined}>
      {actions}
      <button type="button" className="button" data-kind="quiet" aria-expanded={isTableOpen} onClick={onTable}>
        Table<span className="sr-only"> of {title}</span>
      </button>
    </div>
  );
}
