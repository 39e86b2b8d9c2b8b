import type { Column } from '#components/table/column.ts';
import { DataTable } from '#components/table/data-table.tsx';
import type { Sorting } from '#components/table/head-cell.tsx';
import { Link } from '#components/ui/link.tsx';
import { Age, Instant } from '#components/ui/time.tsx';
import type { View } from '#components/url/view.ts';
import { resourcePath } from '#lib/catalog/paths.ts';
import { kindRow } from '#lib/catalog/resource-kinds.ts';
import type { ResourceRow } from '#lib/queries/resources.ts';
import { Status } from './status.tsx';

export type ResourceTableProps = {
  rows: readonly ResourceRow[];
  team: string;
  view: View;
  sorting: Sorting;
  names: ReadonlyMap<string, string>;
  empty: React.ReactNode;
};

const columns = ({ team, view, names }: ResourceTableProps): Column<ResourceRow>[] => [
  {
    id: 'name',
    label: 'Name',
    kind: 'lead',
    cut: true,
    sortable: true,
    cell: (row) => (
      <Link className="hover:underline" title={row.arn || row.name} href={`${resourcePath(team, row.kind, row)}${view.query}`}>
        {row.name}
      </Link>
    ),
  },
  { id: 'kind', label: 'Kind', sortable: true, cell: (row) => kindRow(row.kind).one },
  {
    id: 'status',
    label: 'Status',
    sortable: true,
    cell: (row) => (row.deletedAt === null ? <Status status={row.status} /> : <Status status="Deleted" />),
  },
  { id: 'team', label: 'Team', sortable: true, cell: (row) => <span title={row.teamReason}>{row.team}</span> },
  {
    id: 'account',
    label: 'Account, Region',
    sortable: true,
    cut: true,
    cell: (row) => `${names.get(row.account) ?? row.account}, ${row.region}`,
  },
  {
    id: 'created',
    label: 'Created',
    kind: 'figure',
    sortable: true,
    descendingFirst: true,
    cell: (row) =>
      row.createdAt === null ? (
        <span className="text-ink-3" title="AWS does not say when; this is when it was first seen">
          seen <Instant at={row.firstSeenAt} moment={view} />
        </span>
      ) : (
        <Instant at={row.createdAt} moment={view} />
      ),
  },
  {
    id: 'seen',
    label: 'Read',
    kind: 'figure',
    sortable: true,
    descendingFirst: true,
    cell: (row) => <Age at={row.lastSeenAt} moment={view} />,
  },
];

/** Resources of any kind. */
export const ResourceTable = (props: ResourceTableProps) => (
  <DataTable
    caption="Resources"
    columns={columns(props)}
    rows={props.rows}
    rowKey={(row) => `${row.account} ${row.region} ${row.kind} ${row.name}`}
    sorting={props.sorting}
    empty={props.empty}
  />
);
