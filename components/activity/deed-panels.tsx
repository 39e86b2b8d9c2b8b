import type { ReactNode } from 'react';
import type { Column } from '#components/table/column.ts';
import { FoldedTable } from '#components/table/folded-table.tsx';
import { TableFrame } from '#components/table/table-frame.tsx';
import { Link } from '#components/ui/link.tsx';
import { Instant } from '#components/ui/time.tsx';
import { Word } from '#components/ui/word.tsx';
import { refusedCall } from '#lib/audit/activity/refused-call.ts';
import { formatCount, formatFigure } from '#lib/format.ts';
import type { Activity, ActivityAction, ActivityRefusal } from '#lib/queries/activity.ts';
import { type Context, eventsHref } from './activity-href.ts';

type Asked = Readonly<Record<string, string | readonly string[]>>;
const figure = (count: number): string => formatFigure(count, 'count').text;
const short = (service: string): string => service.replace(/\.amazonaws\.com$/, '');

const actionColumns = (context: Context, asked: Asked): Column<ActivityAction>[] => [
  {
    id: 'action',
    label: 'Action',
    kind: 'lead',
    cell: ({ action, service }) => (
      <Link className="hover:underline" href={eventsHref(context, { ...asked, action, service })} title={`Events of ${action}`}>
        {action}
      </Link>
    ),
  },
  { id: 'service', label: 'Service', cell: ({ service }) => short(service) },
  { id: 'kind', label: 'Kind', cell: ({ isWrite }) => (isWrite ? 'changes' : <span className="text-ink-3">reads</span>) },
  { id: 'events', label: 'Events', kind: 'figure', cell: ({ events }) => figure(events) },
  {
    id: 'refused',
    label: 'Refused',
    kind: 'figure',
    cell: ({ denied }) =>
      denied === 0 ? <span className="text-ink-3">none</span> : <span className="text-failing">{figure(denied)}</span>,
  },
  { id: 'first', label: 'First', cell: ({ firstAt }) => <Instant at={firstAt} moment={context.view} /> },
  { id: 'last', label: 'Last', cell: ({ lastAt }) => <Instant at={lastAt} moment={context.view} /> },
];

export type DeedsProps = Context & { activity: Activity; asked: Asked; exports: { csv: string; json: string } };

/** What was done, what changes something first. */
export function ActionsPanel({ activity: { actions }, asked, exports, ...context }: DeedsProps) {
  const writes = actions.filter(({ isWrite }) => isWrite).length;
  return (
    <TableFrame
      title="What it did"
      subtitle={`${formatCount(writes, 'action changes', 'actions change')} something, ${formatCount(actions.length - writes, 'reads', 'read')}`}
      exports={exports}
    >
      <FoldedTable
        caption="Actions"
        columns={actionColumns(context, asked)}
        rows={actions}
        rowKey={({ service, action }) => `${service} ${action}`}
        open={10}
        rest={(count) => `${count} more actions`}
        empty="No event of this window."
      />
    </TableFrame>
  );
}

type Later = ReadonlyMap<string, number> | null;

function Allowed({
  row,
  later,
  context,
  asked,
}: {
  row: ActivityRefusal;
  later: Later;
  context: Context;
  asked: Asked;
}): ReactNode {
  if (later === null) return <span className="text-ink-3">not asked of this filter</span>;
  const at = later.get(refusedCall(row));
  if (at === undefined) return <span className="text-ink-3">not since</span>;
  const { action, service } = row;
  return (
    <Link href={eventsHref(context, { ...asked, action, service, result: 'ok' })} title="The same action, whatever it was on">
      <Instant at={at} moment={context.view} />
    </Link>
  );
}

const refusalColumns = (context: Context, { asked, later }: { asked: Asked; later: Later }): Column<ActivityRefusal>[] => [
  {
    id: 'action',
    label: 'Action',
    kind: 'lead',
    cell: ({ action, service, result, error }) => (
      <Link
        className="hover:underline"
        href={eventsHref(context, { ...asked, action, service, result, ...(error ? { error } : {}) })}
        title={`Events of ${action} that were not done`}
      >
        {action}
      </Link>
    ),
  },
  { id: 'result', label: 'Result', cell: ({ result }) => <Word word={result === 'denied' ? 'refused' : 'call_failed'} /> },
  { id: 'error', label: 'Error', cut: true, cell: ({ error }) => <span title={error}>{error || 'none said'}</span> },
  { id: 'count', label: 'Times', kind: 'figure', cell: ({ count }) => figure(count) },
  { id: 'last', label: 'Last', cell: ({ lastAt }) => <Instant at={lastAt} moment={context.view} /> },
  { id: 'later', label: 'Went well later', cell: (row) => <Allowed row={row} later={later} context={context} asked={asked} /> },
];

export type RefusalsProps = Omit<DeedsProps, 'exports'> & { later: Later };

/** What was refused or failed, and whether the same action went well afterwards. */
export function RefusalsPanel({ activity: { refusals, figures }, later, asked, ...context }: RefusalsProps) {
  return (
    <TableFrame title="Refused and failed" subtitle={`${figure(figures.denied)} refused, ${figure(figures.failed)} failed`}>
      <FoldedTable
        caption="Refused and failed calls"
        columns={refusalColumns(context, { asked, later })}
        rows={refusals}
        rowKey={({ service, action, result, error }) => `${service} ${action} ${result} ${error}`}
        open={8}
        rest={(count) => `${count} more`}
        empty="Nothing was refused, and nothing failed."
      />
    </TableFrame>
  );
}
