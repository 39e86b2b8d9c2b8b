import type { Column } from '#components/table/column.ts';
import { DataTable } from '#components/table/data-table.tsx';
import { Link } from '#components/ui/link.tsx';
import { Instant, Since } from '#components/ui/time.tsx';
import type { View } from '#components/url/view.ts';
import { subjectPath, subjectWords } from '#lib/catalog/alert-subjects.ts';
import { paths } from '#lib/catalog/paths.ts';
import { formatDuration, formatInstant } from '#lib/format.ts';
import type { AlertRecord } from '#lib/queries/alerts.ts';
import { AlertState, alertHeadline } from './words.tsx';

export type AlertTableProps = {
  team: string;
  view: View;
  /** Of accounts, by id. */
  names: ReadonlyMap<string, string>;
  rows: readonly AlertRecord[];
  empty: React.ReactNode;
};
type Context = Omit<AlertTableProps, 'rows' | 'empty'>;

/** How it stands, how soon somebody is asked for, who has seen it, whose it is, and whether nobody is told. */
function State({ row, view }: { row: AlertRecord; view: View }) {
  const seen = row.snoozedUntil === null ? 'seen' : `snoozed until ${formatInstant(row.snoozedUntil, view)}`;
  const notes = [
    row.facts?.severity ?? '',
    row.acknowledgedAt === null ? '' : `${seen} by ${row.acknowledgedBy ?? 'somebody'}`,
    row.assignee === null ? '' : `assigned to ${row.assignee.name}`,
    row.silence === null ? '' : 'silenced',
  ].filter((note) => note !== '');
  return (
    <span className="block py-1">
      <AlertState word={row.word} />
      <span className="block text-12 break-words text-ink-3">{notes.join(', ')}</span>
    </span>
  );
}

function What({ row, context: { team, view } }: { row: AlertRecord; context: Context }) {
  return (
    <span className="block min-w-0 py-1">
      <Link className="font-head break-words hover:underline" href={`${paths.alert(team, row.id)}${view.query}`}>
        {alertHeadline(row)}
      </Link>
      <span className="line-clamp-2 text-12 font-text break-words text-ink-2">
        {row.sentence}
        {row.figure !== '' && !row.sentence.includes(row.figure) && `, ${row.figure}`}
      </span>
    </span>
  );
}

function On({ row, context: { team, view, names } }: { row: AlertRecord; context: Context }) {
  const kind = subjectWords(row.kind).one;
  const place = [names.get(row.account) ?? row.account, row.region].filter((part) => part !== '');
  return (
    <span className="block min-w-0 py-1">
      <Link
        className="whitespace-nowrap hover:underline"
        title={row.arn || row.name}
        aria-label={`${kind} ${row.name}`}
        href={`${subjectPath(team, row.kind, row)}${view.query}`}
      >
        {kind}
      </Link>
      <span className="block text-12 break-words text-ink-3 lg:whitespace-nowrap" title={row.account}>
        {place.join(', ')}
      </span>
    </span>
  );
}

function When({ row: { beganAt, resolvedAt }, view }: { row: AlertRecord; view: View }) {
  if (resolvedAt === null) return <Since at={beganAt} moment={view} />;
  return (
    <span className="block py-1">
      <span className="whitespace-nowrap">
        <Instant at={beganAt} moment={view} /> – <Instant at={resolvedAt} moment={view} />
      </span>
      <span className="block text-12 text-ink-3">ended after {formatDuration(resolvedAt - beganAt)}</span>
    </span>
  );
}

const columns = (context: Context): Column<AlertRecord>[] => [
  { id: 'state', label: 'State', phone: 'corner', cell: (row) => <State row={row} view={context.view} /> },
  { id: 'what', label: 'What happened', kind: 'lead', cell: (row) => <What row={row} context={context} /> },
  { id: 'on', label: 'On', phone: 'row', cell: (row) => <On row={row} context={context} /> },
  { id: 'team', label: 'Team', phone: 'row', cell: (row) => <span className="whitespace-nowrap">{row.team}</span> },
  {
    id: 'when',
    label: 'Since',
    phone: 'row',
    cell: (row) => (
      <span className="figures">
        <When row={row} view={context.view} />
      </span>
    ),
  },
];

/** Alerts, open ones first; each opens its page. */
export function AlertTable({ rows, empty, ...context }: AlertTableProps) {
  return (
    <DataTable
      caption="Alerts"
      columns={columns(context)}
      rows={rows}
      rowKey={(row) => `${row.account} ${row.id}`}
      height="tall"
      empty={empty}
    />
  );
}
