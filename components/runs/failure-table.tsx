import type { Column } from '#components/table/column.ts';
import { DataTable } from '#components/table/data-table.tsx';
import { CopyCli } from '#components/ui/actions.tsx';
import { Link } from '#components/ui/link.tsx';
import { Instant } from '#components/ui/time.tsx';
import { Word } from '#components/ui/word.tsx';
import type { View } from '#components/url/view.ts';
import { feedsOf } from '#lib/catalog/call-feeds.ts';
import { failedCallCli } from '#lib/catalog/failed-call.ts';
import { paths, resourcePath } from '#lib/catalog/paths.ts';
import { formatFigure, formatSpan } from '#lib/format.ts';
import type { RunFailure } from '#lib/queries/run-failures.ts';
import type { RunRow } from '#lib/queries/runs.ts';
import { FailureWord } from './run-words.tsx';

export type FailureTableProps = { run: RunRow; failures: readonly RunFailure[]; team: string; view: View };

const foreign = <span className="text-ink-3">another team’s</span>;

function Subject({ row, run, team, view }: { row: RunFailure } & Omit<FailureTableProps, 'failures'>) {
  if (row.isHidden) return foreign;
  if (row.subject === null) return <span className="text-ink-3">all of it</span>;
  if (row.resource === null) return <span title={row.subject}>{row.subject}</span>;
  const { account, region } = run;
  return (
    <Link
      title={row.subject}
      href={`${resourcePath(team, row.resource.kind, { account, region, name: row.resource.name })}${view.query}`}
    >
      {row.subject}
    </Link>
  );
}

function Empty({ row, view }: { row: RunFailure; view: View }) {
  const window = row.windowFrom !== null && row.windowTo !== null ? formatSpan(row.windowFrom, row.windowTo, view) : null;
  const series = row.series === 0 ? null : `${formatFigure(row.series, 'count').text} series`;
  if (window === null && series === null) return <span className="text-ink-3">the answer as it was then</span>;
  return <span className="figures">{[series, window].filter((part) => part !== null).join(', ')}</span>;
}

function Repaired({ row, team, view }: { row: RunFailure; team: string; view: View }) {
  const isLaterThanAsked = row.repairedAt !== null && row.repairedAt > view.now;
  if (row.repairedAt === null || isLaterThanAsked) return <Word word="late" label="not yet" />;
  return (
    <span className="whitespace-nowrap">
      <Instant at={row.repairedAt} moment={view} />
      {row.repairedRunId !== null && (
        <>
          {' by '}
          <Link href={`${paths.run(team, row.repairedRunId)}${view.query}`}>run {row.repairedRunId}</Link>
        </>
      )}
    </span>
  );
}

const columns = ({ run, team, view }: Omit<FailureTableProps, 'failures'>): Column<RunFailure>[] => [
  {
    id: 'call',
    label: 'Call',
    kind: 'lead',
    cell: (row) => (
      <span>
        {row.service}:{row.operation}
        <span className="block text-12 font-text text-ink-3">
          {feedsOf(row.service, row.operation) ?? 'what it would have read'}
        </span>
      </span>
    ),
  },
  { id: 'word', label: 'Panels say', cell: (row) => <FailureWord word={row.word} /> },
  { id: 'subject', label: 'On', cut: true, cell: (row) => <Subject {...{ row, run, team, view }} /> },
  { id: 'empty', label: 'What stayed empty', cell: (row) => <Empty row={row} view={view} /> },
  { id: 'repaired', label: 'Repaired', cell: (row) => <Repaired {...{ row, team, view }} /> },
  {
    id: 'message',
    label: 'What AWS said',
    kind: 'wide',
    cell: (row) => (
      <span className="block py-1 text-12 break-words whitespace-normal">
        <span className="font-mid">{row.code}</span> {row.message ?? foreign}
        {row.requestId !== null && <span className="block font-mono text-11 text-ink-3">request {row.requestId}</span>}
      </span>
    ),
  },
  {
    id: 'cli',
    label: 'Try it',
    cell: (row) => {
      const command = row.isHidden ? null : failedCallCli({ ...row, region: run.region });
      return command === null ? <span className="text-ink-3">not kept</span> : <CopyCli command={command} kind="quiet" />;
    },
  },
];

/** Every call of a run that gave no answer. */
export const FailureTable = ({ failures, ...rest }: FailureTableProps) => (
  <DataTable
    caption="Failed calls"
    height="tall"
    columns={columns(rest)}
    rows={failures}
    rowKey={(row) => String(row.seq)}
    empty={
      rest.run.status === 'failed' && rest.run.counts.interrupted !== undefined
        ? 'Its worker ended before the run did, so no call is told of. What it was at is asked again.'
        : 'Every call was answered.'
    }
  />
);
