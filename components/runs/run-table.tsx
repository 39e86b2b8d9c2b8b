import type { Column } from '#components/table/column.ts';
import { DataTable } from '#components/table/data-table.tsx';
import { Figure } from '#components/ui/figure.tsx';
import { Link } from '#components/ui/link.tsx';
import { Instant } from '#components/ui/time.tsx';
import { Word } from '#components/ui/word.tsx';
import type { View } from '#components/url/view.ts';
import { paths } from '#lib/catalog/paths.ts';
import { formatDuration, formatSpan } from '#lib/format.ts';
import type { RunRow } from '#lib/queries/runs.ts';
import { otherCounts, priceText, RunStatus, runName } from './run-words.tsx';

export type RunTableProps = {
  runs: readonly RunRow[];
  team: string;
  view: View;
  names: ReadonlyMap<string, string>;
  empty: React.ReactNode;
};

/** "3, all repaired", "3, 1 repaired", "3 not repaired". */
export function FailedCalls({ failures, open }: Pick<RunRow, 'failures' | 'open'>) {
  if (failures === 0) return <span className="text-ink-3">none</span>;
  if (open === 0) return <span className="text-ink-3">{failures}, all repaired</span>;
  return (
    <Word word="partial" label={open === failures ? `${failures} not repaired` : `${failures}, ${failures - open} repaired`} />
  );
}

const notYet = <span className="text-ink-3">not yet</span>;

/** Figures are written when a run ends: until then there is none, which is not zero. */
const figure = ({ endedAt }: RunRow, value: number | undefined) => {
  if (endedAt === null) return notYet;
  return value === undefined ? <span className="text-ink-3">none</span> : <Figure value={value} strong={false} />;
};

const columns = ({ team, view, names }: RunTableProps): Column<RunRow>[] => [
  {
    id: 'started',
    label: 'Started ↓',
    kind: 'lead',
    cell: (run) => (
      <Link className="figures hover:underline" href={`${paths.run(team, run.id)}${view.query}`}>
        <Instant at={run.startedAt} moment={view} seconds />
      </Link>
    ),
  },
  { id: 'collector', label: 'Collector', phone: 'corner', cell: (run) => <span className="text-ink">{runName(run)}</span> },
  {
    id: 'place',
    label: 'Account, Region',
    kind: 'wide',
    cell: (run) => (
      <span title={run.account}>
        {names.get(run.account) ?? run.account}, {run.region}
      </span>
    ),
  },
  { id: 'status', label: 'Result', cell: (run) => <RunStatus status={run.status} /> },
  { id: 'failures', label: 'Failed calls', cell: (run) => (run.endedAt === null ? notYet : <FailedCalls {...run} />) },
  {
    id: 'window',
    label: 'Window',
    cell: (run) =>
      run.windowFrom === null || run.windowTo === null ? (
        <span className="text-ink-3">as it was then</span>
      ) : (
        <span className="figures">{formatSpan(run.windowFrom, run.windowTo, view)}</span>
      ),
  },
  {
    id: 'read',
    label: 'Read',
    kind: 'figure',
    cell: (run) => <span title={otherCounts(run.counts)}>{figure(run, run.counts.read)}</span>,
  },
  { id: 'written', label: 'Written', kind: 'figure', cell: (run) => figure(run, run.counts.written) },
  { id: 'calls', label: 'Calls', kind: 'figure', cell: (run) => figure(run, run.calls) },
  { id: 'retries', label: 'Retries', kind: 'figure', phone: 'hidden', cell: (run) => figure(run, run.retries) },
  { id: 'metrics', label: 'Metrics', kind: 'figure', phone: 'hidden', cell: (run) => figure(run, run.metricsRequested) },
  { id: 'price', label: 'List price', kind: 'figure', cell: (run) => (run.endedAt === null ? notYet : priceText(run.priceUsd)) },
  {
    id: 'took',
    label: 'Took',
    kind: 'figure',
    cell: (run) =>
      run.endedAt === null ? <span className="text-ink-3">not ended</span> : formatDuration(run.endedAt - run.startedAt),
  },
];

/** Runs, newest first. */
export const RunTable = (props: RunTableProps) => (
  <DataTable
    caption="Runs"
    height="low"
    columns={columns(props)}
    rows={props.runs}
    rowKey={(run) => String(run.id)}
    empty={props.empty}
  />
);
