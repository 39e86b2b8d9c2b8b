import type { Column } from '#components/table/column.ts';
import { DataTable } from '#components/table/data-table.tsx';
import { TableFrame } from '#components/table/table-frame.tsx';
import { Link } from '#components/ui/link.tsx';
import { Age } from '#components/ui/time.tsx';
import type { Moment } from '#components/url/view.ts';
import { paths } from '#lib/catalog/paths.ts';
import { roles } from '#lib/catalog/roles.ts';
import { formatCount } from '#lib/format.ts';
import type { PersonRow } from '#lib/queries/people.ts';
import { factorWords, StateWord, teamWords } from './words.tsx';

export type PersonTableProps = { people: readonly PersonRow[]; moment: Moment; query: string };

const columns = (moment: Moment, query: string): Column<PersonRow>[] => [
  {
    id: 'name',
    label: 'Name',
    kind: 'lead',
    cut: true,
    cell: ({ id, name }) => (
      <Link href={`${paths.person(id)}${query}`} title={name}>
        {name}
      </Link>
    ),
  },
  { id: 'email', label: 'E-mail', cut: true, phone: 'row', cell: ({ email }) => <span title={email}>{email}</span> },
  { id: 'role', label: 'Role', cell: ({ role }) => roles[role].title },
  { id: 'teams', label: 'Teams', cut: true, cell: (person) => <span title={teamWords(person)}>{teamWords(person)}</span> },
  { id: 'factors', label: 'Signs in with', phone: 'row', cell: factorWords },
  { id: 'sessions', label: 'Sessions', kind: 'figure', cell: ({ sessions }) => sessions },
  {
    id: 'seen',
    label: 'Last seen',
    kind: 'figure',
    cell: ({ lastSeenAt }) =>
      lastSeenAt === null ? <span className="text-ink-3">signed out</span> : <Age at={lastSeenAt} moment={moment} />,
  },
  { id: 'state', label: 'State', cell: (person) => <StateWord person={person} /> },
];

/** Everybody who may sign in; each row leads to what can be changed. */
export function PersonTable({ people, moment, query }: PersonTableProps) {
  const disabled = people.filter(({ disabledAt }) => disabledAt !== null).length;
  return (
    <TableFrame
      title="People"
      subtitle={`${formatCount(people.length, 'person', 'people')}${disabled > 0 ? `, ${disabled} disabled` : ''}; a name leads to role, teams and sessions`}
    >
      <DataTable
        caption="People"
        columns={columns(moment, query)}
        rows={people}
        rowKey={({ id }) => id}
        empty="No people yet. Invite the first one."
      />
    </TableFrame>
  );
}
