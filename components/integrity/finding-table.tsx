import type { Column } from '#components/table/column.ts';
import { DataTable } from '#components/table/data-table.tsx';
import { TableFrame } from '#components/table/table-frame.tsx';
import type { View } from '#components/url/view.ts';
import { formatCount, formatInstant, formatSpan } from '#lib/format.ts';
import type { TrailFinding } from '#lib/queries/trail-hours.ts';

const columnsOf = (view: View, names: ReadonlyMap<string, string>): Column<TrailFinding>[] => [
  { id: 'from', label: 'Time', cell: ({ from }) => formatInstant(from, view), phone: 'corner' },
  { id: 'account', label: 'Account', cell: ({ account }) => names.get(account) ?? account, kind: 'lead' },
  { id: 'region', label: 'Region', cell: ({ region }) => <span className="whitespace-nowrap">{region}</span> },
  { id: 'found', label: 'What was found', cell: ({ sentence }) => <span className="break-all">{sentence}</span>, kind: 'wide' },
];

export type FindingTableProps = {
  findings: readonly TrailFinding[];
  /** So many are shown. */
  most: number;
  names: ReadonlyMap<string, string>;
  view: View;
  exports: { csv: string; json: string };
};

/** What does not verify, and where. */
export function FindingTable({ findings, most, names, view, exports }: FindingTableProps) {
  const shown = findings.slice(0, most);
  return (
    <TableFrame
      title="What does not verify"
      subtitle={`newest first, ${formatSpan(view.from, view.to, view)}`}
      exports={exports}
      foot={
        findings.length === 0 ? undefined : (
          <span>
            {formatCount(shown.length, 'finding', 'findings')} shown
            {findings.length > shown.length && ', and more: narrow the time, or export them'}
          </span>
        )
      }
    >
      <DataTable
        caption="What does not verify"
        columns={columnsOf(view, names)}
        rows={shown}
        rowKey={({ account, region, from, kind, key }) => `${account} ${region} ${from} ${kind} ${key}`}
        empty="Nothing of what was looked at in this time is altered, missing or unproved."
      />
    </TableFrame>
  );
}
