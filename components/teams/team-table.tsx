import type { Column } from '#components/table/column.ts';
import { DataTable } from '#components/table/data-table.tsx';
import { TableFrame } from '#components/table/table-frame.tsx';
import { Absent } from '#components/ui/absent.tsx';
import { Figure } from '#components/ui/figure.tsx';
import { Link } from '#components/ui/link.tsx';
import { StateLane } from '#components/ui/state-lane.tsx';
import { Age } from '#components/ui/time.tsx';
import type { View } from '#components/url/view.ts';
import { type Health, healthWords } from '#lib/catalog/health.ts';
import { paths } from '#lib/catalog/paths.ts';
import type { TeamRow } from '#lib/queries/teams.ts';
import { minuteMs } from '#lib/time.ts';
import { HealthSentence, holdingWords, None, WorstCell } from './team-cells.tsx';

export type TeamTableProps = {
  rows: readonly TeamRow[];
  window: { from: number; to: number };
  view: View;
  exports: { csv: string; json: string };
};

const staleAfterMs = 10 * minuteMs;

const columnsFor = (window: TeamTableProps['window'], view: View): Column<TeamRow>[] => [
  {
    id: 'team',
    label: 'Team',
    kind: 'lead',
    cell: (row) => (
      <span className="grid md:whitespace-nowrap">
        <Link className="text-ink hover:underline" href={`${paths.board(row.team)}${view.query}`}>
          {row.name}
        </Link>
        <span className="text-12 font-text text-ink-3">{holdingWords(row)}</span>
      </span>
    ),
  },
  { id: 'health', label: 'Health, and what earned it', kind: 'wide', cell: (row) => <HealthSentence row={row} now={view.now} /> },
  {
    id: 'lane',
    label: '24 h to now',
    kind: 'wide',
    cell: (row) => (
      <StateLane {...window} spans={row.lane} changes={row.changes} label={laneWords(row)} className="w-full md:w-[114px]" />
    ),
  },
  {
    id: 'errors',
    label: '5xx, worst endpoint',
    kind: 'figure',
    cell: (row) => <WorstCell figure={row.errors} unit="%" what="5xx" />,
  },
  { id: 'p99', label: 'p99, worst endpoint', kind: 'figure', cell: (row) => <WorstCell figure={row.p99} unit="ms" what="p99" /> },
  {
    id: 'jobs',
    label: 'Failed jobs',
    kind: 'figure',
    cell: ({ jobs }) => (jobs === null ? <None /> : <Figure value={jobs.failed} of={jobs.total} unit="count" />),
  },
  {
    id: 'waiting',
    label: 'Objects waiting',
    kind: 'figure',
    cell: ({ waiting }) =>
      waiting === null ? (
        <None />
      ) : (
        <Figure value={waiting.count} unit="count" {...(waiting.isStalled ? { tone: 'degraded' as const } : {})} />
      ),
  },
  {
    id: 'age',
    label: 'Data age',
    kind: 'figure',
    cell: ({ readAt, blocked }) =>
      readAt === null ? (
        <Absent absence={blocked ?? 'not_collected'} />
      ) : (
        <Age at={readAt} moment={view} staleAfterMs={staleAfterMs} />
      ),
  },
];

const laneWords = ({ name, lane, changes }: TeamRow): string =>
  `${name} in 24 h: ${[...new Set(lane.map((one) => one.word.replace('_', ' ')))].join(', ') || 'nothing read'}; ${changes.length} changes`;

const byHealth = (rows: readonly TeamRow[]): TeamRow[] => {
  const rank = (word: Health) => healthWords[word].rank;
  return rows.toSorted((a, b) => rank(a.word) - rank(b.word) || b.holdings.endpoints - a.holdings.endpoints);
};

/** One row a team, the worst word first. */
export function TeamTable({ rows, window, view, exports }: TeamTableProps) {
  return (
    <TableFrame
      title="Teams"
      subtitle="by health: unknown stands above healthy"
      exports={exports}
      foot={
        <>
          <span>Triangles mark changes; dashed is the rule's limit; hatching is time that could not be read.</span>
          <span>p99 is one endpoint's, never a mean.</span>
          <span className="md:ml-auto">
            {rows.length} of {rows.length} teams
          </span>
        </>
      }
    >
      <DataTable
        caption="Teams by health"
        columns={columnsFor(window, view)}
        rows={byHealth(rows)}
        rowKey={(row) => row.team}
        height="tall"
        empty="No team owns anything yet. The first look at AWS takes a minute; the collection page shows how far it is."
      />
    </TableFrame>
  );
}
