import { ColumnChoice } from '#components/table/column-choice.tsx';
import { pageOf } from '#components/table/pages.ts';
import { TableFrame } from '#components/table/table-frame.tsx';
import { HealthChips } from '#components/teams/health-chips.tsx';
import { FilterBar, type FilterField } from '#components/ui/filter-bar.tsx';
import { Link } from '#components/ui/link.tsx';
import { hrefWith, parseColumns, parseCount, type Sort } from '#components/url/search.ts';
import type { View } from '#components/url/view.ts';
import type { Search } from '#components/url/view-query.ts';
import { endpointKinds } from '#lib/catalog/endpoint-kinds.ts';
import { healthIds } from '#lib/catalog/health.ts';
import { paths } from '#lib/catalog/paths.ts';
import { formatCount } from '#lib/format.ts';
import type { EndpointRow } from '#lib/queries/endpoints.ts';
import { EndpointTable, endpointColumns } from './endpoint-table.tsx';

export type EndpointsPanelProps = {
  all: readonly EndpointRow[];
  rows: readonly EndpointRow[];
  team: string;
  view: View & { search: Search };
  names: ReadonlyMap<string, string>;
  sort: Sort;
  window: { from: number; to: number };
  exports: { csv: string; json: string };
};

const counted = (values: readonly string[]): Map<string, number> =>
  values.reduce((counts, value) => counts.set(value, (counts.get(value) ?? 0) + 1), new Map<string, number>());

const options = (counts: Map<string, number>, label: (value: string) => string = (value) => value) =>
  [...counts].map(([value, count]) => ({ value, label: label(value), count }));

function fieldsOf(all: readonly EndpointRow[], names: ReadonlyMap<string, string>): FilterField[] {
  const words = counted(all.map((row) => row.word));
  return [
    { name: 'name', label: 'name', placeholder: 'name holds …' },
    {
      name: 'health',
      label: 'health',
      options: healthIds
        .filter((id) => words.has(id))
        .map((id) => ({ value: id, label: id.replace('_', ' '), count: words.get(id) ?? 0 })),
    },
    {
      name: 'kind',
      label: 'kind',
      options: options(counted(all.map((row) => row.kind ?? 'unknown')), (kind) =>
        Object.hasOwn(endpointKinds, kind) ? endpointKinds[kind as keyof typeof endpointKinds].one : 'cannot be told',
      ),
    },
    { name: 'account', label: 'account', options: options(counted(all.map((row) => row.account)), (id) => names.get(id) ?? id) },
    { name: 'region', label: 'Region', options: options(counted(all.map((row) => row.region))) },
  ];
}

/** Filters, counts by health and the table of endpoints. */
export function EndpointsPanel({ all, rows, team, view, names, sort, window, exports }: EndpointsPanelProps) {
  const path = paths.section(team, 'endpoints');
  const { search } = view;
  const columns = endpointColumns({ team, view, names, window });
  const ids = columns.map(({ id }) => id);
  const chosen = parseColumns(search, ids);
  const shown = pageOf(rows, parseCount(search, 'page', { fallback: 1, limit: 10_000 }));
  const turn = (page: number) => hrefWith(path, search, { page: page === 1 ? null : String(page) });
  return (
    <>
      <div className="grid gap-3 border-b border-line px-(--gutter) py-3">
        <HealthChips words={all.map((row) => row.word)} />
        <FilterBar path={path} search={search} fields={fieldsOf(all, names)} />
      </div>
      <TableFrame
        title={formatCount(rows.length, 'endpoint', 'endpoints')}
        subtitle="figures are of the last minutes read, strips of 24 h"
        exports={exports}
        columns={<ColumnChoice columns={columns} chosen={chosen} path={path} search={search} />}
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
        <EndpointTable
          {...{ team, view, names, window, chosen }}
          rows={shown.rows}
          sorting={{ path, search, sort }}
          empty={
            all.length === 0 ? (
              'No endpoint is owned here. Endpoints belong to a team by their tag, or by a rule in trailwatch.yaml.'
            ) : (
              <>
                None of {all.length} endpoints matches these filters: <Link href={`${path}${view.query}`}>show all</Link>.
              </>
            )
          }
        />
      </TableFrame>
    </>
  );
}
