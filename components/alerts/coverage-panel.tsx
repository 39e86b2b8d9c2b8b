import { pageOf } from '#components/table/pages.ts';
import { TableFrame } from '#components/table/table-frame.tsx';
import { FilterBar, type FilterField } from '#components/ui/filter-bar.tsx';
import { Link } from '#components/ui/link.tsx';
import { hrefWith, parseCount } from '#components/url/search.ts';
import type { Search } from '#components/url/view-query.ts';
import { type CoverageWord, coverageWords } from '#lib/alerts/coverage.ts';
import { formatCount } from '#lib/format.ts';
import type { CoverageRow } from '#lib/queries/alert-coverage.ts';
import { CoverageTable, type CoverageTableProps } from './coverage-table.tsx';
import { CoverageState, coverageLabels } from './coverage-words.tsx';

export type CoveragePanelProps = Omit<CoverageTableProps, 'rows' | 'empty'> & {
  all: readonly CoverageRow[];
  /** Those that the filter leaves. */
  rows: readonly CoverageRow[];
  path: string;
  search: Search;
  exports: { csv: string; json: string };
};

const optionsOf = (values: readonly string[], label: (value: string) => string = (value) => value) =>
  [...Map.groupBy(values, (value) => value)].map(([value, list]) => ({ value, label: label(value), count: list.length }));

function fieldsOf({ all, team, names }: CoveragePanelProps): FilterField[] {
  const byWord = optionsOf(
    all.map(({ word }) => word),
    (word) => coverageLabels[word as CoverageWord].label,
  );
  const owner = { name: 'owner', label: 'team', options: optionsOf(all.map((row) => row.team)) };
  return [
    { name: 'name', label: 'name', placeholder: 'name holds …' },
    { name: 'told', label: 'would be told', options: byWord },
    ...(team === 'all' ? [owner] : []),
    {
      name: 'account',
      label: 'account',
      options: optionsOf(
        all.map((row) => row.account),
        (id) => names.get(id) ?? id,
      ),
    },
    { name: 'region', label: 'Region', options: optionsOf(all.map((row) => row.region)) },
  ];
}

const Chips = ({ all }: { all: readonly CoverageRow[] }) => (
  <ul className="flex flex-wrap gap-2" aria-label="Endpoints by who would be told">
    {coverageWords.map((word) => {
      const count = all.filter((row) => row.word === word).length;
      return count === 0 ? null : (
        <li key={word} className="chip">
          <CoverageState word={word} />
          <span className="figures text-ink">{count}</span>
        </li>
      );
    })}
  </ul>
);

/** How many there are of each, filters, and the table of endpoints with who would be told of them. */
export function CoveragePanel(props: CoveragePanelProps) {
  const { all, rows, path, search, exports, ...context } = props;
  const shown = pageOf(rows, parseCount(search, 'page', { fallback: 1, limit: 10_000 }));
  const turn = (page: number) => hrefWith(path, search, { page: page === 1 ? null : String(page) });
  return (
    <>
      <div className="grid gap-3 border-b border-line px-(--gutter) py-3">
        <Chips all={all} />
        <FilterBar path={path} search={search} fields={fieldsOf(props)} />
      </div>
      <TableFrame
        title={formatCount(rows.length, 'endpoint', 'endpoints')}
        subtitle="who would be told if it went wrong now; what nobody would be told of first"
        exports={exports}
        foot={
          <>
            <span>
              {shown.pages > 1 ? `${shown.first} to ${shown.first + shown.rows.length - 1} of ${rows.length}` : rows.length} of{' '}
              {all.length} shown
            </span>
            {shown.page > 1 && <Link href={turn(shown.page - 1)}>Previous page</Link>}
            {shown.page < shown.pages && <Link href={turn(shown.page + 1)}>Next page</Link>}
          </>
        }
      >
        <CoverageTable
          {...context}
          rows={shown.rows}
          empty={
            all.length === 0 ? (
              'No endpoint is owned here. Endpoints belong to a team by their tag, or by a rule in trailwatch.yaml.'
            ) : (
              <>
                None of {all.length} endpoints matches these filters: <Link href={`${path}${context.view.query}`}>show all</Link>.
              </>
            )
          }
        />
      </TableFrame>
    </>
  );
}
