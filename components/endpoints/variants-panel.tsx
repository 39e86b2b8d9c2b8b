import { DataTable } from '#components/table/data-table.tsx';
import { TableFrame } from '#components/table/table-frame.tsx';
import { Absent } from '#components/ui/absent.tsx';
import { Figure } from '#components/ui/figure.tsx';
import type { Variant } from '#lib/queries/fleet.ts';

const count = (value: number | null, why: string) =>
  value === null ? <Absent absence="not_published" why={why} /> : <Figure value={value} unit="count" />;

/** The variants of an endpoint as DescribeEndpoint and its configuration answered them. */
export function VariantsPanel({ variants }: { variants: readonly Variant[] }) {
  const absent = 'It is absent in the answer: serverless variants have no instances.';
  return (
    <TableFrame title="Variants" subtitle="as answered">
      <DataTable
        caption="Variants"
        rows={variants}
        rowKey={(row) => row.name}
        empty="The answer names no variant."
        columns={[
          { id: 'name', label: 'Variant', kind: 'lead', cell: (row) => `${row.name}${row.isShadow ? ', shadow' : ''}` },
          {
            id: 'type',
            label: 'Instance type',
            cell: (row) => row.instanceType ?? <Absent absence="not_published" why={absent} />,
          },
          { id: 'running', label: 'Running', kind: 'figure', cell: (row) => count(row.running, absent) },
          { id: 'wanted', label: 'Wanted', kind: 'figure', cell: (row) => count(row.wanted, absent) },
          { id: 'weight', label: 'Weight', kind: 'figure', cell: (row) => count(row.weight, 'It is absent in the answer.') },
          { id: 'status', label: 'Status', cell: (row) => row.status ?? <span className="text-ink-3">no change under way</span> },
        ]}
      />
    </TableFrame>
  );
}
