import { DataTable, type DataTableProps } from './data-table.tsx';

export type FoldedTableProps<Row> = Omit<DataTableProps<Row>, 'empty'> & {
  empty: React.ReactNode;
  /** Rows that stand open; the others are a press away. */
  open: number;
  /** "25 more that are current". */
  rest: (count: number) => string;
};

/** Rows too many, and too much alike, to stand between a reader and what follows: the first stand open. A few more are not worth a fold. */
export function FoldedTable<Row>({ rows, open, rest, ...table }: FoldedTableProps<Row>) {
  if (rows.length <= open + 4) return <DataTable {...table} rows={rows} />;
  return (
    <>
      <DataTable {...table} rows={rows.slice(0, open)} />
      <details>
        <summary className="link flex min-h-9 w-fit items-center px-(--gutter) text-12">{rest(rows.length - open)}</summary>
        <DataTable {...table} caption={`${table.caption}, the others`} rows={rows.slice(open)} />
      </details>
    </>
  );
}
