export type Column<Row> = { head: string; cell: (row: Row) => string | number; isNumber?: boolean };

/** Rows as aligned text, numbers to the right. Empty columns are left out. */
export function textTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string[] {
  const cells = columns
    .map(({ head, cell, isNumber = false }) => ({ head, isNumber, values: rows.map((row) => String(cell(row))) }))
    .filter(({ values }) => values.some((value) => value !== ''));
  const line = (pick: (column: (typeof cells)[number]) => string): string =>
    cells
      .map((column) => {
        const width = Math.max(column.head.length, ...column.values.map((value) => value.length));
        return column.isNumber ? pick(column).padStart(width) : pick(column).padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return [line(({ head }) => head), ...rows.map((_, index) => line(({ values }) => values[index] ?? ''))];
}
