import type { Column } from '#components/table/column.ts';
import { DataTable } from '#components/table/data-table.tsx';
import { TableFrame } from '#components/table/table-frame.tsx';
import { Absent } from '#components/ui/absent.tsx';
import { Figure } from '#components/ui/figure.tsx';
import { Instant } from '#components/ui/time.tsx';
import type { View } from '#components/url/view.ts';
import { isResourceKind, kindRow } from '#lib/catalog/resource-kinds.ts';
import { formatCount } from '#lib/format.ts';
import type { StrangerMetrics } from '#lib/queries/stranger-metrics.ts';

type Props = {
  rows: readonly StrangerMetrics[];
  most: number;
  names: ReadonlyMap<string, string>;
  view: View;
  exports: { csv: string; json: string };
};

const mostShown = 20;

const kindOf = (kind: string): string => (isResourceKind(kind) ? kindRow(kind).one : kind);

const columns = ({ names, view }: Props): Column<StrangerMetrics>[] => [
  { id: 'name', label: 'Name', kind: 'lead', cut: true, cell: (row) => <span title={row.name}>{row.name}</span> },
  { id: 'kind', label: 'Kind', cell: (row) => kindOf(row.kind) },
  {
    id: 'place',
    label: 'Account, Region',
    cell: (row) => (
      <span title={row.account}>
        {names.get(row.account) ?? row.account}, {row.region}
      </span>
    ),
  },
  {
    id: 'metrics',
    label: 'Metrics',
    kind: 'wide',
    cut: true,
    cell: (row) => <span title={row.metrics.join(', ')}>{row.metrics.join(', ')}</span>,
  },
  { id: 'series', label: 'Series', kind: 'figure', cell: (row) => <Figure value={row.series} unit="count" strong={false} /> },
  {
    id: 'last',
    label: 'Last value, by the hour',
    kind: 'figure',
    cell: (row) => (row.lastAt === null ? <Absent absence="no_traffic" /> : <Instant at={row.lastAt} moment={view} />),
  },
];

/** Series that belong to nothing the inventory knows: kept and counted, with the names that CloudWatch gives them. */
export function StrangerTable(props: Props) {
  const { rows, most } = props;
  if (rows.length === 0) return null;
  const shown = rows.slice(0, mostShown);
  const series = rows.reduce((sum, row) => sum + row.series, 0);
  return (
    <TableFrame
      title="Metrics of nothing that is known"
      subtitle="deleted before the first look, or of the account as a whole; open to SQL in the view sample"
      exports={props.exports}
      foot={
        <span>
          {shown.length} of {formatCount(rows.length, 'name', 'names')} shown, {formatCount(series, 'series', 'series')} in all
          {rows.length === most && '; there are more'}
        </span>
      }
    >
      <DataTable
        caption="Metrics of nothing that is known"
        columns={columns(props)}
        rows={shown}
        rowKey={(row) => `${row.account} ${row.region} ${row.kind} ${row.name}`}
        height="low"
      />
    </TableFrame>
  );
}
