import { browserName } from '#components/account/browser-name.ts';
import type { Column } from '#components/table/column.ts';
import { DataTable } from '#components/table/data-table.tsx';
import { TableFrame } from '#components/table/table-frame.tsx';
import { Age, Instant } from '#components/ui/time.tsx';
import type { Moment } from '#components/url/view.ts';
import type { PersonSession } from '#lib/queries/people.ts';

const columns = (moment: Moment): Column<PersonSession>[] => [
  { id: 'browser', label: 'Browser', kind: 'lead', cell: ({ browser }) => browserName(browser) },
  { id: 'network', label: 'From', cell: ({ network }) => network || <span className="text-ink-3">an unknown address</span> },
  { id: 'in', label: 'Signed in', cell: ({ signedInAt }) => <Instant at={signedInAt} moment={moment} /> },
  { id: 'used', label: 'Last used', kind: 'figure', cell: ({ lastSeenAt }) => <Age at={lastSeenAt} moment={moment} /> },
];

/** Where a person is signed in. */
export const SessionTable = ({ sessions, moment }: { sessions: readonly PersonSession[]; moment: Moment }) => (
  <TableFrame title="Sessions" subtitle="end 12 hours after their last use, 7 days after signing in">
    <DataTable caption="Sessions" columns={columns(moment)} rows={sessions} rowKey={({ id }) => id} empty="Signed in nowhere." />
  </TableFrame>
);
