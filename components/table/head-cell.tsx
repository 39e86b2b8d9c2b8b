import { ArrowDown, ArrowUp } from 'lucide-react';
import { Link } from '#components/ui/link.tsx';
import { hrefWith, type Sort, sortText } from '#components/url/search.ts';
import type { Search } from '#components/url/view-query.ts';
import { type Column, cellClass } from './column.ts';

export type Sorting = { path: string; search: Search; sort: Sort };

/** A column's head; a sortable one is a link that sorts by it, or turns the order when it is sorted already. */
export function HeadCell<Row>({ column, sorting }: { column: Column<Row>; sorting?: Sorting | undefined }) {
  const className = cellClass({ kind: column.kind === 'figure' ? 'figure' : 'text' });
  if (!sorting || !column.sortable) {
    return (
      <th scope="col" className={className}>
        {column.label}
      </th>
    );
  }
  const isSorted = sorting.sort.column === column.id;
  const descending = isSorted ? !sorting.sort.descending : column.descendingFirst === true;
  const Arrow = sorting.sort.descending ? ArrowDown : ArrowUp;
  const order = sorting.sort.descending ? 'descending' : 'ascending';
  return (
    <th scope="col" className={className} aria-sort={isSorted ? order : undefined}>
      <Link
        className=""
        scroll={false}
        href={hrefWith(sorting.path, sorting.search, { sort: sortText({ column: column.id, descending }) })}
      >
        {column.label}
        {isSorted && <Arrow size={12} aria-hidden="true" className="ml-1 inline-block align-[-2px]" />}
      </Link>
    </th>
  );
}
