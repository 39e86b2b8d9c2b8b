import type { Column } from '#components/table/column.ts';
import { DataTable } from '#components/table/data-table.tsx';
import { Absent } from '#components/ui/absent.tsx';
import { Link } from '#components/ui/link.tsx';
import { Age, Instant } from '#components/ui/time.tsx';
import { Word } from '#components/ui/word.tsx';
import type { View } from '#components/url/view.ts';
import { lateAfterMs } from '#lib/catalog/collectors.ts';
import { paths } from '#lib/catalog/paths.ts';
import type { NodeRecord } from '#lib/queries/nodes.ts';

const columns = (team: string, view: View): Column<NodeRecord>[] => [
  {
    id: 'name',
    label: 'Node',
    kind: 'lead',
    cell: (row) => (
      <span className="grid">
        <Link className="text-ink hover:underline" href={`${paths.other(team, 'cluster_node', row)}${view.query}`}>
          {row.name}
        </Link>
        <span className="text-12 font-text text-ink-3">
          {row.instanceType ?? 'type absent in the answer'} · {row.region}
        </span>
      </span>
    ),
  },
  {
    id: 'cluster',
    label: 'Cluster and group',
    cell: (row) => (
      <span className="grid">
        <Link href={`${paths.other(team, 'cluster', { ...row, name: row.cluster })}${view.query}`}>{row.cluster}</Link>
        <span className="text-12 text-ink-3">{row.group ?? 'group absent in the answer'}</span>
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
        <Word word={row.word} /> {row.word === 'healthy' ? '' : row.sentence}
      </span>
    ),
  },
  { id: 'status', label: 'AWS says', cell: (row) => row.status ?? <Absent absence="not_collected" /> },
  {
    id: 'launched',
    label: 'Launched',
    kind: 'figure',
    cell: (row) => (row.launchedAt === null ? <Absent absence="not_collected" /> : <Instant at={row.launchedAt} moment={view} />),
  },
  {
    id: 'read',
    label: 'Read',
    kind: 'figure',
    cell: (row) => <Age at={row.lastSeenAt} moment={view} staleAfterMs={lateAfterMs} />,
  },
];

/** HyperPod nodes by health. */
export const NodeTable = ({ rows, team, view }: { rows: readonly NodeRecord[]; team: string; view: View }) => (
  <DataTable
    caption="HyperPod nodes"
    columns={columns(team, view)}
    rows={rows}
    rowKey={(row) => `${row.account} ${row.region} ${row.name}`}
    height="tall"
    empty="No HyperPod cluster is owned here."
  />
);
