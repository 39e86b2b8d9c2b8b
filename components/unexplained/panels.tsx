import { TableFrame } from '#components/table/table-frame.tsx';
import type { View } from '#components/url/view.ts';
import { ofKinds, type UnexplainedFilter, unexplainedLists } from '#lib/audit/unexplained/filter.ts';
import { formatCount, formatSpan } from '#lib/format.ts';
import type { UnconfirmedEvents } from '#lib/queries/unconfirmed-events.ts';
import type { UnexplainedChanges } from '#lib/queries/unexplained-changes.ts';
import { ChangeTable } from './change-table.tsx';
import { EffectTable } from './event-table.tsx';

type Props = {
  team: string;
  view: View;
  filter: UnexplainedFilter;
  names: ReadonlyMap<string, string>;
  exports: { csv: string; json: string };
};

const span = (view: View): string => formatSpan(view.from, view.to, view);
const kindsOnly = ({ kinds }: UnexplainedFilter): string => (kinds.length > 0 ? ' None is of the chosen kinds.' : '');

function Foot({ notes }: { notes: readonly (string | false)[] }) {
  return <span className="flex flex-wrap gap-x-5">{notes.map((note) => note && <span key={note}>{note}</span>)}</span>;
}

/** What the inventory saw change and no event explains an hour later. */
export function ChangesPanel({ list, filter, exports, ...context }: Props & { list: UnexplainedChanges }) {
  const due = list.rows.filter(({ isAwaited }) => isAwaited).length;
  const rows = ofKinds(
    filter,
    list.rows.filter(({ isAwaited }) => !isAwaited),
  );
  const checked = formatCount(list.checked, 'change', 'changes');
  const notes = [
    `${checked} compared with events, ${formatCount(rows.length, 'row', 'rows')} shown, newest first`,
    due > 0 && `${formatCount(due, 'change is', 'changes are')} not an hour old, and the event may still come`,
    list.unjudged > 0 &&
      `${formatCount(list.unjudged, 'change is', 'changes are')} of times of which no events are known: not judged`,
    list.hasMore && 'there are more: narrow the time',
  ];
  const empty =
    list.checked === 0
      ? `The inventory saw nothing change in ${span(context.view)} that a call must have done and events are known of.`
      : `${checked} of ${span(context.view)} compared with events: each that is an hour old has one.${kindsOnly(filter)}`;
  return (
    <TableFrame title={unexplainedLists.changes} subtitle={span(context.view)} exports={exports} foot={<Foot notes={notes} />}>
      <ChangeTable rows={rows} empty={empty} {...context} />
    </TableFrame>
  );
}

/** What was asked of AWS, went well, and shows nowhere in the inventory. */
export function EventsPanel({ list, filter, exports, ...context }: Props & { list: UnconfirmedEvents }) {
  const rows = ofKinds(filter, list.rows);
  const checked = formatCount(list.checked, 'event', 'events');
  const notes = [
    `${checked} compared with the inventory, ${formatCount(rows.length, 'row', 'rows')} shown, newest first`,
    list.due > 0 && `${formatCount(list.due, 'event', 'events')} may still show: an hour and a whole look have to pass`,
    list.unwatched > 0 &&
      `${formatCount(list.unwatched, 'event is', 'events are')} older than the first look at the inventory: not judged`,
    list.hasMore && 'there are more: narrow the time',
  ];
  const empty =
    list.checked === 0
      ? `No event of ${span(context.view)} must show in the inventory.`
      : `${checked} of ${span(context.view)} compared with the inventory: each that is due shows in it.${kindsOnly(filter)}`;
  return (
    <TableFrame title={unexplainedLists.events} subtitle={span(context.view)} exports={exports} foot={<Foot notes={notes} />}>
      <EffectTable rows={rows} empty={empty} {...context} />
    </TableFrame>
  );
}
