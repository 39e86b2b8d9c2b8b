import type { ReactNode } from 'react';
import { activityHref } from '#components/activity/activity-href.ts';
import type { Column } from '#components/table/column.ts';
import { DataTable } from '#components/table/data-table.tsx';
import { Link } from '#components/ui/link.tsx';
import { Word } from '#components/ui/word.tsx';
import type { View } from '#components/url/view.ts';
import type { SubjectField } from '#lib/audit/activity/subject.ts';
import { targetWords } from '#lib/audit/sentence.ts';
import { paths, resourcePath } from '#lib/catalog/paths.ts';
import { isResourceKind, kindRow } from '#lib/catalog/resource-kinds.ts';
import { formatAge } from '#lib/format.ts';
import type { AuditRow } from '#lib/queries/audit.ts';
import type { UnexplainedChange } from '#lib/queries/unexplained-changes.ts';
import { EventTime, ResultWord, Through, Who } from './words.tsx';

export type Entry = { type: 'event'; event: AuditRow } | { type: 'change'; change: UnexplainedChange };

export const entryAt = (entry: Entry): number => (entry.type === 'event' ? entry.event.at : entry.change.at);
const entryKey = (entry: Entry): string =>
  entry.type === 'event'
    ? `${entry.event.account} ${entry.event.eventId}`
    : `${entry.change.account} ${entry.change.region} ${entry.change.kind} ${entry.change.name} ${entry.change.at}`;

type Context = {
  team: string;
  view: View;
  /** Whether who and role lead to all that they did: for who may follow people. */
  isFollowed?: boolean;
};

export const eventHref = ({ team, view }: Context, event: Pick<AuditRow, 'account' | 'eventId'>): string =>
  `${paths.event(team, event.eventId)}${view.query === '' ? '?' : `${view.query}&`}account=${event.account}`;

const kindWords = (kind: string): string => (isResourceKind(kind) ? kindRow(kind).one : kind);

function On({ entry, context }: { entry: Entry; context: Context }) {
  const resource = entry.type === 'event' ? entry.event.resources[0] : { ...entry.change, owner: entry.change.account };
  if (!resource) {
    const name = entry.type === 'event' ? targetWords(entry.event.targets) : null;
    return name ? <span title={name}>{name}</span> : <span className="font-text text-ink-3">nothing named</span>;
  }
  const place = { account: resource.owner, region: resource.region, name: resource.name };
  const title = `${kindWords(resource.kind)} ${resource.name}`;
  if (!resource.team) return <span title={`${title}: not in the inventory`}>{resource.name}</span>;
  return (
    <Link className={cutLink} title={title} href={`${resourcePath(context.team, resource.kind, place)}${context.view.query}`}>
      {resource.name}
    </Link>
  );
}

/** A link ends where its cell does: what is cut off must not lie under the next one. */
const cutLink = 'inline-block max-w-full truncate align-bottom hover:underline';

/** A cell that leads to all that is known of its value. */
function Followed({
  context,
  field,
  value,
  children,
}: {
  context: Context;
  field: SubjectField;
  value: string | null;
  children: ReactNode;
}) {
  if (!context.isFollowed || value === null) return children;
  return (
    <Link className={cutLink} href={activityHref(context, field, value)}>
      {children}
    </Link>
  );
}

const teamWords = (entry: Entry): string => {
  if (entry.type === 'change') return entry.change.team;
  return entry.event.resources.find((resource) => resource.team)?.team ?? 'all teams';
};

function Action({ entry, context }: { entry: Entry; context: Context }) {
  if (entry.type === 'change') {
    const { account, region, kind, name, what } = entry.change;
    return (
      <Link
        className="whitespace-nowrap text-ink-2 hover:underline"
        href={`${resourcePath(context.team, kind, { account, region, name })}${context.view.query}`}
      >
        {what}, author not yet known
      </Link>
    );
  }
  return (
    <Link
      className="inline-block max-w-72 truncate align-bottom hover:underline"
      title={`${entry.event.eventSource} in ${entry.event.account} ${entry.event.region}`}
      href={eventHref(context, entry.event)}
    >
      {entry.event.eventName}
    </Link>
  );
}

function columns(context: Context): Column<Entry>[] {
  const { view } = context;
  return [
    {
      id: 'at',
      label: `Time, ${view.tz === 'utc' ? 'UTC' : 'local'} ↓`,
      phone: 'corner',
      cell: (entry) => <EventTime at={entryAt(entry)} moment={view} />,
    },
    { id: 'action', label: 'Action', phone: 'row', cell: (entry) => <Action entry={entry} context={context} /> },
    { id: 'on', label: 'On', kind: 'lead', cut: true, cell: (entry) => <On entry={entry} context={context} /> },
    {
      id: 'who',
      label: 'Who',
      cut: true,
      cell: (entry) =>
        entry.type === 'event' ? (
          <Followed context={context} field="who" value={entry.event.who}>
            <Who who={entry.event.who} />
          </Followed>
        ) : (
          <span className="text-unknown">unknown, {formatAge(entry.change.at, view.now)}</span>
        ),
    },
    {
      id: 'through',
      label: 'Through',
      cut: true,
      cell: (entry) =>
        entry.type === 'event' && (
          <Followed context={context} field="through" value={entry.event.through}>
            <Through {...entry.event} />
          </Followed>
        ),
    },
    {
      id: 'result',
      label: 'Result',
      cell: (entry) => {
        if (entry.type === 'event')
          return (
            <Followed context={context} field="error" value={entry.event.errorCode}>
              <ResultWord result={entry.event.result} code={entry.event.errorCode} />
            </Followed>
          );
        return entry.change.isAwaited ? <Word word="late" label="event awaited" /> : <Word word="unexplained" />;
      },
    },
    { id: 'team', label: 'Team', cell: (entry) => <span className="whitespace-nowrap">{teamWords(entry)}</span> },
  ];
}

export type EventTableProps = Context & { entries: readonly Entry[]; caption: string; current?: string; empty?: React.ReactNode };

/** Events, newest first, with the changes between them that nobody explains yet. */
export function EventTable({ entries, caption, current, empty, ...context }: EventTableProps) {
  return (
    <DataTable
      caption={caption}
      columns={columns(context)}
      rows={entries}
      rowKey={entryKey}
      height="low"
      rowTone={(entry) => (entry.type === 'change' ? 'unknown' : entry.event.eventId === current ? 'current' : undefined)}
      empty={empty}
    />
  );
}
