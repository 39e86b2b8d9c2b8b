import type { ReactNode } from 'react';
import { TableFrame } from '#components/table/table-frame.tsx';
import { Link } from '#components/ui/link.tsx';
import { hrefWith } from '#components/url/search.ts';
import type { View } from '#components/url/view.ts';
import type { Search } from '#components/url/view-query.ts';
import type { DetectionFilter } from '#lib/audit/detections/filter.ts';
import { formatCount, formatInstant, formatSpan } from '#lib/format.ts';
import type { DetectionPage } from '#lib/queries/detections.ts';
import { dayMs, hourMs } from '#lib/time.ts';
import { DetectionTable } from './detection-table.tsx';

export type DetectionsPanelProps = {
  team: string;
  view: View;
  search: Search;
  path: string;
  filter: DetectionFilter;
  page: DetectionPage;
  /** Of the team, whatever the window. Epoch ms. */
  newestAt: number | null;
  exports: { csv: string; json: string };
  /** The way to an evidence pack of the same events. */
  evidence: ReactNode;
};

function Empty({ view, search, path, filter, newestAt }: DetectionsPanelProps) {
  if (newestAt === null) {
    return (
      <>
        No rule found anything yet. Rules look at each event as it comes in; “npm run trailwatch -- audit detect --since 30d”
        looks at those that came before a rule did.
      </>
    );
  }
  const isFiltered = filter.rules.length + filter.severities.length > 0;
  const [from, to] = [newestAt - 7 * dayMs, newestAt + hourMs].map((at) => new Date(at).toISOString());
  return (
    <>
      No rule found anything in {formatSpan(view.from, view.to, view)}
      {isFiltered ? ' that matches these filters' : ''}. The newest is of {formatInstant(newestAt, view)}:{' '}
      <Link href={hrefWith(path, search, { range: null, from: from ?? null, to: to ?? null, page: null })}>
        show the week before it
      </Link>
      .
    </>
  );
}

/** The table of detections: window over it, a page of a hundred, newest first. */
export function DetectionsPanel(props: DetectionsPanelProps) {
  const { team, view, search, path, page, exports, evidence } = props;
  const isLater = typeof search.page === 'string';
  return (
    <TableFrame
      title="What rules found"
      subtitle={`newest first, ${formatSpan(view.from, view.to, view)}`}
      right={evidence}
      exports={exports}
      foot={
        <span className="flex flex-wrap gap-x-5">
          <span>{formatCount(page.rows.length, 'row', 'rows')} shown, newest first</span>
          {isLater && <Link href={hrefWith(path, search, { page: null })}>Newest</Link>}
          {page.next !== null && <Link href={hrefWith(path, search, { page: page.next })}>100 older</Link>}
        </span>
      }
    >
      <DetectionTable rows={page.rows} team={team} view={view} empty={<Empty {...props} />} />
    </TableFrame>
  );
}
