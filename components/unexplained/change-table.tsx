import { EventTime } from '#components/audit/words.tsx';
import type { Column } from '#components/table/column.ts';
import { DataTable } from '#components/table/data-table.tsx';
import { Link } from '#components/ui/link.tsx';
import type { View } from '#components/url/view.ts';
import { causeWords } from '#lib/audit/unexplained/causes.ts';
import { resourcePath } from '#lib/catalog/paths.ts';
import { isResourceKind, kindRow } from '#lib/catalog/resource-kinds.ts';
import type { UnexplainedChange } from '#lib/queries/unexplained-changes.ts';

type Context = { team: string; view: View; names: ReadonlyMap<string, string> };

const columns = ({ team, view, names }: Context): Column<UnexplainedChange>[] => [
  {
    id: 'at',
    label: `Time, ${view.tz === 'utc' ? 'UTC' : 'local'} ↓`,
    phone: 'corner',
    cell: ({ at }) => <EventTime at={at} moment={view} />,
  },
  {
    id: 'on',
    label: 'Resource',
    kind: 'lead',
    cut: true,
    cell: (row) => (
      <Link className="hover:underline" title={row.name} href={`${resourcePath(team, row.kind, row)}${view.query}`}>
        {row.name}
      </Link>
    ),
  },
  {
    id: 'what',
    label: 'Change',
    cell: ({ kind, what }) => (
      <span className="whitespace-nowrap">
        {isResourceKind(kind) ? kindRow(kind).one : kind} {what}
      </span>
    ),
  },
  {
    id: 'place',
    label: 'Account, Region',
    cell: ({ account, region }) => (
      <span className="whitespace-nowrap" title={account}>
        {names.get(account) ?? account}, {region}
      </span>
    ),
  },
  { id: 'team', label: 'Team', cell: (row) => <span className="whitespace-nowrap">{row.team}</span> },
  { id: 'causes', label: 'What could explain it', kind: 'wide', cell: ({ causes }) => causeWords(causes) },
];

export type ChangeTableProps = Context & { rows: readonly UnexplainedChange[]; empty: React.ReactNode };

/** What the inventory saw change and no event explains; each row opens the resource. */
export function ChangeTable({ rows, empty, ...context }: ChangeTableProps) {
  return (
    <DataTable
      caption="Changes without an event"
      columns={columns(context)}
      rows={rows}
      rowKey={({ account, region, kind, name, at, what }) => `${account} ${region} ${kind} ${name} ${at} ${what}`}
      height="low"
      empty={empty}
    />
  );
}
