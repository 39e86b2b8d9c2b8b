import { RevealButton } from '#components/people/reveal-button.tsx';
import type { Column } from '#components/table/column.ts';
import { DataTable } from '#components/table/data-table.tsx';
import { TableFrame } from '#components/table/table-frame.tsx';
import { Figure } from '#components/ui/figure.tsx';
import { Age } from '#components/ui/time.tsx';
import type { View } from '#components/url/view.ts';
import { fewestPeople } from '#lib/catalog/people.ts';
import { formatDuration } from '#lib/format.ts';
import type { FloorWorker } from '#lib/queries/workforce.ts';

/** How people of a floor may be revealed: not at all, or by a viewer who signed in lately or not. */
export type Reveal = { isFresh: boolean } | null;

const columns = (view: View, reveal: Reveal): Column<FloorWorker>[] => [
  {
    id: 'worker',
    label: 'Pseudonym',
    kind: 'lead',
    cell: ({ worker }) => <span className="font-mono text-12">{worker.slice(0, 8)}</span>,
  },
  { id: 'submitted', label: 'Submitted', kind: 'figure', cell: ({ submitted }) => <Figure value={submitted} /> },
  { id: 'declined', label: 'Declined', kind: 'figure', cell: ({ declined }) => <Figure value={declined} /> },
  { id: 'returned', label: 'Returned', kind: 'figure', cell: ({ returned }) => <Figure value={returned} /> },
  {
    id: 'median',
    label: 'A task takes',
    kind: 'figure',
    cell: ({ medianSeconds }) =>
      medianSeconds === null ? <span className="text-ink-3">nothing submitted</span> : formatDuration(medianSeconds * 1000),
  },
  { id: 'last', label: 'Last seen', kind: 'figure', cell: ({ lastAt }) => <Age at={lastAt} moment={view} /> },
  ...(reveal
    ? [
        {
          id: 'reveal',
          label: 'Identity',
          cell: ({ worker }: FloorWorker) => <RevealButton pseudonym={worker} label={worker.slice(0, 8)} {...reveal} />,
        },
      ]
    : []),
];

/** People under pseudonyms; fewer than five are never shown one by one. */
export function WorkerTable({ workers, view, reveal }: { workers: readonly FloorWorker[]; view: View; reveal: Reveal }) {
  return (
    <TableFrame
      title="People"
      subtitle="under pseudonyms, in the page's window"
      foot={`fewer than ${fewestPeople} are never shown one by one`}
    >
      <DataTable
        caption="People"
        columns={columns(view, reveal)}
        rows={workers}
        rowKey={({ worker }) => worker}
        empty={`Fewer than ${fewestPeople} people worked in this window.`}
      />
    </TableFrame>
  );
}
