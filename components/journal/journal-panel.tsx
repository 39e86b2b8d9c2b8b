import { TableFrame } from '#components/table/table-frame.tsx';
import { FilterBar, type FilterField } from '#components/ui/filter-bar.tsx';
import { Link } from '#components/ui/link.tsx';
import { hrefWith } from '#components/url/search.ts';
import { signInAgain } from '#components/url/sign-in-again.ts';
import type { View } from '#components/url/view.ts';
import type { Search } from '#components/url/view-query.ts';
import { journalActionTitle } from '#lib/catalog/journal-actions.ts';
import { formatCount, formatFigure, formatSpan } from '#lib/format.ts';
import type { JournalCounts, JournalPage } from '#lib/queries/journal.ts';
import type { JournalField } from '#lib/queries/journal-filter.ts';
import { JournalTable } from './journal-table.tsx';

export type JournalPanelProps = {
  page: JournalPage;
  counts: JournalCounts;
  fields: readonly { name: JournalField; label: string }[];
  isFiltered: boolean;
  view: View;
  path: string;
  search: Search;
  /** Null for who signed in long ago: what is taken out as evidence asks for a fresh sign-in. */
  exports: { csv: string; json: string } | null;
  pageSize: number;
};

const fieldsOf = ({ fields, counts }: JournalPanelProps): FilterField[] => [
  ...fields.map(({ name, label }) => ({
    name,
    label,
    options: counts.fields[name].map(({ value, count }) => ({
      value,
      count,
      label: name === 'action' ? journalActionTitle(value) : value,
    })),
  })),
  { name: 'on', label: 'on', placeholder: 'on: person, token …' },
];

/** What was done in the page's window, with its filters; a page of it, newest first. */
export function JournalPanel(props: JournalPanelProps) {
  const { page, counts, isFiltered, view, path, search, exports, pageSize } = props;
  const total = formatFigure(counts.total, 'count').text;
  return (
    <TableFrame
      title="Journal"
      subtitle={`${formatCount(counts.total, 'row', 'rows')} ${formatSpan(view.from, view.to, view)}, newest first`}
      {...(exports
        ? { exports }
        : {
            right: (
              <Link data-follow={undefined} href={signInAgain(hrefWith(path, search, {}))}>
                Sign in again to export
              </Link>
            ),
          })}
      foot={
        <>
          <span>
            {page.rows.length} of {total} shown
          </span>
          {search.page !== undefined && <Link href={hrefWith(path, search, { page: null })}>Newest</Link>}
          {page.next !== null && <Link href={hrefWith(path, search, { page: page.next })}>{pageSize} older</Link>}
        </>
      }
    >
      <div className="px-(--gutter) pb-2">
        <FilterBar
          path={path}
          search={search}
          fields={fieldsOf(props)}
          right={isFiltered ? formatCount(counts.total, 'row matches', 'rows match') : undefined}
        />
      </div>
      <JournalTable
        rows={page.rows}
        view={view}
        empty={
          isFiltered
            ? 'No row in this window matches. Remove a filter, or choose a longer range.'
            : 'Nothing happened in this window. Sign-ins, denials, changes, exports and look-ups of people appear here; choose a longer range for older ones.'
        }
      />
    </TableFrame>
  );
}
