import { eventHref } from '#components/audit/event-table.tsx';
import { EventTime, Who } from '#components/audit/words.tsx';
import type { Column } from '#components/table/column.ts';
import { DataTable } from '#components/table/data-table.tsx';
import { Link } from '#components/ui/link.tsx';
import type { View } from '#components/url/view.ts';
import { ruleRow } from '#lib/audit/detections/rules.ts';
import { targetWords } from '#lib/audit/sentence.ts';
import { resourcePath } from '#lib/catalog/paths.ts';
import type { DetectionRow } from '#lib/queries/detections.ts';
import { SeverityWord } from './severity-word.tsx';

type Context = { team: string; view: View };

/** What was found, in words: the rule's title, and what it saw. */
function What({ row, context }: { row: DetectionRow; context: Context }) {
  const rule = ruleRow(row.rule);
  const says = rule?.says(row.found) ?? '';
  const title = rule?.title ?? row.rule;
  return (
    <span className="block py-1">
      <Link
        className="font-head hover:underline"
        href={eventHref(context, row)}
        title={`${row.eventName} in ${row.account} ${row.region}`}
      >
        {title}
      </Link>
      <span className="block text-12 font-text break-words text-ink-2">
        {row.eventName}
        {row.result === 'denied' ? ', refused' : ''}
        {says === '' ? '' : `, ${says}`}
      </span>
    </span>
  );
}

function On({ row, context }: { row: DetectionRow; context: Context }) {
  const resource = row.resources[0];
  const name = resource?.name ?? row.object ?? targetWords(row.targets);
  if (!name) return <span className="text-ink-3">nothing named</span>;
  if (!resource?.team) return <span title={name}>{name}</span>;
  const place = { account: resource.owner, region: resource.region, name: resource.name };
  return (
    <Link
      className="hover:underline"
      title={name}
      href={`${resourcePath(context.team, resource.kind, place)}${context.view.query}`}
    >
      {name}
    </Link>
  );
}

const columns = (context: Context): Column<DetectionRow>[] => [
  {
    id: 'at',
    label: `Time, ${context.view.tz === 'utc' ? 'UTC' : 'local'} ↓`,
    phone: 'corner',
    cell: (row) => <EventTime at={row.at} moment={context.view} />,
  },
  { id: 'severity', label: 'Severity', phone: 'row', cell: (row) => <SeverityWord severity={row.severity} /> },
  { id: 'what', label: 'What happened', kind: 'lead', cell: (row) => <What row={row} context={context} /> },
  { id: 'on', label: 'On', cut: true, cell: (row) => <On row={row} context={context} /> },
  { id: 'who', label: 'Who', cut: true, cell: (row) => <Who who={row.who} /> },
  {
    id: 'team',
    label: 'Team',
    cell: (row) => <span className="whitespace-nowrap">{row.resources.find(({ team }) => team)?.team ?? 'all teams'}</span>,
  },
];

export type DetectionTableProps = Context & { rows: readonly DetectionRow[]; empty: React.ReactNode };

/** What rules found, newest first; each row opens its event. */
export function DetectionTable({ rows, empty, ...context }: DetectionTableProps) {
  return (
    <DataTable
      caption="What rules found in events"
      columns={columns(context)}
      rows={rows}
      rowKey={(row) => `${row.account} ${row.eventId} ${row.rule} ${row.key}`}
      height="tall"
      empty={empty}
    />
  );
}
