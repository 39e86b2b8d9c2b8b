import type { Column } from '#components/table/column.ts';
import { DataTable } from '#components/table/data-table.tsx';
import { TableFrame } from '#components/table/table-frame.tsx';
import { Word } from '#components/ui/word.tsx';
import type { View } from '#components/url/view.ts';
import { unlogged } from '#lib/audit/trail/unlogged.ts';
import { formatCount, formatInstant } from '#lib/format.ts';
import type { Trail } from '#lib/queries/trail-hours.ts';

function State({ trail, view }: { trail: Trail; view: View }) {
  const { isLogging, stoppedAt, deliveryError } = trail;
  if (isLogging === null) return <Word word="cannot_tell" label="status not known" />;
  if (!isLogging)
    return <Word word="failing" label={stoppedAt === null ? 'off' : `off since ${formatInstant(stoppedAt, view)}`} />;
  if (deliveryError) return <Word word="failing" label={`delivery fails: ${deliveryError}`} />;
  return <Word word="healthy" label="logging" />;
}

function Read({ trail, view }: { trail: Trail; view: View }) {
  const { readAt, files, unread, damaged } = trail;
  if (readAt === null) return <Word word="not_collected" label="not read: name its bucket under audit.sources" />;
  return (
    <>
      {formatCount(files, 'file', 'files')}, listed {formatInstant(readAt, view)}
      {unread > 0 && <span className="text-unknown">, {unread} could not be read</span>}
      {damaged > 0 && <span className="text-degraded">, {damaged} damaged</span>}
    </>
  );
}

const columnsOf = (view: View, names: ReadonlyMap<string, string>): Column<Trail>[] => [
  { id: 'name', label: 'Trail', cell: ({ name }) => name, kind: 'lead' },
  { id: 'account', label: 'Account', cell: ({ account }) => names.get(account) ?? account },
  { id: 'home', label: 'Home', cell: ({ region }) => <span className="whitespace-nowrap">{region}</span> },
  { id: 'state', label: 'State', cell: (trail) => <State trail={trail} view={view} /> },
  {
    id: 'validated',
    label: 'Digests',
    cell: ({ isValidated }) => (isValidated ? 'signed' : <span className="text-degraded">none: nothing proves its files</span>),
  },
  { id: 'read', label: 'Log files', cell: (trail) => <Read trail={trail} view={view} /> },
  { id: 'unlogged', label: 'Not logged', cell: (trail) => unlogged(trail).join('; ') || 'nothing that it could', kind: 'wide' },
];

export type TrailTableProps = {
  trails: readonly Trail[];
  names: ReadonlyMap<string, string>;
  view: View;
  exports: { csv: string; json: string };
};

/** The trails there are, whether they log, and what they leave out. */
export function TrailTable({ trails, names, view, exports }: TrailTableProps) {
  return (
    <TableFrame title="Trails" subtitle="as CloudTrail describes them" exports={exports}>
      <DataTable
        caption="Trails"
        columns={columnsOf(view, names)}
        rows={trails}
        rowKey={({ account, region, name }) => `${account} ${region} ${name}`}
        empty="CloudTrail has described no trail yet: what is known of events is what Event history keeps for 90 days."
      />
    </TableFrame>
  );
}
