import type { Column } from '#components/table/column.ts';
import { DataTable } from '#components/table/data-table.tsx';
import { TableFrame } from '#components/table/table-frame.tsx';
import { Link } from '#components/ui/link.tsx';
import { Age, Instant, Since } from '#components/ui/time.tsx';
import type { View } from '#components/url/view.ts';
import { lateAfterMs } from '#lib/catalog/collectors.ts';
import { paths } from '#lib/catalog/paths.ts';
import { formatAccount, formatCount, formatMoney } from '#lib/format.ts';
import type { AccountRow } from '#lib/queries/accounts.ts';
import { AccountState, RegionWord } from './words.tsx';

export type AccountTableProps = {
  accounts: readonly AccountRow[];
  team: string;
  view: View;
  exports: { csv: string; json: string };
};

function Why({ row, view }: { row: AccountRow; view: View }) {
  if (row.leftAt !== null) {
    const what = row.source === 'organization' ? 'left the organization' : 'left trailwatch.yaml';
    return (
      <>
        {what} on <Instant at={row.leftAt} moment={view} />; its data is kept
      </>
    );
  }
  if (row.state !== 'ACTIVE') return <>AWS answers nobody for it; its data is kept</>;
  if (row.refusedSince !== null) {
    return (
      <>
        {row.refusedCode} for <Since at={row.refusedSince} moment={view} />
      </>
    );
  }
  if (row.regions.length === 0) return null;
  return (
    <span className="flex flex-wrap gap-x-3">
      {row.regions.map(({ region, word }) => (
        <span key={region} className="whitespace-nowrap">
          {region}: <RegionWord word={word} />
        </span>
      ))}
    </span>
  );
}

const columns = ({ team, view }: AccountTableProps): Column<AccountRow>[] => [
  {
    id: 'account',
    label: 'Account',
    kind: 'lead',
    cell: ({ id, name }) => <Link href={`${paths.account(team, id)}${view.query}`}>{name}</Link>,
  },
  { id: 'id', label: 'Id', cell: ({ id }) => <span className="figures whitespace-nowrap">{formatAccount(id)}</span> },
  { id: 'source', label: 'Named by', cell: ({ source }) => (source === 'config' ? 'trailwatch.yaml' : 'the organization') },
  { id: 'state', label: 'State', phone: 'bare', cell: (row) => <AccountState row={row} /> },
  { id: 'why', label: 'What is to know', kind: 'wide', cell: (row) => <Why row={row} view={view} /> },
  { id: 'price', label: 'List price of the month', kind: 'figure', cell: ({ monthUsd }) => formatMoney(monthUsd) },
  {
    id: 'age',
    label: 'Read',
    kind: 'figure',
    phone: 'corner',
    cell: ({ readAt, leftAt }) =>
      readAt === null ? (
        <span className="text-ink-3">never</span>
      ) : (
        <Age at={readAt} moment={view} {...(leftAt === null ? { staleAfterMs: lateAfterMs } : {})} />
      ),
  },
];

/** Every account that is or was collected: those that need a look first. */
export const AccountTable = (props: AccountTableProps) => (
  <TableFrame title="Accounts" subtitle={formatCount(props.accounts.length, 'account', 'accounts')} exports={props.exports}>
    <DataTable
      caption="Accounts"
      height="low"
      columns={columns(props)}
      rows={props.accounts}
      rowKey={({ id }) => id}
      empty="No worker has read trailwatch.yaml yet: npm start starts one."
    />
  </TableFrame>
);
