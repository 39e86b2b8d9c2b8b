import { DataTable } from '#components/table/data-table.tsx';
import { TableFrame } from '#components/table/table-frame.tsx';
import { Bar } from '#components/ui/bar.tsx';
import { Figure } from '#components/ui/figure.tsx';
import { Link } from '#components/ui/link.tsx';
import { Age } from '#components/ui/time.tsx';
import type { View } from '#components/url/view.ts';
import { paths } from '#lib/catalog/paths.ts';
import { formatQuantity } from '#lib/format.ts';
import type { LabelingTally } from '#lib/queries/work.ts';

const shareOf = ({ waiting, labeled }: LabelingTally): number => (waiting + labeled === 0 ? 0 : labeled / (waiting + labeled));

/** Labeling jobs in progress: how far, what waits, and when somebody last worked. */
export function LabelingPanel({ rows, team, view }: { rows: readonly LabelingTally[]; team: string; view: View }) {
  return (
    <TableFrame
      title="Labeling"
      subtitle="in progress now"
      right={<Link href={`${paths.section(team, 'workforce')}${view.query}`}>workforce</Link>}
    >
      <DataTable
        caption="Labeling in progress"
        rows={rows}
        rowKey={(row) => `${row.account} ${row.region} ${row.name}`}
        empty="No labeling job of this team is in progress."
        columns={[
          {
            id: 'name',
            label: 'Job',
            kind: 'lead',
            cell: (row) => <Link href={`${paths.labelingJob(team, row)}${view.query}`}>{row.name}</Link>,
          },
          {
            id: 'done',
            label: 'Done',
            cell: (row) => (
              <span className="flex items-center gap-3">
                <Bar share={shareOf(row)} label={`${formatQuantity(100 * shareOf(row), '%')} done`} />
                <Figure value={100 * shareOf(row)} unit="%" strong={false} />
              </span>
            ),
          },
          { id: 'waiting', label: 'Waiting', kind: 'figure', cell: (row) => <Figure value={row.waiting} unit="count" /> },
          {
            id: 'work',
            label: 'Last work',
            kind: 'figure',
            cell: (row) =>
              row.lastWorkAt === null ? (
                <span className="text-ink-3">none logged in 7 d</span>
              ) : (
                <Age at={row.lastWorkAt} moment={view} />
              ),
          },
        ]}
      />
    </TableFrame>
  );
}
