import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import { EventTime, ResultWord } from '#components/audit/words.tsx';
import type { Column } from '#components/table/column.ts';
import { DataTable } from '#components/table/data-table.tsx';
import type { View } from '#components/url/view.ts';
import { isJournalAction, journalActions, journalActionTitle } from '#lib/catalog/journal-actions.ts';
import type { JournalRow } from '#lib/journal/row.ts';
import { Change } from './change.tsx';

export type JournalTableProps = { rows: readonly JournalRow[]; view: View; empty: ReactNode };

const actorKinds: Readonly<Record<string, string>> = {
  token: 'a token',
  system: 'Trailwatch itself',
  nobody: 'not signed in',
};

function Who({ actorKind, actorName, actorId }: JournalRow) {
  const kind = actorKinds[actorKind];
  return (
    <span title={actorId ?? undefined}>
      {actorName}
      {kind !== undefined && <span className="text-ink-3">, {kind}</span>}
    </span>
  );
}

function On({ subjectKind, subjectId, subjectName }: JournalRow) {
  if (subjectKind === null) return <span className="text-ink-3">none</span>;
  return (
    <span title={`${subjectKind} ${subjectId ?? ''}`}>
      <span className="text-ink-3">{subjectKind} </span>
      {subjectName ?? subjectId}
    </span>
  );
}

const isGrave = (action: string): boolean => isJournalAction(action) && journalActions[action].isGrave;

const columns = (view: View): Column<JournalRow>[] => [
  {
    id: 'at',
    label: `Time, ${view.tz === 'utc' ? 'UTC' : 'local'} ↓`,
    phone: 'corner',
    cell: (row) => <EventTime at={row.at} moment={view} />,
  },
  { id: 'who', label: 'Who', kind: 'lead', cut: true, cell: (row) => <Who {...row} /> },
  {
    id: 'action',
    label: 'Action',
    phone: 'row',
    cell: (row) => (
      <span className={clsx('md:whitespace-nowrap', isGrave(row.action) && 'font-mid text-ink')} title={row.action}>
        {journalActionTitle(row.action)}
      </span>
    ),
  },
  { id: 'on', label: 'On', cut: true, cell: (row) => <On {...row} /> },
  { id: 'result', label: 'Result', cell: (row) => <ResultWord result={row.result} code={null} /> },
  {
    id: 'from',
    label: 'From',
    cell: (row) => (
      <span className="figures" title={row.userAgent ?? undefined}>
        {row.ip ?? <span className="whitespace-nowrap text-ink-3">no address</span>}
      </span>
    ),
  },
  { id: 'change', label: 'Before → after', kind: 'wide', cell: (row) => <Change row={row} /> },
  {
    id: 'seq',
    label: 'Row',
    kind: 'figure',
    phone: 'hidden',
    cell: (row) => <span title={row.hash ?? undefined}>{row.seq}</span>,
  },
];

/** Rows of the journal, newest first. */
export const JournalTable = ({ rows, view, empty }: JournalTableProps) => (
  <DataTable caption="Journal" height="low" columns={columns(view)} rows={rows} rowKey={(row) => String(row.seq)} empty={empty} />
);
