import type { Column } from '#components/table/column.ts';
import { DataTable } from '#components/table/data-table.tsx';
import type { Sorting } from '#components/table/head-cell.tsx';
import { short } from '#components/teams/short.ts';
import { Absent } from '#components/ui/absent.tsx';
import { Figure } from '#components/ui/figure.tsx';
import { Link } from '#components/ui/link.tsx';
import { StateLane } from '#components/ui/state-lane.tsx';
import type { View } from '#components/url/view.ts';
import { endpointKinds } from '#lib/catalog/endpoint-kinds.ts';
import { paths } from '#lib/catalog/paths.ts';
import { formatDuration } from '#lib/format.ts';
import type { EndpointRow } from '#lib/queries/endpoints.ts';
import { AlarmCell } from './alarm-cell.tsx';
import { ReadingCell } from './reading-cell.tsx';
import { HealthWord } from './rule-card.tsx';

export type EndpointTableProps = {
  rows: readonly EndpointRow[];
  team: string;
  view: View;
  names: ReadonlyMap<string, string>;
  window: { from: number; to: number };
  sorting?: Sorting;
  empty: React.ReactNode;
  /** Columns that are shown; all without. */
  chosen?: readonly string[];
};

export const endpointColumns = ({
  team,
  view,
  names,
  window,
}: Pick<EndpointTableProps, 'team' | 'view' | 'names' | 'window'>): Column<EndpointRow>[] => [
  {
    id: 'name',
    label: 'Endpoint',
    kind: 'lead',
    sortable: true,
    cell: (row) => (
      <span className="grid min-w-0 md:min-w-48">
        <Link className="text-ink [overflow-wrap:anywhere] hover:underline" href={`${paths.endpoint(team, row)}${view.query}`}>
          {row.name}
        </Link>
        <span className="text-12 font-text text-ink-3 md:max-w-60 md:truncate">
          {row.kind === null ? 'kind cannot be told' : endpointKinds[row.kind].one} · {names.get(row.account) ?? row.account}{' '}
          {row.region}
        </span>
      </span>
    ),
  },
  ...(team === 'all'
    ? [
        {
          id: 'team',
          label: 'Team',
          sortable: true,
          cell: (row: EndpointRow) => (
            <Link className="whitespace-nowrap" href={`${paths.section(row.team, 'endpoints')}${view.query}`}>
              {row.team}
            </Link>
          ),
        },
      ]
    : []),
  {
    id: 'health',
    label: 'Health',
    kind: 'wide',
    sortable: true,
    cell: (row) => (
      <span className="two-lines text-12 text-ink-2 md:min-w-28">
        <HealthWord word={row.word} rules={row.rules} />{' '}
        {row.word === 'healthy' ? '' : <span title={row.sentence}>{short(row.sentence)}</span>}
        {row.since !== null && `, for ${formatDuration(view.now - row.since)}`}
      </span>
    ),
  },
  {
    id: 'lane',
    label: '24 h to now',
    kind: 'wide',
    cell: (row) => <StateLane {...window} spans={row.lane} label={laneWords(row)} className="w-full md:w-[72px]" />,
  },
  {
    id: 'calls',
    label: 'Calls per min',
    kind: 'figure',
    sortable: true,
    descendingFirst: true,
    cell: (row) => <ReadingCell reading={row.calls} unit="count" label={`Calls of ${row.name}`} />,
  },
  {
    id: 'errors',
    label: '5xx',
    kind: 'figure',
    sortable: true,
    descendingFirst: true,
    cell: (row) => <ReadingCell reading={row.errors} unit="%" label={`5xx of ${row.name}`} />,
  },
  {
    id: 'p99',
    label: 'p99',
    kind: 'figure',
    sortable: true,
    descendingFirst: true,
    cell: (row) => <ReadingCell reading={row.p99} unit="ms" label={`p99 of ${row.name}`} />,
  },
  {
    id: 'instances',
    label: 'Instances',
    kind: 'figure',
    sortable: true,
    descendingFirst: true,
    cell: (row) => <Instances row={row} />,
  },
  { id: 'alarms', label: 'Alarms in AWS', cell: (row) => <AlarmCell alarms={row.alarms} /> },
];

const laneWords = ({ name, lane }: EndpointRow): string =>
  `${name} in 24 h: ${[...new Set(lane.map((one) => one.word.replace('_', ' ')))].join(', ') || 'nothing read'}`;

function Instances({ row }: { row: EndpointRow }) {
  if (row.kind === 'serverless') return <span className="text-ink-3">none</span>;
  if (row.running === null) return <Absent absence="not_collected" />;
  const isShort = row.wanted !== null && row.running < row.wanted;
  return (
    <span title={row.instanceTypes.join(', ')}>
      <Figure
        value={row.running}
        unit="count"
        {...(row.wanted === null ? {} : { of: row.wanted })}
        {...(isShort ? { tone: 'degraded' as const } : {})}
      />
    </span>
  );
}

/** Endpoints with their health, sparklines and alarm coverage. */
export function EndpointTable({ rows, sorting, empty, chosen, ...context }: EndpointTableProps) {
  const columns = endpointColumns(context).filter(({ id }) => chosen === undefined || chosen.includes(id));
  return (
    <DataTable
      caption="Endpoints"
      columns={columns}
      rows={rows}
      rowKey={(row) => `${row.account} ${row.region} ${row.name}`}
      height="tall"
      {...(sorting ? { sorting } : {})}
      empty={empty}
    />
  );
}
