import type { Column } from '#components/table/column.ts';
import { DataTable } from '#components/table/data-table.tsx';
import { TableFrame } from '#components/table/table-frame.tsx';
import { formatCount, formatFigure } from '#lib/format.ts';
import type { RuleBook } from '#lib/queries/team-rules.ts';

type JudgedRule = RuleBook['rules'][number];
export type RuleTableProps = { book: RuleBook; exports: { csv: string; json: string } };

const count = (value: number): string => formatFigure(value, 'count').text;

const columns: Column<JudgedRule>[] = [
  { id: 'place', label: 'Rule', kind: 'figure', phone: 'hidden', cell: ({ place }) => place },
  {
    id: 'words',
    label: 'Matches',
    kind: 'lead',
    cell: ({ words }) => <span className="font-mono text-12 break-all">{words}</span>,
  },
  { id: 'team', label: 'Gives to', cell: ({ team }) => team },
  { id: 'decides', label: 'Decides now', kind: 'figure', cell: ({ decides }) => count(decides) },
  { id: 'matches', label: 'Matches at all', kind: 'figure', cell: ({ matches }) => count(matches) },
  {
    id: 'shadow',
    label: 'The rest is decided by',
    phone: 'row',
    cell: ({ matches, shadowedBy }) => {
      if (matches === 0) return <span className="text-ink-3">nothing in the inventory matches</span>;
      return shadowedBy.map(({ what, count: many }) => `${what} (${count(many)})`).join(', ') || 'none';
    },
  },
];

/** The rules of trailwatch.yaml in their order. */
export function RuleTable({ book, exports }: RuleTableProps) {
  const { hand, tag, rule, holder, nobody } = book.decided;
  const words = `${count(hand)} by hand, ${count(tag)} by the tag “${book.tag}”, ${count(rule)} by a rule, ${count(holder)} by what holds them; ${count(nobody)} nobody’s`;
  return (
    <TableFrame
      title="Rules"
      subtitle={`${formatCount(book.rules.length, 'rule', 'rules')} of trailwatch.yaml: by hand beats the tag, the tag beats rules, the first that matches wins`}
      exports={exports}
      foot={<span>{words}</span>}
    >
      <DataTable
        caption="Rules"
        columns={columns}
        rows={book.rules}
        rowKey={({ place }) => String(place)}
        empty={`trailwatch.yaml has no rules: owners come from the tag “${book.tag}” alone. Try one below.`}
      />
    </TableFrame>
  );
}
