const rowsPerPage = 100;

/** One page of a list that is held whole. `first` counts from 1; a page beyond the last is the last. */
export type TablePage<Row> = { rows: readonly Row[]; first: number; page: number; pages: number };

export function pageOf<Row>(all: readonly Row[], asked: number): TablePage<Row> {
  const pages = Math.max(1, Math.ceil(all.length / rowsPerPage));
  const page = Math.min(asked, pages);
  const start = (page - 1) * rowsPerPage;
  return { rows: all.slice(start, start + rowsPerPage), first: start + 1, page, pages };
}
