import { ApiForm } from '#components/api/api-form.tsx';
import type { Column } from '#components/table/column.ts';
import { DataTable } from '#components/table/data-table.tsx';
import { TableFrame } from '#components/table/table-frame.tsx';
import { Instant } from '#components/ui/time.tsx';
import type { Moment } from '#components/url/view.ts';
import { roles } from '#lib/catalog/roles.ts';
import type { OpenInvitation } from '#lib/queries/people.ts';

export type InvitationTableProps = { invitations: readonly OpenInvitation[]; moment: Moment; isFresh: boolean };

const purposes = { setup: 'first administrator', invitation: 'invitation', reset: 'new password' } as const;
const whoFor = ({ email, person }: OpenInvitation): string => email ?? person ?? 'anyone with the link';

const columns = ({ moment, isFresh }: InvitationTableProps): Column<OpenInvitation>[] => [
  { id: 'for', label: 'For', kind: 'lead', cut: true, cell: (row) => <span title={whoFor(row)}>{whoFor(row)}</span> },
  { id: 'purpose', label: 'Purpose', cell: ({ purpose }) => purposes[purpose] },
  { id: 'role', label: 'Role', cell: ({ role }) => (role === null ? 'unchanged' : roles[role].title) },
  {
    id: 'teams',
    label: 'Teams',
    cut: true,
    cell: ({ teams }) => <span title={teams.join(', ')}>{teams.join(', ') || <span className="text-ink-3">none</span>}</span>,
  },
  { id: 'by', label: 'Created by', cell: ({ madeBy }) => madeBy ?? 'command line' },
  { id: 'made', label: 'Created', cell: ({ createdAt }) => <Instant at={createdAt} moment={moment} /> },
  { id: 'until', label: 'Expires', cell: ({ expiresAt }) => <Instant at={expiresAt} moment={moment} /> },
  ...(isFresh
    ? [
        {
          id: 'act',
          label: 'Withdraw',
          phone: 'row' as const,
          cell: (row: OpenInvitation) => (
            <ApiForm
              method="DELETE"
              path={`/api/v1/people/invitations/${row.id}`}
              label={`Withdraw the link for ${whoFor(row)}`}
              action="Withdraw"
              actionLabel={`Withdraw the link for ${whoFor(row)}`}
              className="inline-grid gap-1"
              isBare
            />
          ),
        },
      ]
    : []),
];

/** Links that wait to be used. What they lead to is known to who holds them alone. */
export const InvitationTable = (props: InvitationTableProps) => (
  <TableFrame title="Open links" subtitle="each works once; Trailwatch keeps only its hash">
    <DataTable
      caption="Open links"
      columns={columns(props)}
      rows={props.invitations}
      rowKey={({ id }) => id}
      empty="No open links. Invite somebody, or create a reset link on a person’s page."
    />
  </TableFrame>
);
