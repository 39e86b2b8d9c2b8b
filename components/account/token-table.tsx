import { ApiForm } from '#components/api/api-form.tsx';
import type { Column } from '#components/table/column.ts';
import { DataTable } from '#components/table/data-table.tsx';
import { TableFrame } from '#components/table/table-frame.tsx';
import { Age, Instant } from '#components/ui/time.tsx';
import type { Moment } from '#components/url/view.ts';
import type { Permission } from '#lib/catalog/roles.ts';

/** A token as it is shown; the token itself is nowhere. Times in ISO 8601. */
export type ShownToken = {
  id: string;
  name: string;
  permissions: readonly Permission[];
  teams: readonly string[] | null;
  state: 'live' | 'expired' | 'revoked';
  createdAt: string;
  expiresAt: string;
  lastUsedAt: string | null;
  lastUsedFrom: string | null;
};

const ms = (instant: string): number => Date.parse(instant);

const Used = ({ token, moment }: { token: ShownToken; moment: Moment }) =>
  token.lastUsedAt === null ? (
    <span className="text-ink-3">never</span>
  ) : (
    <span title={`from ${token.lastUsedFrom ?? 'an unknown address'}`}>
      <Age at={ms(token.lastUsedAt)} moment={moment} />
    </span>
  );

const Ends = ({ token, moment }: { token: ShownToken; moment: Moment }) =>
  token.state === 'revoked' ? (
    <span className="text-ink-3">revoked</span>
  ) : (
    <>
      {token.state === 'expired' && 'expired '}
      <Instant at={ms(token.expiresAt)} moment={moment} />
    </>
  );

const columns = (moment: Moment): Column<ShownToken>[] => [
  { id: 'name', label: 'Token', kind: 'lead', cut: true, cell: ({ name }) => <span title={name}>{name}</span> },
  {
    id: 'may',
    label: 'Permissions',
    cut: true,
    cell: ({ permissions }) => <span title={permissions.join(', ')}>{permissions.join(', ')}</span>,
  },
  {
    id: 'teams',
    label: 'Teams',
    cut: true,
    cell: ({ teams }) => (teams === null ? 'all its owner sees' : <span title={teams.join(', ')}>{teams.join(', ')}</span>),
  },
  { id: 'made', label: 'Created', cell: ({ createdAt }) => <Instant at={ms(createdAt)} moment={moment} /> },
  { id: 'ends', label: 'Expires', cell: (token) => <Ends token={token} moment={moment} /> },
  { id: 'used', label: 'Last used', kind: 'figure', cell: (token) => <Used token={token} moment={moment} /> },
  {
    id: 'revoke',
    label: 'Revoke',
    phone: 'row',
    cell: ({ id, name, state }) =>
      state === 'live' && (
        <ApiForm
          method="DELETE"
          path={`/api/v1/tokens/${id}`}
          label={`Revoke ${name}`}
          action="Revoke"
          actionLabel={`Revoke ${name}`}
          className="block"
          isBare
        />
      ),
  },
];

export type TokenTableProps = { tokens: readonly ShownToken[]; moment: Moment; empty: string };

/** Tokens of the API and what each may; those that live first. */
export const TokenTable = ({ tokens, moment, empty }: TokenTableProps) => (
  <TableFrame title="Tokens" subtitle="API credentials; a token may never do more than its owner">
    <DataTable caption="Tokens" columns={columns(moment)} rows={tokens} rowKey={({ id }) => id} empty={empty} />
  </TableFrame>
);
