import { ApiForm } from '#components/api/api-form.tsx';
import type { Column } from '#components/table/column.ts';
import { DataTable } from '#components/table/data-table.tsx';
import { TableFrame } from '#components/table/table-frame.tsx';
import { Instant } from '#components/ui/time.tsx';
import type { View } from '#components/url/view.ts';
import { formatCount } from '#lib/format.ts';
import type { AssignmentRow } from '#lib/queries/assignments.ts';
import { oneOf } from './kind-words.ts';
import { OwnedName } from './owned-name.tsx';

export type AssignmentTableProps = {
  rows: readonly AssignmentRow[];
  view: View;
  canAssign: boolean;
  exports: { csv: string; json: string };
};

const undoPath = ({ account, region, kind, name }: AssignmentRow): string =>
  `/api/v1/teams/assignments?${new URLSearchParams({ account, region, kind, name })}`;

const columns = ({ view, canAssign }: AssignmentTableProps): Column<AssignmentRow>[] => [
  {
    id: 'name',
    label: 'Name',
    kind: 'lead',
    cut: true,
    cell: (row) => (row.exists ? <OwnedName {...row} query={view.query} /> : <span title={row.name}>{row.name}, gone</span>),
  },
  { id: 'kind', label: 'Kind', cell: ({ kind }) => oneOf(kind) },
  { id: 'team', label: 'Team', cell: ({ team }) => team },
  { id: 'reason', label: 'Reason', kind: 'wide', cell: ({ reason }) => <span className="break-words">“{reason}”</span> },
  { id: 'by', label: 'By', cell: ({ madeBy }) => madeBy },
  { id: 'at', label: 'When', cell: ({ madeAt }) => <Instant at={madeAt} moment={view} /> },
  ...(canAssign
    ? [
        {
          id: 'undo',
          label: 'Undo',
          cell: (row: AssignmentRow) => (
            <ApiForm
              method="DELETE"
              path={undoPath(row)}
              label={`Undo for ${row.name}`}
              action="Undo"
              actionLabel={`Undo for ${row.name}`}
              className="inline-grid gap-1"
              isBare
            />
          ),
        },
      ]
    : []),
];

/** Owners that people set. */
export const AssignmentTable = (props: AssignmentTableProps) => (
  <TableFrame
    title="Set by hand"
    subtitle={`${formatCount(props.rows.length, 'owner', 'owners')}, the newest first; undone, tag, rule or holder decide again`}
    exports={props.exports}
  >
    <DataTable
      caption="Owners set by hand"
      columns={columns(props)}
      rows={props.rows}
      rowKey={({ account, region, kind, name }) => `${account} ${region} ${kind} ${name}`}
      empty="No owner was set by hand."
    />
  </TableFrame>
);
