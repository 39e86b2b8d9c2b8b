import type { Column } from '#components/table/column.ts';
import { DataTable } from '#components/table/data-table.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { formatCount } from '#lib/format.ts';
import type { RuleMoves } from '#lib/queries/team-rules.ts';
import { oneOf } from './kind-words.ts';
import { OwnedName } from './owned-name.tsx';

type Move = RuleMoves['moves'][number];
export type MoveTableProps = { answer: RuleMoves; yaml: string; query: string };

const columns = (query: string): Column<Move>[] => [
  { id: 'name', label: 'Name', kind: 'lead', cut: true, cell: ({ owned }) => <OwnedName {...owned} query={query} /> },
  { id: 'kind', label: 'Kind', cell: ({ owned }) => oneOf(owned.kind) },
  { id: 'from', label: 'From', cell: ({ from }) => from.team },
  {
    id: 'why',
    label: 'Because',
    cut: true,
    phone: 'row',
    cell: ({ from }) => <span title={from.teamReason}>{from.teamReason}</span>,
  },
  { id: 'to', label: 'To', cell: ({ to }) => <span className="font-mid text-ink">{to.team}</span> },
  { id: 'then', label: 'Because', cut: true, phone: 'row', cell: ({ to }) => <span title={to.teamReason}>{to.teamReason}</span> },
];

/** What would change hands, and the line to add. */
export function MoveTable({ answer, yaml, query }: MoveTableProps) {
  const { moves, total } = answer;
  return (
    <>
      <div className="flex flex-wrap items-center gap-3 pb-2 text-12">
        <span className="font-mid text-ink">
          {total === 0 ? 'It would move nothing.' : `It would move ${formatCount(total, 'thing', 'things')}.`}
        </span>
        <span className="text-ink-3">Nothing is saved: rules are configuration. Add under teams.rules of trailwatch.yaml:</span>
        <code className="min-w-0 font-mono text-11 break-all">{yaml}</code>
        <CopyButton text={yaml} label="Copy the line" kind="quiet" />
      </div>
      <div className="-mx-(--gutter)">
        <DataTable
          caption="What the rule would move"
          height="low"
          columns={columns(query)}
          rows={moves}
          rowKey={({ owned }) => `${owned.account} ${owned.region} ${owned.kind} ${owned.name}`}
          empty="What it matches has this team already, or something before it decides: by hand, its tag, or an earlier rule."
        />
        {total > moves.length && (
          <div className="table-foot">
            {moves.length} of {total} shown
          </div>
        )}
      </div>
    </>
  );
}
