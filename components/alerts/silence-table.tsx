import { ApiForm } from '#components/api/api-form.tsx';
import type { Column } from '#components/table/column.ts';
import { DataTable } from '#components/table/data-table.tsx';
import { Link } from '#components/ui/link.tsx';
import { Instant } from '#components/ui/time.tsx';
import { hrefWith } from '#components/url/search.ts';
import type { View } from '#components/url/view.ts';
import { searchOf } from '#components/url/view-query.ts';
import { silenceWord } from '#lib/alerts/silences.ts';
import { paths } from '#lib/catalog/paths.ts';
import { formatDuration, formatFigure } from '#lib/format.ts';
import type { SilenceRecord } from '#lib/queries/silences.ts';
import { matcherWords, SilenceState } from './silence-words.tsx';

export type SilenceTableProps = {
  team: string;
  view: View;
  /** Of accounts, by id. */
  names: ReadonlyMap<string, string>;
  rows: readonly SilenceRecord[];
  /** Which the reader may end. */
  mayEnd: (silence: SilenceRecord) => boolean;
  empty: React.ReactNode;
};
type Context = Omit<SilenceTableProps, 'rows' | 'empty'>;

/** How long from now, and to when; of one that is over, whether somebody ended it before its time. */
function When({ row, view }: { row: SilenceRecord; view: View }) {
  const { startsAt, endsAt, endedAt, endedBy } = row;
  const isCalledOff = endedAt !== null && endedAt < startsAt;
  const said = {
    active: `${formatDuration(endsAt - view.now)} more`,
    planned: `in ${formatDuration(startsAt - view.now)}`,
    over: endedAt === null ? 'ran its time' : `${isCalledOff ? 'called off' : 'ended'} by ${endedBy ?? 'somebody'}`,
  };
  return (
    <span className="block py-1 max-md:text-right">
      {said[silenceWord(row, view.now)]}
      <span className="block text-12 text-ink-3">
        <Instant at={startsAt} moment={view} /> – <Instant at={isCalledOff ? endsAt : (endedAt ?? endsAt)} moment={view} />
      </span>
    </span>
  );
}

/** Of one that holds, how many open alerts nobody is told of; of a planned one, how many that would be now. */
function Matches({ row, context: { team, view } }: { row: SilenceRecord; context: Context }) {
  const { text } = formatFigure(row.matches, 'count');
  const word = silenceWord(row, view.now);
  if (word === 'over') return <span className="text-ink-3">–</span>;
  if (word === 'planned' || row.matches === 0) return text;
  const silenced = hrefWith(paths.section(team, 'alerts'), searchOf(new URLSearchParams(view.query)), { state: 'silenced' });
  return (
    <Link href={silenced} aria-label={`${text} open alerts: show what is silenced`}>
      {text}
    </Link>
  );
}

const End = ({ id, reason }: SilenceRecord) => (
  <ApiForm
    method="POST"
    path={`/api/v1/silences/${id}/end`}
    label={`End the silence: ${reason}`}
    action="End"
    actionLabel={`End the silence: ${reason}`}
    className="inline-grid gap-1 [&>[role=alert]:empty]:absolute"
    isBare
  />
);

const columns = (context: Context): Column<SilenceRecord>[] => [
  {
    id: 'state',
    label: 'State',
    phone: 'corner',
    cell: (row) => <SilenceState word={silenceWord(row, context.view.now)} />,
  },
  {
    id: 'what',
    label: 'What and why',
    kind: 'lead',
    cell: (row) => (
      <span className="block min-w-0 py-1 [overflow-wrap:anywhere]">
        <span className="font-head">{row.reason}</span>
        <span className="block text-12 font-text text-ink-2">{matcherWords(row, context.names)}</span>
      </span>
    ),
  },
  { id: 'when', label: 'When', phone: 'row', cell: (row) => <When row={row} view={context.view} /> },
  {
    id: 'by',
    label: 'Made by',
    phone: 'row',
    cell: (row) => (
      <span className="block py-1 max-md:text-right md:min-w-[8.5rem]">
        {row.madeBy}
        <span className="block text-12 text-ink-3">
          <Instant at={row.madeAt} moment={context.view} />
        </span>
      </span>
    ),
  },
  {
    id: 'matches',
    label: 'Open alerts',
    kind: 'figure',
    phone: 'row',
    cell: (row) => <Matches row={row} context={context} />,
  },
  {
    id: 'end',
    label: 'End it',
    phone: 'bare',
    cell: (row) => (context.mayEnd(row) && silenceWord(row, context.view.now) !== 'over' ? <End {...row} /> : null),
  },
];

/** Silences: those that hold first, then what is planned, then what is over. */
export const SilenceTable = ({ rows, empty, ...context }: SilenceTableProps) => (
  <DataTable
    caption="Silences"
    columns={columns(context)}
    rows={rows}
    rowKey={(row) => `${row.id}`}
    height="tall"
    empty={empty}
  />
);
