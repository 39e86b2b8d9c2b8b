import { TableFrame } from '#components/table/table-frame.tsx';
import { FilterBar } from '#components/ui/filter-bar.tsx';
import { Link } from '#components/ui/link.tsx';
import { hrefWith } from '#components/url/search.ts';
import type { Search } from '#components/url/view-query.ts';
import { purposeWords } from '#lib/catalog/collectors.ts';
import { formatCount, formatFigure, formatSpan } from '#lib/format.ts';
import type { RunField } from '#lib/queries/run-filter.ts';
import type { RunCounts, RunPage } from '#lib/queries/runs.ts';
import { RunTable, type RunTableProps } from './run-table.tsx';

export type RunsPanelProps = Omit<RunTableProps, 'runs' | 'empty'> & {
  page: RunPage;
  counts: RunCounts;
  isFiltered: boolean;
  fields: readonly { name: RunField; label: string }[];
  path: string;
  search: Search;
  exports: { csv: string; json: string };
  pageSize: number;
};

const labelOf = (name: RunField, value: string, names: ReadonlyMap<string, string>): string =>
  (name === 'account' ? names.get(value) : name === 'purpose' ? purposeWords[value] : undefined) ?? value;

/** Runs that began in the page's window, with their filters; a page of them, newest first. */
export function RunsPanel(props: RunsPanelProps) {
  const { page, counts, isFiltered, fields, path, search, exports, pageSize, view, names } = props;
  const isLater = search.page !== undefined;
  return (
    <TableFrame
      title="Runs"
      subtitle={`${formatFigure(counts.total, 'count').text} began ${formatSpan(view.from, view.to, view)}, newest first`}
      exports={exports}
      foot={
        <>
          <span>
            {page.rows.length} of {formatFigure(counts.total, 'count').text} shown
          </span>
          {isLater && <Link href={hrefWith(path, search, { page: null })}>Newest</Link>}
          {page.next !== null && <Link href={hrefWith(path, search, { page: page.next })}>{pageSize} older</Link>}
        </>
      }
    >
      <div className="px-(--gutter) pb-2">
        <FilterBar
          path={path}
          search={search}
          fields={fields.map(({ name, label }) => ({
            name,
            label,
            options: counts.fields[name].map(({ value, count }) => ({ value, count, label: labelOf(name, value, names) })),
          }))}
          right={isFiltered ? formatCount(counts.total, 'run matches', 'runs match') : undefined}
        />
      </div>
      <RunTable
        {...props}
        runs={page.rows}
        empty={
          isFiltered
            ? 'No run of this window matches. Take a filter away, or choose a longer range.'
            : 'No run began in this window. Choose a longer range, or see under Sources when each last ran.'
        }
      />
    </TableFrame>
  );
}
