import type { ReactNode } from 'react';
import { type Column, cellClass } from './column.ts';
import { HeadCell, type Sorting } from './head-cell.tsx';

export type DataTableProps<Row> = {
  /** Names the table for screen readers. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  sorting?: Sorting;
  /** low 28 px (events), plain 30, tall 48 (two lines of words). */
  height?: 'low' | 'plain' | 'tall';
  /** `current`: the selected row; `unknown`: a row that nobody can explain. */
  rowTone?: (row: Row) => 'current' | 'unknown' | undefined;
  /** Stands instead of rows when there are none. */
  empty?: ReactNode;
};

/** The one table of the console: real rows and heads, sorted by link, blocks at 390 px. */
export function DataTable<Row>({
  caption,
  columns,
  rows,
  rowKey,
  sorting,
  height = 'plain',
  rowTone,
  empty,
}: DataTableProps<Row>) {
  if (rows.length === 0 && empty !== undefined) return <div className="px-(--gutter) pb-3 text-ink-2">{empty}</div>;
  return (
    <div className="table-window">
      <table className="data-table" data-rows={height} data-keys="rows">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <HeadCell key={column.id} column={column} sorting={sorting} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={rowKey(row)} row={row} columns={columns} tone={rowTone?.(row)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function Row<T>({
  row,
  columns,
  tone,
}: {
  row: T;
  columns: readonly Column<T>[];
  tone: 'current' | 'unknown' | undefined;
}) {
  return (
    <tr data-tone={tone === 'unknown' ? tone : undefined} data-current={tone === 'current' ? '' : undefined}>
      {columns.map((column) => {
        const content = (
          <>
            <span className="cell-label">{column.label}</span>
            {column.cut ? <span>{column.cell(row)}</span> : column.cell(row)}
          </>
        );
        return column.kind === 'lead' ? (
          <th key={column.id} scope="row" className={cellClass(column)}>
            {content}
          </th>
        ) : (
          <td key={column.id} className={cellClass(column)}>
            {content}
          </td>
        );
      })}
    </tr>
  );
}
