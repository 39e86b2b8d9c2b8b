import type { PoolClient } from 'pg';
import type { RoleId } from '#lib/catalog/roles.ts';
import type { JournalEntry } from '#lib/journal/row.ts';
import { keepAnAdministrator, type LockedPerson, lockPerson } from './locked-person.ts';

/** What a change tells the journal. */
type PersonDeed = Pick<JournalEntry, 'action' | 'subject' | 'before' | 'after' | 'reason' | 'teams'>;
type Done = { ended: number; deeds: PersonDeed[] };
type Asked = { id: string; by: string };

const subjectOf = ({ id, name }: Pick<LockedPerson, 'id' | 'name'>) => ({ kind: 'person', id, name });
const nothing: Done = { ended: 0, deeds: [] };

const endSessions = async (client: PoolClient, id: string): Promise<number> =>
  (await client.query('delete from session where person_id = $1', [id])).rowCount ?? 0;

/**
 * Sets what a person may do and whose data they see. Every session of theirs ends with a change, so that none outlives a privilege.
 * @throws TrailwatchError `conflict` for the last administrator; what `lockPerson` throws
 */
export async function setAccess(
  client: PoolClient,
  { id, by, role, teams }: Asked & { role: RoleId; teams: readonly string[] },
): Promise<Done> {
  const person = await lockPerson(client, id, by);
  const wanted = [...new Set(teams)].toSorted();
  const isOther = { role: person.role !== role, teams: person.teams.join() !== wanted.join() };
  if (!isOther.role && !isOther.teams) return nothing;
  if (isOther.role) keepAnAdministrator(person);
  await client.query('update person set role = $2, updated_at = now() where id = $1', [id, role]);
  await client.query('delete from membership where person_id = $1 and team <> all ($2)', [id, wanted]);
  await client.query(
    `insert into membership (person_id, team, reason) select $1, unnest($2::text[]), 'by hand' on conflict do nothing`,
    [id, wanted],
  );
  const about = { subject: subjectOf(person) };
  const deeds: PersonDeed[] = [
    ...(isOther.role ? [{ ...about, action: 'person.role' as const, before: { role: person.role }, after: { role } }] : []),
    ...(isOther.teams
      ? [{ ...about, action: 'person.teams' as const, before: { teams: person.teams }, after: { teams: wanted } }]
      : []),
  ];
  return { ended: await endSessions(client, id), deeds };
}

/** Shuts a person out, or lets them in again; links that wait for them are withdrawn. @throws as `setAccess` */
export async function setDisabled(client: PoolClient, { id, by, isDisabled }: Asked & { isDisabled: boolean }): Promise<Done> {
  const person = await lockPerson(client, id, by);
  if (person.isDisabled === isDisabled) return nothing;
  if (isDisabled) keepAnAdministrator(person);
  await client.query('update person set disabled_at = case when $2 then now() end, updated_at = now() where id = $1', [
    id,
    isDisabled,
  ]);
  if (isDisabled) await client.query('delete from invitation where person_id = $1 and used_at is null', [id]);
  const action = isDisabled ? ('person.disable' as const) : ('person.enable' as const);
  const deed = { action, subject: subjectOf(person), before: { disabled: !isDisabled }, after: { disabled: isDisabled } };
  return { ended: await endSessions(client, id), deeds: [deed] };
}

/** Ends every session of a person, wherever they are signed in. */
export async function endAllSessions(client: PoolClient, { id, by }: Asked): Promise<Done> {
  const person = await lockPerson(client, id, by);
  const ended = await endSessions(client, id);
  return { ended, deeds: [{ action: 'session.revoke', subject: subjectOf(person), after: { sessionsEnded: ended } }] };
}
