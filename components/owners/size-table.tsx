import type { Column } from '#components/table/column.ts';
import { DataTable } from '#components/table/data-table.tsx';
import { TableFrame } from '#components/table/table-frame.tsx';
import { Link } from '#components/ui/link.tsx';
import { paths } from '#lib/catalog/paths.ts';
import { formatCount, formatFigure } from '#lib/format.ts';
import type { TeamSize } from '#lib/queries/team-sizes.ts';

export type SizeTableProps = { teams: readonly TeamSize[]; query: string; exports: { csv: string; json: string } };

const figure = (id: keyof TeamSize & string, label: string): Column<TeamSize> => ({
  id,
  label,
  kind: 'figure',
  cell: (row) => formatFigure(Number(row[id]), 'count').text,
});

const columns = (query: string): Column<TeamSize>[] => [
  {
    id: 'team',
    label: 'Team',
    kind: 'lead',
    cell: ({ slug, name, resources }) => (resources > 0 ? <Link href={`${paths.board(slug)}${query}`}>{name}</Link> : name),
  },
  figure('resources', 'Resources'),
  figure('endpoints', 'Endpoints'),
  figure('principals', 'Roles and users'),
  figure('people', 'Members'),
  figure('byHand', 'Set by hand'),
  {
    id: 'named',
    label: 'Named by',
    phone: 'row',
    cell: ({ slug, isNamed, people }) => {
      if (slug === 'unowned') return <span className="text-ink-3">nobody: see the inbox</span>;
      if (isNamed) return 'tags, rules or by hand';
      return <span className="text-ink-3">{people > 0 ? 'its members alone: they see nothing' : 'nothing any more'}</span>;
    },
  },
];

/** Every team with its size. */
export const SizeTable = ({ teams, query, exports }: SizeTableProps) => (
  <TableFrame
    title="Teams"
    subtitle={formatCount(teams.filter(({ slug }) => slug !== 'unowned').length, 'team', 'teams')}
    exports={exports}
  >
    <DataTable
      caption="Teams"
      columns={columns(query)}
      rows={teams}
      rowKey={({ slug }) => slug}
      empty="No team is known yet. Tag resources, or write rules into trailwatch.yaml."
    />
  </TableFrame>
);
