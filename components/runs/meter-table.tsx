import type { Column } from '#components/table/column.ts';
import { FoldedTable } from '#components/table/folded-table.tsx';
import { TableFrame } from '#components/table/table-frame.tsx';
import { Figure } from '#components/ui/figure.tsx';
import { pricesReadOn } from '#lib/catalog/prices.ts';
import { formatCount } from '#lib/format.ts';
import type { Meter, MeteredCall } from '#lib/queries/meter.ts';
import { priceText } from './run-words.tsx';

const columns: Column<MeteredCall>[] = [
  { id: 'operation', label: 'Call', kind: 'lead', cell: (row) => `${row.service}:${row.operation}` },
  { id: 'calls', label: 'Calls', kind: 'figure', cell: (row) => <Figure value={row.calls} /> },
  {
    id: 'throttles',
    label: 'Throttled',
    kind: 'figure',
    cell: (row) => <Figure value={row.throttles} {...(row.throttles > 0 ? { tone: 'unknown' as const } : {})} strong={false} />,
  },
  {
    id: 'failures',
    label: 'Failed',
    kind: 'figure',
    cell: (row) => <Figure value={row.failures} {...(row.failures > 0 ? { tone: 'degraded' as const } : {})} strong={false} />,
  },
  { id: 'metrics', label: 'Metrics asked', kind: 'figure', cell: (row) => <Figure value={row.metrics} strong={false} /> },
  { id: 'price', label: 'List price', kind: 'figure', cell: (row) => priceText(row.priceUsd) },
];

/** Every operation that was called on the day, the dearest first. */
export const MeterTable = ({ meter, exports }: { meter: Meter; exports: { csv: string; json: string } }) => (
  <TableFrame
    title="AWS calls of the day"
    subtitle={`${meter.day} UTC, all accounts, by operation, the dearest first`}
    exports={exports}
    foot={
      <>
        <span>{formatCount(meter.calls.length, 'operation', 'operations')}</span>
        <span>List prices of us-east-1, read {pricesReadOn}; a refused call costs nothing.</span>
      </>
    }
  >
    <FoldedTable
      caption="AWS calls of the day"
      open={10}
      rest={(count) => `${count} more that cost less`}
      height="low"
      columns={columns}
      rows={meter.calls}
      rowKey={(row) => `${row.service} ${row.operation}`}
      empty="AWS was not called on this day yet."
    />
  </TableFrame>
);
