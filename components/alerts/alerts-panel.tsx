import { TableFrame } from '#components/table/table-frame.tsx';
import { Link } from '#components/ui/link.tsx';
import { hrefWith } from '#components/url/search.ts';
import type { View } from '#components/url/view.ts';
import type { Search } from '#components/url/view-query.ts';
import type { AlertFilter } from '#lib/alerts/filter.ts';
import { paths } from '#lib/catalog/paths.ts';
import { formatCount, formatInstant } from '#lib/format.ts';
import type { AlertList } from '#lib/queries/alerts.ts';
import { hourMs } from '#lib/time.ts';
import { AlertTable } from './alert-table.tsx';
import { windowWords } from './count-words.ts';

export type AlertsPanelProps = {
  team: string;
  view: View;
  search: Search;
  path: string;
  filter: AlertFilter;
  list: AlertList;
  /** When the newest of the team fired, whatever the window. Epoch ms. */
  newestAt: number | null;
  ruleCount: number;
  names: ReadonlyMap<string, string>;
  exports: { csv: string; json: string };
};

const unfiltered = { rule: null, severity: null, state: null, assignee: null, page: null };

function Empty({ team, view, search, path, filter, newestAt, ruleCount }: AlertsPanelProps) {
  const watching = `Rules that watch: ${ruleCount}.`;
  if (newestAt === null) {
    return (
      <p>
        No alert fired yet. {watching} They judge what is collected:{' '}
        <Link href={`${paths.section(team, 'runs')}${view.query}`}>Collection</Link> says whether anything could not be read.
      </p>
    );
  }
  if (filter.rules.length + filter.severities.length + filter.assignees.length > 0 || filter.state !== null) {
    return (
      <p>
        No alert matches these filters, open now or ended {windowWords(view)}.{' '}
        <Link href={hrefWith(path, search, unfiltered)}>Show all alerts</Link>
      </p>
    );
  }
  const from = new Date(newestAt - hourMs).toISOString();
  return (
    <p>
      No alert fired since {formatInstant(newestAt, view)}, and none is open. {watching}{' '}
      <Link href={hrefWith(path, search, { range: null, from, to: null, page: null })}>Show the newest</Link>
    </p>
  );
}

/** The table of alerts: those that are open whenever they began, and those that ended in the window. */
export function AlertsPanel(props: AlertsPanelProps) {
  const { team, view, names, list, exports } = props;
  const shown = formatCount(list.rows.length, 'alert', 'alerts');
  return (
    <TableFrame
      title="Alerts"
      subtitle={`open now, or ended ${windowWords(view)}; open first, newest first`}
      exports={exports}
      foot={
        <span>
          {shown} shown{list.hasMore ? ': there are more. Narrow the time, or choose a rule.' : ''}
        </span>
      }
    >
      <AlertTable rows={list.rows} team={team} view={view} names={names} empty={<Empty {...props} />} />
    </TableFrame>
  );
}
