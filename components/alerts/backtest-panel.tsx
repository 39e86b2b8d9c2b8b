import type { Column } from '#components/table/column.ts';
import { DataTable } from '#components/table/data-table.tsx';
import { TableFrame } from '#components/table/table-frame.tsx';
import { Link } from '#components/ui/link.tsx';
import { StateLane } from '#components/ui/state-lane.tsx';
import { Instant } from '#components/ui/time.tsx';
import type { View } from '#components/url/view.ts';
import type { Firing } from '#lib/alerts/backtest.ts';
import { resourcePath } from '#lib/catalog/paths.ts';
import { kindRow } from '#lib/catalog/resource-kinds.ts';
import { formatCount, formatDuration, formatFigure } from '#lib/format.ts';
import type { Backtest } from '#lib/queries/backtests.ts';
import { type BacktestRow, backtestRows, backtestTotals } from './backtest-rows.ts';

export type BacktestPanelProps = {
  team: string;
  view: View;
  kind: Parameters<typeof kindRow>[0];
  result: Backtest;
  /** What the rule fires at, in words. */
  condition: string;
};

const mostFirings = 50;

/** "It would have fired 4 times on 2 of 12 endpoints, open for 3 h in all and 2 h at the longest." */
function backtestWords({ kind, result }: Pick<BacktestPanelProps, 'kind' | 'result'>): string {
  const { one, many } = kindRow(kind);
  const { fired, resources, openMs, longestMs } = backtestTotals(result);
  const of = formatCount(result.judged, one, many);
  const cut = result.judged < result.resources ? `, the first of ${formatFigure(result.resources, 'count').text} by name` : '';
  if (result.resources === 0) return `It watches none of the ${many} of which there is something stored.`;
  if (fired === 0) return `It would not have fired on any of ${of}${cut}.`;
  const times = formatCount(fired, 'time', 'times');
  return `It would have fired ${times}, on ${formatFigure(resources, 'count').text} of ${of}${cut}: open for ${formatDuration(openMs)} in all, ${formatDuration(longestMs)} at the longest.`;
}

/** Where it is red an alert was open. */
const columns = ({ team, view, kind, result }: BacktestPanelProps): Column<BacktestRow>[] => [
  {
    id: 'name',
    label: 'Resource',
    kind: 'lead',
    cell: (row) => (
      <Link href={`${resourcePath(team, kind, row)}${view.query}`} className="break-words hover:underline">
        {row.name}
      </Link>
    ),
  },
  {
    id: 'lane',
    label: 'When it would have been open',
    kind: 'wide',
    cell: ({ name, firings }) => (
      <StateLane
        from={result.from}
        to={result.to}
        spans={firings.map(({ firedAt, resolvedAt }) => ({
          from: firedAt,
          to: resolvedAt ?? result.to,
          word: 'failing' as const,
        }))}
        label={`${name}: ${formatCount(firings.length, 'alert', 'alerts')} in 15 days`}
        className="w-full min-w-48"
      />
    ),
  },
  {
    id: 'fired',
    label: 'Fired',
    kind: 'figure',
    phone: 'row',
    cell: ({ firings }) => formatFigure(firings.length, 'count').text,
  },
  { id: 'open', label: 'Open in all', kind: 'figure', phone: 'row', cell: ({ openMs }) => formatDuration(openMs) },
];

const firingColumns = ({ view, result }: BacktestPanelProps): Column<Firing>[] => [
  { id: 'fired', label: 'Fired', cell: ({ firedAt }) => <Instant at={firedAt} moment={view} /> },
  {
    id: 'lasted',
    label: 'Lasted',
    kind: 'figure',
    phone: 'row',
    cell: ({ firedAt, resolvedAt }) =>
      `${formatDuration((resolvedAt ?? result.to) - firedAt)}${resolvedAt === null ? ', still open' : ''}`,
  },
  { id: 'name', label: 'Resource', kind: 'lead', cell: ({ name }) => <span className="break-words">{name}</span> },
  { id: 'sentence', label: 'At last', kind: 'wide', cell: ({ sentence }) => <span className="text-12">{sentence}</span> },
];

/** When a rule would have told somebody, over what is stored by the minute of what lives now. */
export function BacktestPanel(props: BacktestPanelProps) {
  const { view, result, condition } = props;
  const newest = result.firings.toReversed().slice(0, mostFirings);
  const window = (
    <>
      <Instant at={result.from} moment={view} /> – <Instant at={result.to} moment={view} />
    </>
  );
  return (
    <>
      <TableFrame
        title="Backtest"
        subtitle={
          <>
            {condition}; {window}
          </>
        }
      >
        <p role="status" className="px-(--gutter) pb-2 text-13">
          {backtestWords(props)}
        </p>
        {newest.length > 0 && (
          <DataTable
            caption="Backtest, by resource"
            columns={columns(props)}
            rows={backtestRows(result)}
            rowKey={({ key }) => key}
          />
        )}
      </TableFrame>
      {newest.length > 0 && (
        <TableFrame
          title="What it would have told"
          foot={
            <span>
              {newest.length < result.firings.length
                ? `the newest ${mostFirings} of ${result.firings.length}`
                : 'all, the newest first'}
            </span>
          }
        >
          <DataTable
            caption="What it would have told"
            columns={firingColumns(props)}
            rows={newest}
            rowKey={({ account, region, name, firedAt }) => `${account} ${region} ${name} ${firedAt}`}
            height="tall"
          />
        </TableFrame>
      )}
    </>
  );
}
