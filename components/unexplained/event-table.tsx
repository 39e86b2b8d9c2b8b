import { eventHref } from '#components/audit/event-table.tsx';
import { EventTime, Who } from '#components/audit/words.tsx';
import type { Column } from '#components/table/column.ts';
import { DataTable } from '#components/table/data-table.tsx';
import { Link } from '#components/ui/link.tsx';
import type { View } from '#components/url/view.ts';
import { causeWords } from '#lib/audit/unexplained/causes.ts';
import { resourcePath } from '#lib/catalog/paths.ts';
import { kindRow } from '#lib/catalog/resource-kinds.ts';
import type { UnconfirmedEvent } from '#lib/queries/unconfirmed-events.ts';

type Context = { team: string; view: View; names: ReadonlyMap<string, string> };

function On({ row, context: { team, view } }: { row: UnconfirmedEvent; context: Context }) {
  const title = `${kindRow(row.kind).one} ${row.name}`;
  if (row.team === null) return <span title={`${title}: not in the inventory`}>{row.name}</span>;
  const place = { account: row.owner, region: row.region, name: row.name };
  return (
    <Link className="hover:underline" title={title} href={`${resourcePath(team, row.named, place)}${view.query}`}>
      {row.name}
    </Link>
  );
}

const columns = (context: Context): Column<UnconfirmedEvent>[] => [
  {
    id: 'at',
    label: `Time, ${context.view.tz === 'utc' ? 'UTC' : 'local'} ↓`,
    phone: 'corner',
    cell: ({ at }) => <EventTime at={at} moment={context.view} />,
  },
  {
    id: 'action',
    label: 'Action',
    kind: 'lead',
    cell: (row) => (
      <Link className="hover:underline" href={eventHref(context, row)}>
        {row.eventName}
      </Link>
    ),
  },
  { id: 'on', label: 'On', cut: true, cell: (row) => <On row={row} context={context} /> },
  { id: 'who', label: 'Who', cut: true, cell: ({ who }) => <Who who={who} /> },
  {
    id: 'place',
    label: 'Account, Region',
    cell: ({ owner, region }) => (
      <span className="whitespace-nowrap" title={owner}>
        {context.names.get(owner) ?? owner}, {region}
      </span>
    ),
  },
  { id: 'team', label: 'Team', cell: ({ team }) => <span className="whitespace-nowrap">{team ?? 'all teams'}</span> },
  { id: 'causes', label: 'What could explain it', kind: 'wide', cell: ({ causes }) => causeWords(causes) },
];

export type EffectTableProps = Context & { rows: readonly UnconfirmedEvent[]; empty: React.ReactNode };

/** Events whose change the inventory does not show; each row opens the event, and the resource where there is one. */
export function EffectTable({ rows, empty, ...context }: EffectTableProps) {
  return (
    <DataTable
      caption="Events without a change"
      columns={columns(context)}
      rows={rows}
      rowKey={({ account, eventId }) => `${account} ${eventId}`}
      height="low"
      empty={empty}
    />
  );
}
