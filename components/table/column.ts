import type { ReactNode } from 'react';

/** One column of a table. The id is what `sort=` and `cols=` say. */
export type Column<Row> = {
  id: string;
  /** Head of the column, and label beside the value on a phone. */
  label: string;
  cell: (row: Row) => ReactNode;
  /** figure: right-aligned, tabular. lead: what a person scans for. wide: a sentence or a lane, full width on a phone. */
  kind?: 'text' | 'figure' | 'lead' | 'wide';
  sortable?: boolean;
  /** Sorts from the greatest first when first asked. */
  descendingFirst?: boolean;
  /** Long names are cut at the end; the cell sets `title` to the whole. */
  cut?: boolean;
  /** At 390 px: without its label, in the corner beside the lead, in a row of its own, or not at all. */
  phone?: 'bare' | 'corner' | 'row' | 'hidden';
  /** Not shown unless chosen. */
  spare?: boolean;
};

type Look = Pick<Column<never>, 'kind' | 'cut' | 'phone'>;

export const cellClass = ({ kind = 'text', cut = false, phone }: Look): string | undefined => {
  const names = [
    kind !== 'text' && (kind === 'figure' ? 'figure-cell' : kind),
    cut && 'cut',
    phone !== undefined && (phone === 'hidden' ? 'hidden-on-phone' : phone),
  ].filter(Boolean);
  return names.length === 0 ? undefined : names.join(' ');
};
