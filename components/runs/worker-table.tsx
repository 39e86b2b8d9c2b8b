import type { Column } from '#components/table/column.ts';
import { DataTable } from '#components/table/data-table.tsx';
import { TableFrame } from '#components/table/table-frame.tsx';
import { Figure } from '#components/ui/figure.tsx';
import { Instant, Since } from '#components/ui/time.tsx';
import { Word } from '#components/ui/word.tsx';
import type { View } from '#components/url/view.ts';
import { formatCount, formatDuration } from '#lib/format.ts';
import type { WorkerProcess } from '#lib/queries/workers.ts';
import { FailureWord } from './run-words.tsx';

export type WorkerTableProps = {
  workers: readonly WorkerProcess[];
  view: View;
  names: ReadonlyMap<string, string>;
  exports: { csv: string; json: string };
};

/** Longer than the beats of a worker that is well lie apart. */
const silentAfterMs = 15_000;

const nameOf = ({ host, pid }: WorkerProcess): string => `${host} (process ${pid})`;

function State({ worker }: { worker: WorkerProcess }) {
  const { silentMs, isCurrent, differs } = worker;
  if (silentMs > silentAfterMs) return <Word word="late" label={`not heard for ${formatDuration(silentMs)}`} />;
  if (!isCurrent) return <Word word="partial" label={`stands by: other ${differs.join(', ')}`} />;
  return <Word word="healthy" label="at work" />;
}

/** What only failed, and so is left alone for a while. */
function LeftAlone({ worker: { holds }, view, names }: { worker: WorkerProcess } & Pick<WorkerTableProps, 'view' | 'names'>) {
  if (holds.length === 0) return <span className="text-ink-3">nothing is left alone</span>;
  return (
    <ul className="grid gap-1">
      {holds.map(({ account, region, service, operation, until, word, code }) => (
        <li key={`${account} ${region} ${service} ${operation}`} className="min-w-0 break-words">
          <FailureWord word={word} />{' '}
          <code className="font-mono">
            {service}:{operation}
          </code>{' '}
          <span className="text-ink-2">
            in {names.get(account) ?? account}, {region}, after {code}, until <Instant at={until} moment={view} seconds />
          </span>
        </li>
      ))}
    </ul>
  );
}

const columns = ({ view, names }: WorkerTableProps): Column<WorkerProcess>[] => [
  { id: 'worker', label: 'Worker', kind: 'lead', cell: (worker) => <span className="break-all">{nameOf(worker)}</span> },
  { id: 'state', label: 'State', phone: 'bare', cell: (worker) => <State worker={worker} /> },
  { id: 'since', label: 'Began', phone: 'corner', cell: ({ startedAt }) => <Since at={startedAt} moment={view} /> },
  {
    id: 'units',
    label: 'Under way',
    kind: 'figure',
    cell: ({ units }) => <Figure value={units} strong={false} />,
  },
  {
    id: 'configuration',
    label: 'trailwatch.yaml',
    cell: ({ configHash }) => (
      <code className="font-mono" title="Workers that read the same have the same here">
        {configHash}
      </code>
    ),
  },
  { id: 'version', label: 'Version', cell: ({ version }) => version },
  {
    id: 'left-alone',
    label: 'Left alone for now',
    kind: 'wide',
    cell: (worker) => <LeftAlone {...{ worker, view, names }} />,
  },
];

/** Of workers that read different files, those work that agree with the newest. */
function Conflict({ workers }: Pick<WorkerTableProps, 'workers'>) {
  const [newest] = workers;
  const others = workers.filter(({ isCurrent }) => !isCurrent);
  if (!newest || others.length === 0) return null;
  const sections = [...new Set(others.flatMap(({ differs }) => differs))].toSorted();
  return (
    <p className="px-(--gutter) pb-2 text-12 text-ink-2">
      <Word word="partial" label={`${workers.length} workers read different trailwatch.yaml:`} /> {others.map(nameOf).join(', ')}{' '}
      and {nameOf(newest)} differ in {sections.join(', ')}. {nameOf(newest)} began last and works;{' '}
      {others.length === 1 ? 'the other stands' : 'the others stand'} by until they read the same or it has ended.
    </p>
  );
}

/** The worker processes: who is at work, who stands by, and what each leaves alone. */
export function WorkerTable(props: WorkerTableProps) {
  const { workers, exports } = props;
  const atWork = workers.filter(({ isCurrent, silentMs }) => isCurrent && silentMs <= silentAfterMs).length;
  return (
    <TableFrame
      title="Workers"
      subtitle={`${formatCount(atWork, 'worker', 'workers')} at work${atWork > 1 ? '; they share work and limits' : ''}`}
      exports={exports}
    >
      <Conflict workers={workers} />
      <DataTable
        caption="Workers"
        columns={columns(props)}
        rows={workers}
        rowKey={({ id }) => id}
        empty="No worker is at work, so nothing is collected. Its log says why; npm start starts one."
      />
    </TableFrame>
  );
}
