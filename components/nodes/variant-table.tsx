import type { Column } from '#components/table/column.ts';
import { DataTable } from '#components/table/data-table.tsx';
import { Absent } from '#components/ui/absent.tsx';
import { Figure } from '#components/ui/figure.tsx';
import { Link } from '#components/ui/link.tsx';
import { Word } from '#components/ui/word.tsx';
import type { View } from '#components/url/view.ts';
import { paths } from '#lib/catalog/paths.ts';
import type { VariantNode } from '#lib/queries/variant-nodes.ts';

const percent = (reading: VariantNode['cpu']) =>
  'absence' in reading ? (
    <Absent absence={reading.absence} {...(reading.why === undefined ? {} : { why: reading.why })} />
  ) : (
    <Figure value={reading.value} unit="%" {...(reading.value > 90 ? { tone: 'degraded' as const } : {})} />
  );

const columns = (team: string, view: View): Column<VariantNode>[] => [
  {
    id: 'name',
    label: 'Endpoint and variant',
    kind: 'lead',
    cell: (row) => (
      <span className="grid">
        <Link
          className="text-ink [overflow-wrap:anywhere] hover:underline"
          href={`${paths.endpoint(team, row)}${view.query === '' ? '?' : `${view.query}&`}variant=${encodeURIComponent(row.variant)}`}
        >
          {row.name}
        </Link>
        <span className="text-12 font-text text-ink-3">
          {row.variant} · {row.region}
        </span>
      </span>
    ),
  },
  { id: 'team', label: 'Team', cell: (row) => row.team },
  {
    id: 'health',
    label: 'Health',
    kind: 'wide',
    cell: (row) => (
      <span className="two-lines text-12 text-ink-2">
        <Word word={row.word} /> {row.sentence}
      </span>
    ),
  },
  {
    id: 'type',
    label: 'Instance type',
    cell: (row) => row.instanceType ?? <span className="text-ink-3">none of its own</span>,
  },
  {
    id: 'running',
    label: 'Running',
    kind: 'figure',
    cell: ({ running, wanted, instanceType }) =>
      running === null || instanceType === null ? (
        <span className="text-ink-3">none</span>
      ) : (
        <Figure
          value={running}
          unit="count"
          {...(wanted === null ? {} : { of: wanted })}
          {...(wanted !== null && running < wanted ? { tone: 'degraded' as const } : {})}
        />
      ),
  },
  { id: 'cpu', label: 'CPU', kind: 'figure', cell: (row) => percent(row.cpu) },
  { id: 'memory', label: 'Memory', kind: 'figure', cell: (row) => percent(row.memory) },
  { id: 'disk', label: 'Disk', kind: 'figure', cell: (row) => percent(row.disk) },
  { id: 'gpu', label: 'GPU', kind: 'figure', cell: (row) => percent(row.gpu) },
];

/** Endpoint variants by health: the finest grain that an endpoint shows without enhanced metrics. */
export const VariantTable = ({ rows, team, view }: { rows: readonly VariantNode[]; team: string; view: View }) => (
  <DataTable
    caption="Endpoint variants"
    columns={columns(team, view)}
    rows={rows}
    rowKey={(row) => `${row.account} ${row.region} ${row.name} ${row.variant}`}
    height="tall"
    empty="No endpoint is owned here."
  />
);
