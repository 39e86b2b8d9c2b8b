import type { PoolClient } from 'pg';
import { isRole, type RoleId } from '#lib/catalog/roles.ts';
import { notFound, TrailwatchError } from '#lib/errors.ts';
import { isDemoPerson, isOfDemo, keepFromDemo } from './people.ts';

export type LockedPerson = {
  id: string;
  name: string;
  role: RoleId;
  isDisabled: boolean;
  teams: string[];
  /** Nobody else who can sign in for good is an administrator. */
  isLastAdministrator: boolean;
};

type Row = { id: string; name: string; role: string; isDisabled: boolean };

/** All administrators with the person, in one order: two who lower each other wait for each other, and the second one sees the first's deed. */
const lockSql = `select id, name, role, disabled_at is not null as "isDisabled" from person
  where id = $1 or (role = 'administrator' and disabled_at is null) order by id for update`;

const isActive = (row: Row): boolean => row.role === 'administrator' && !row.isDisabled;

async function lockedAmong(client: PoolClient, rows: readonly Row[], id: string): Promise<LockedPerson> {
  const row = rows.find((one) => one.id === id);
  if (!row || !isRole(row.role)) throw notFound('This person');
  if (isDemoPerson(id)) throw new TrailwatchError('conflict', 'People of the demo cannot be changed.');
  const { rows: memberships } = await client.query<{ team: string }>(
    'select team from membership where person_id = $1 order by team',
    [id],
  );
  const others = rows.filter((one) => one.id !== id && isActive(one) && !isOfDemo(one.id));
  return {
    ...{ id, name: row.name, role: row.role, isDisabled: row.isDisabled },
    teams: memberships.map(({ team }) => team),
    isLastAdministrator: isActive(row) && others.length === 0,
  };
}

/**
 * A person who is about to be changed, locked until the transaction ends.
 * @param by the person who does it; they must still be an administrator, whatever they were when they asked
 * @throws TrailwatchError `denied`, `not_found`, `conflict` for a person of the demo, and for one of the demo who changes others
 */
export async function lockPerson(client: PoolClient, id: string, by: string): Promise<LockedPerson> {
  const { rows } = await client.query<Row>(lockSql, [id]);
  if (!rows.some((row) => row.id === by && isActive(row))) {
    throw new TrailwatchError('denied', 'You are no administrator any more.');
  }
  const person = await lockedAmong(client, rows, id);
  keepFromDemo(by, id);
  return person;
}

/** The same for a change that no administrator makes: an identity provider's groups do. @throws as `lockPerson`, but never `denied` */
export async function lockFollower(client: PoolClient, id: string): Promise<LockedPerson> {
  const { rows } = await client.query<Row>(lockSql, [id]);
  return lockedAmong(client, rows, id);
}

/** @throws TrailwatchError `conflict` */
export function keepAnAdministrator({ isLastAdministrator, name }: LockedPerson): void {
  if (!isLastAdministrator) return;
  throw new TrailwatchError('conflict', `${name} is the last active administrator: somebody must be able to let people in.`, {
    mend: 'Make another person an administrator first.',
  });
}
