import { EventTime, ResultWord, Through, Who } from '#components/audit/words.tsx';
import type { Column } from '#components/table/column.ts';
import { FoldedTable } from '#components/table/folded-table.tsx';
import { TableFrame } from '#components/table/table-frame.tsx';
import { Link } from '#components/ui/link.tsx';
import type { View } from '#components/url/view.ts';
import { paths } from '#lib/catalog/paths.ts';
import { isResourceKind, kindRow } from '#lib/catalog/resource-kinds.ts';
import type { BiographyEntry } from '#lib/queries/biography.ts';
import type { LaneLinks } from './chapter-rows.ts';

export type EntryTableProps = {
  entries: readonly BiographyEntry[];
  /** What all lanes hold together, without what was only read. */
  total: number;
  /** The page of events about it, over the same window. */
  allHref: string;
  exports: { csv: string; json: string };
  links: LaneLinks;
  view: View;
};

const openRows = 15;

const columns = ({ links, view }: Pick<EntryTableProps, 'links' | 'view'>): Column<BiographyEntry>[] => [
  {
    id: 'at',
    label: `Time, ${view.tz === 'utc' ? 'UTC' : 'local'} ↓`,
    phone: 'corner',
    cell: ({ at }) => <EventTime at={at} moment={view} />,
  },
  {
    id: 'what',
    label: 'What',
    kind: 'lead',
    cell: ({ said, event }) =>
      event === null ? (
        said
      ) : (
        <Link className="hover:underline" href={links.event(event)}>
          {said}
        </Link>
      ),
  },
  {
    id: 'on',
    label: 'On',
    cut: true,
    cell: ({ on }) => <span title={`${isResourceKind(on.kind) ? kindRow(on.kind).one : on.kind} ${on.name}`}>{on.name}</span>,
  },
  { id: 'who', label: 'Who', cut: true, cell: ({ who }) => <Who who={who} /> },
  {
    id: 'through',
    label: 'Through',
    cut: true,
    cell: ({ who, through, event }) => <Through who={who} through={through} userType={event === null ? 'AWSService' : null} />,
  },
  { id: 'result', label: 'Result', cell: ({ result, detail }) => <ResultWord result={result} code={detail} /> },
];

/** What stands on the lanes, one by one, newest first: what a drawing can only point at. */
export function EntryTable({ entries, total, allHref, exports, links, view }: EntryTableProps) {
  return (
    <TableFrame
      title="What happened"
      subtitle={
        entries.length < total
          ? `the newest ${entries.length} of ${total} in this window, without what was only read`
          : 'in this window, without what was only read'
      }
      right={<Link href={allHref}>all events</Link>}
      exports={exports}
    >
      <FoldedTable
        caption="What happened"
        columns={columns({ links, view })}
        rows={entries}
        rowKey={({ key, on }) => `${key} ${on.name}`}
        height="low"
        open={openRows}
        rest={(count) => `${count} more`}
        empty="Nothing happened in this window, as far as the events are complete."
      />
    </TableFrame>
  );
}

/** The events about a resource over a window. */
export const eventsHref = (
  team: string,
  { name, from, to, query }: { name: string; from: number; to: number; query: string },
): string => {
  const kept = new URLSearchParams(query);
  for (const key of ['range', 'from', 'to']) kept.delete(key);
  kept.set('on', name);
  kept.set('from', new Date(from).toISOString());
  kept.set('to', new Date(to).toISOString());
  return `${paths.section(team, 'audit')}?${kept}`;
};
