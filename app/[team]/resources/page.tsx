import type { Metadata } from 'next';
import { ResourceTable } from '#components/resources/resource-table.tsx';
import { TableFrame } from '#components/table/table-frame.tsx';
import { Facets } from '#components/ui/facets.tsx';
import { FilterBar } from '#components/ui/filter-bar.tsx';
import { Link } from '#components/ui/link.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { PanelLoading } from '#components/ui/panel-states.tsx';
import { Soon } from '#components/ui/soon.tsx';
import { exportLinks } from '#components/url/export-links.ts';
import { readView } from '#components/url/read-view.ts';
import { hrefWith } from '#components/url/search.ts';
import type { Search } from '#components/url/view-query.ts';
import { requireViewer } from '#lib/auth/session.ts';
import { paths } from '#lib/catalog/paths.ts';
import { isResourceKind, kindRow } from '#lib/catalog/resource-kinds.ts';
import { formatCount, formatFigure } from '#lib/format.ts';
import { parseResourceFilter, parseResourceOrder } from '#lib/queries/resource-filter.ts';
import { countResources, listResources, type ResourceFilter } from '#lib/queries/resources.ts';
import { settle } from '#lib/queries/settle.ts';
import { accountName } from '#lib/queries/setup.ts';

export const metadata: Metadata = { title: 'All resources' };

type Props = { params: Promise<{ team: string }>; searchParams: Promise<Search> };

const fields = [{ name: 'q', label: 'holds', placeholder: 'name, ARN, tag or status' }] as const;
const kindWords = (kind: string): string => (isResourceKind(kind) ? kindRow(kind).many : kind);

const nothing = ({ kinds, accounts, regions, statuses, text }: ResourceFilter): string =>
  [kinds, accounts, regions, statuses].some((values) => values.length > 0) || text !== null
    ? 'Nothing matches. Take a filter away, or show also what is gone.'
    : 'Nothing is stored here. The first look at AWS takes a minute; the collection page shows how far it is.';

export default async function ResourcesPage({ params, searchParams }: Props) {
  const [{ team: encoded }, view] = await Promise.all([params, readView(searchParams)]);
  const team = decodeURIComponent(encoded);
  const { search } = view;
  const { scope } = await requireViewer();
  const path = paths.section(team, 'resources');
  const filter = parseResourceFilter(search);
  const order = parseResourceOrder(search);
  const ask = { team, now: view.now, asOf: view.asOf };
  const counts = await countResources(scope, ask, filter);
  const rows = settle(listResources(scope, ask, filter, order));
  const names = new Map(counts.account.map(({ value }) => [value, accountName(value)]));
  const exports = exportLinks('resources', team, search);
  const facetSets = [
    { title: 'Kind', name: 'kind', facets: counts.kind.map((one) => ({ ...one, label: kindWords(one.value) })) },
    { title: 'Status', name: 'status', facets: counts.status },
    {
      title: 'Account',
      name: 'account',
      facets: counts.account.map((one) => ({ ...one, label: names.get(one.value) ?? one.value })),
    },
    { title: 'Region', name: 'region', facets: counts.region },
    { title: 'Show', name: 'gone', facets: [{ value: 'yes', label: 'also what is gone', count: 0 }] },
  ];
  return (
    <>
      <PageHead
        title="All resources"
        sentence={`${formatFigure(counts.total, 'count').text} of ${formatCount(counts.kind.length, 'kind', 'kinds')}`}
      >
        <FilterBar path={path} search={search} fields={fields} />
      </PageHead>
      <div className="grid lg:grid-cols-[212px_minmax(0,1fr)]">
        <div className="p-4 max-lg:order-last max-lg:border-t max-lg:border-line lg:border-r lg:border-line">
          {facetSets.map((set) => (
            <Facets key={set.name} {...set} path={path} search={search} />
          ))}
        </div>
        <Soon of={rows} title="Resources" loading={<PanelLoading title="Resources" rows={20} />}>
          {(list) => (
            <TableFrame
              title="Resources"
              subtitle={view.asOf === null ? 'as last read' : 'as of the moment asked'}
              exports={exports}
              foot={
                <span className="flex flex-wrap gap-x-5">
                  <span>
                    {list.length} of {formatFigure(counts.total, 'count').text} shown
                  </span>
                  {order.page > 1 && <Link href={hrefWith(path, search, { page: String(order.page - 1) })}>Former page</Link>}
                  {order.offset + list.length < counts.total && (
                    <Link href={hrefWith(path, search, { page: String(order.page + 1) })}>Next page</Link>
                  )}
                </span>
              }
            >
              <ResourceTable
                rows={list}
                team={team}
                view={view}
                names={names}
                sorting={{ path, search, sort: order }}
                empty={counts.total === 0 ? nothing(filter) : 'This page is past the end.'}
              />
            </TableFrame>
          )}
        </Soon>
      </div>
    </>
  );
}
