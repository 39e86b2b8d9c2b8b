import { type ReactNode, useId } from 'react';
import { ExportLinks } from '#components/ui/actions.tsx';
import { PanelHead } from '#components/ui/panel.tsx';

export type TableFrameProps = {
  title: ReactNode;
  /** Count and window in words. */
  subtitle?: ReactNode;
  right?: ReactNode;
  /** Links of the two downloads of this very table. */
  exports?: { csv: string; json: string };
  /** Choice of columns, from `ColumnChoice`. */
  columns?: ReactNode;
  /** "23 of 311 shown, newest first", read time, keys. */
  foot?: ReactNode;
  children: ReactNode;
  level?: 2 | 3;
};

/** What stands around a table: words over it, columns · CSV · JSON to the right, shown-of-total under it. */
export function TableFrame({ title, subtitle, right, exports, columns, foot, children, level }: TableFrameProps) {
  const id = useId();
  const aside = (
    <span className="inline-flex flex-wrap items-baseline gap-x-2">
      {right}
      {columns}
      {columns !== undefined && exports && <span aria-hidden="true">·</span>}
      {exports && <ExportLinks {...exports} />}
    </span>
  );
  return (
    <section aria-labelledby={id} className="panel" data-flush="">
      <PanelHead id={id} title={title} subtitle={subtitle} right={aside} level={level ?? 2} />
      <div className="-mx-(--gutter)">
        {children}
        {foot !== undefined && <div className="table-foot">{foot}</div>}
      </div>
    </section>
  );
}
