import type { ReactNode } from 'react';
import { TableFrame } from '#components/table/table-frame.tsx';
import { Link } from '#components/ui/link.tsx';
import { hrefWith } from '#components/url/search.ts';
import type { View } from '#components/url/view.ts';
import type { Search } from '#components/url/view-query.ts';
import { type AuditFilter, isFiltered } from '#lib/audit/filter.ts';
import { formatCount, formatInstant, formatSpan } from '#lib/format.ts';
import type { AuditPage, AuditTotals } from '#lib/queries/audit.ts';
import type { UnexplainedChange } from '#lib/queries/unexplained-changes.ts';
import { dayMs, hourMs } from '#lib/time.ts';
import { mergeEntries } from './entries.ts';
import { EventTable } from './event-table.tsx';

export type EventsPanelProps = {
  team: string;
  view: View;
  search: Search;
  path: string;
  filter: AuditFilter;
  page: AuditPage;
  changes: readonly UnexplainedChange[];
  totals: AuditTotals;
  exports: { csv: string; json: string };
  /** The way to an evidence pack of the same events. */
  evidence: ReactNode;
  readMs: number;
  isFollowed: boolean;
};

function Empty({ view, search, path, filter, totals }: EventsPanelProps) {
  const { newestAt, oldestAt } = totals;
  if (newestAt === null || oldestAt === null) {
    return (
      <>
        No event is stored for this team yet. They are read from Event history every few minutes, or imported with “npm run
        trailwatch -- audit import PATH”.
      </>
    );
  }
  const to = new Date(newestAt + hourMs).toISOString();
  const from = new Date(Math.max(oldestAt, newestAt - 7 * dayMs)).toISOString();
  return (
    <>
      No event of {formatSpan(view.from, view.to, view)}
      {isFiltered(filter) ? ' matches these filters' : ' is stored'}. Events are stored from {formatInstant(oldestAt, view)} to{' '}
      {formatInstant(newestAt, view)}:{' '}
      <Link href={hrefWith(path, search, { range: null, from, to, page: null })}>show the newest of them</Link>.
    </>
  );
}

/** The table of events: count and window over it, a page of a hundred, newest first. */
export function EventsPanel(props: EventsPanelProps) {
  const { team, view, search, path, filter, page, changes, exports, evidence, readMs, isFollowed } = props;
  const cursor = typeof search.page === 'string' ? search.page : null;
  const before = cursor === null ? null : Number(cursor.split('.')[0]);
  const entries = mergeEntries(page, changes, filter, Number.isFinite(before) ? before : null);
  return (
    <TableFrame
      title="Events"
      subtitle={`newest first, ${formatSpan(view.from, view.to, view)}`}
      right={evidence}
      exports={exports}
      foot={
        <span className="flex flex-wrap gap-x-5">
          <span>{formatCount(entries.length, 'row', 'rows')} shown, newest first</span>
          <span>read in {Math.round(readMs)} ms</span>
          {cursor !== null && <Link href={hrefWith(path, search, { page: null })}>Newest</Link>}
          {page.next !== null && <Link href={hrefWith(path, search, { page: page.next })}>100 older</Link>}
        </span>
      }
    >
      <EventTable
        caption="CloudTrail events"
        entries={entries}
        team={team}
        view={view}
        isFollowed={isFollowed}
        empty={<Empty {...props} />}
      />
    </TableFrame>
  );
}
