import type { PoolClient } from 'pg';
import type { RoleId } from '#lib/catalog/roles.ts';
import type { JournalEntry } from '#lib/journal/row.ts';
import { type LockedPerson, lockFollower } from './locked-person.ts';

/** What the groups of a person give. */
export type Given = { role: RoleId; teams: readonly { team: string; group: string }[] };
/** What the journal is told; who did it is said where it is written. */
export type GroupDeed = Pick<JournalEntry, 'action' | 'subject' | 'before' | 'after' | 'reason' | 'result'>;

const reason = 'groups at the identity provider';
const about = ({ id, name }: LockedPerson) => ({ subject: { kind: 'person', id, name }, reason });

/** The last administrator keeps the role, whatever the provider says: nobody could let people in any more. */
async function followRole(client: PoolClient, person: LockedPerson, { role }: Given): Promise<GroupDeed[]> {
  if (person.role === role) return [];
  const deed = { ...about(person), action: 'person.role' as const, before: { role: person.role }, after: { role } };
  if (person.isLastAdministrator) {
    return [{ ...deed, result: 'denied', reason: `${reason}, not followed: the last active administrator keeps the role` }];
  }
  await client.query('update person set role = $2, updated_at = now() where id = $1', [person.id, role]);
  return [deed];
}

/** Gives the teams of groups in place of those that groups gave before; teams given by hand stay. @returns all the person is in now */
export async function giveTeams(client: PoolClient, id: string, teams: Given['teams']): Promise<string[]> {
  await client.query(`delete from membership where person_id = $1 and reason like 'group %'`, [id]);
  await client.query(
    `insert into membership (person_id, team, reason) select $1, team, 'group ' || g from unnest($2::text[], $3::text[]) as t(team, g)
     on conflict do nothing`,
    [id, teams.map(({ team }) => team), teams.map(({ group }) => group)],
  );
  const { rows } = await client.query<{ team: string }>('select team from membership where person_id = $1 order by team', [id]);
  return rows.map(({ team }) => team);
}

async function followTeams(client: PoolClient, person: LockedPerson, { teams }: Pick<Given, 'teams'>): Promise<GroupDeed[]> {
  const after = await giveTeams(client, person.id, teams);
  if (after.join() === person.teams.join()) return [];
  return [{ ...about(person), action: 'person.teams', before: { teams: person.teams }, after: { teams: after } }];
}

const endSessions = async (client: PoolClient, id: string): Promise<number> =>
  (await client.query('delete from session where person_id = $1', [id])).rowCount ?? 0;

/** Takes over role and teams from the groups. Every session of the person ends with a change, so that none outlives a privilege. */
export async function followGroups(client: PoolClient, id: string, given: Given): Promise<GroupDeed[]> {
  const person = await lockFollower(client, id);
  const deeds = [...(await followRole(client, person, given)), ...(await followTeams(client, person, given))];
  if (deeds.some(({ result }) => result !== 'denied')) await endSessions(client, id);
  return deeds;
}

/** Who is in no group any more keeps no session and no team of one. The role waits, unused: nobody comes in without a group. */
export async function leaveGroups(client: PoolClient, id: string): Promise<GroupDeed[]> {
  const person = await lockFollower(client, id);
  const teams = await followTeams(client, person, { teams: [] });
  const ended = await endSessions(client, id);
  const revoked: GroupDeed = { ...about(person), action: 'session.revoke', after: { sessionsEnded: ended } };
  return [...teams, ...(ended > 0 ? [revoked] : [])];
}
