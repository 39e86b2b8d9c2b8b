import { priceText } from '#components/runs/run-words.tsx';
import type { Column } from '#components/table/column.ts';
import { FoldedTable } from '#components/table/folded-table.tsx';
import { TableFrame } from '#components/table/table-frame.tsx';
import { Figure } from '#components/ui/figure.tsx';
import { quotaOf, quotaShare } from '#lib/catalog/quotas.ts';
import { formatCount } from '#lib/format.ts';
import type { AccountCall } from '#lib/queries/accounts.ts';
import { dayMs } from '#lib/time.ts';

const secondsToday = (now: number): number => Math.max(60, (now % dayMs) / 1000);

/** The part of AWS's quota that was taken, on average of the day so far. */
const shareOf = ({ service, operation, calls }: AccountCall, now: number): number =>
  calls / (quotaOf(`${service}.${operation}`) * secondsToday(now));

const percent = (share: number): number => Math.round(10_000 * share) / 100;

const columns = (now: number): Column<AccountCall>[] => [
  { id: 'operation', label: 'Call', kind: 'lead', cell: (row) => `${row.service}:${row.operation}` },
  { id: 'region', label: 'Region', cell: ({ region }) => region },
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
  {
    id: 'share',
    label: 'Of the quota',
    kind: 'figure',
    cell: (row) => <Figure value={percent(shareOf(row, now))} unit="%" strong={false} />,
  },
  { id: 'price', label: 'List price', kind: 'figure', cell: (row) => priceText(row.priceUsd) },
];

/** What was asked of one account today, by Region and operation, beside AWS's quotas. */
export const QuotaTable = ({ calls, now }: { calls: readonly AccountCall[]; now: number }) => (
  <TableFrame
    title="AWS calls of the day"
    subtitle="UTC, by Region and operation, the refused first"
    foot={
      <>
        <span>{formatCount(calls.length, 'operation', 'operations')}</span>
        <span>Trailwatch takes {100 * quotaShare} % of a quota at most; the rest is the account’s own.</span>
      </>
    }
  >
    <FoldedTable
      open={16}
      rest={(count) => `${count} more that were called less`}
      caption="AWS calls of the day"
      height="low"
      columns={columns(now)}
      rows={calls}
      rowKey={({ region, service, operation }) => `${region} ${service} ${operation}`}
      empty="AWS was not called for this account on this day."
    />
  </TableFrame>
);
