import { AlarmCell } from '#components/endpoints/alarm-cell.tsx';
import type { Column } from '#components/table/column.ts';
import { DataTable } from '#components/table/data-table.tsx';
import { Figure } from '#components/ui/figure.tsx';
import { Link } from '#components/ui/link.tsx';
import type { Hearer } from '#lib/alerts/coverage.ts';
import { channelLabel } from '#lib/catalog/channel-kinds.ts';
import { endpointKinds } from '#lib/catalog/endpoint-kinds.ts';
import { paths } from '#lib/catalog/paths.ts';
import type { CoverageRow } from '#lib/queries/alert-coverage.ts';
import { CoverageGaps, type GapContext } from './coverage-gaps.tsx';
import { CoverageState } from './coverage-words.tsx';

export type CoverageTableProps = GapContext & {
  /** Of accounts, by id. */
  names: ReadonlyMap<string, string>;
  rows: readonly CoverageRow[];
  empty: React.ReactNode;
};
type Context = Omit<CoverageTableProps, 'rows' | 'empty'>;

function Told({ hearers }: { hearers: readonly Hearer[] }) {
  if (hearers.length === 0) return <span className="text-ink-3">nobody</span>;
  return (
    <ul className="text-12 [overflow-wrap:anywhere] max-md:text-right">
      {hearers.map(({ id, kind, hasHours }) => (
        <li key={id}>
          {id}{' '}
          <span className="text-ink-3">
            {channelLabel(kind)}
            {hasHours && ', in its hours'}
          </span>
        </li>
      ))}
    </ul>
  );
}

const columns = ({ names, ...context }: Context): Column<CoverageRow>[] => [
  {
    id: 'name',
    label: 'Endpoint',
    kind: 'lead',
    cell: (row) => (
      <span className="grid min-w-0 py-1 md:min-w-44">
        <Link
          className="text-ink [overflow-wrap:anywhere] hover:underline"
          href={`${paths.endpoint(context.team, row)}${context.view.query}`}
        >
          {row.name}
        </Link>
        <span className="text-12 font-text text-ink-3">
          {row.kind === null ? 'kind cannot be told' : endpointKinds[row.kind].one} · {names.get(row.account) ?? row.account}{' '}
          {row.region}
          {context.team === 'all' && ` · ${row.team}`}
        </span>
      </span>
    ),
  },
  { id: 'told', label: 'Would be told', phone: 'corner', cell: ({ word }) => <CoverageState word={word} /> },
  { id: 'page', label: 'Of pages', phone: 'row', cell: ({ told }) => <Told hearers={told.page} /> },
  { id: 'ticket', label: 'Of tickets', phone: 'row', cell: ({ told }) => <Told hearers={told.ticket} /> },
  {
    id: 'judged',
    label: 'Rules judged',
    kind: 'figure',
    phone: 'row',
    cell: ({ judged, watching }) => (
      <Figure value={judged} unit="count" of={watching} {...(judged < watching ? { tone: 'degraded' as const } : {})} />
    ),
  },
  {
    id: 'gaps',
    label: 'What nobody would be told of',
    kind: 'wide',
    cell: ({ gaps, team }) => (
      <span className="block md:min-w-72">
        <CoverageGaps gaps={gaps} owner={team} context={context} />
      </span>
    ),
  },
  { id: 'alarms', label: 'Alarms in AWS', phone: 'row', cell: (row) => <AlarmCell alarms={row.alarms} /> },
];

/** Endpoints and who would be told of them: what nobody would be told of first. */
export const CoverageTable = ({ rows, empty, ...context }: CoverageTableProps) => (
  <DataTable
    caption="Alarm coverage"
    columns={columns(context)}
    rows={rows}
    rowKey={({ account, region, name }) => `${account} ${region} ${name}`}
    height="tall"
    empty={empty}
  />
);
