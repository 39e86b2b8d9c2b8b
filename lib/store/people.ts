import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { RoleId } from '#lib/catalog/roles.ts';
import { TrailwatchError } from '#lib/errors.ts';

export type NewPerson = {
  id?: string;
  name: string;
  email: string;
  role: RoleId;
  teams: readonly string[];
  reason?: string;
  isVouched?: boolean;
};

/** The demo's people, and whom they let in; their ids tell them from everybody else, and nothing of theirs opens without the demo. */
export const demoPrefix = 'demo:';
const guestPrefix = `${demoPrefix}guest-`;

export const isOfDemo = (id: string): boolean => id.startsWith(demoPrefix);
/** One of those who are there from the start. */
export const isDemoPerson = (id: string): boolean => isOfDemo(id) && !id.startsWith(guestPrefix);

/** The id of somebody new: who comes by a link of the demo's people is a guest of the demo. */
export const newPersonId = (invitedBy: string | null): string =>
  invitedBy !== null && isOfDemo(invitedBy) ? `${guestPrefix}${randomUUID()}` : randomUUID();

/** Everybody can be the demo's administrator, who must not reach those who are here for good. @throws TrailwatchError `conflict` */
export function keepFromDemo(by: string, id: string): void {
  if (!isOfDemo(by) || isOfDemo(id)) return;
  throw new TrailwatchError('conflict', 'People of the demo change guests of the demo alone: this person is here for good.');
}

/**
 * Adds a person with their teams. `isVouched`: somebody other than the person says that the address is theirs.
 * @throws TrailwatchError `conflict` when the address is somebody's already
 */
export async function savePerson(client: PoolClient, person: NewPerson): Promise<string> {
  const id = person.id ?? randomUUID();
  const { rowCount } = await client.query(
    'insert into person (id, name, email, role, email_verified) values ($1, $2, $3, $4, $5) on conflict (email) do nothing',
    [id, person.name, person.email, person.role, person.isVouched ?? false],
  );
  if (rowCount === 0) throw new TrailwatchError('conflict', 'Somebody already has this e-mail address.');
  await client.query(
    'insert into membership (person_id, team, reason) select $1, unnest($2::text[]), $3 on conflict do nothing',
    [id, person.teams, person.reason ?? 'by hand'],
  );
  return id;
}

/** Sets a password anew: every session of the person ends, and every sign-in that waits for a code. */
export async function setPassword(client: PoolClient, personId: string, passwordHash: string): Promise<void> {
  await client.query(
    `insert into sign_in_method (id, provider, subject, person_id, password_hash) values ($1, 'credential', $2, $2, $3)
     on conflict (provider, subject) do update set password_hash = $3, updated_at = now()`,
    [randomUUID(), personId, passwordHash],
  );
  await client.query('delete from session where person_id = $1', [personId]);
  await client.query('delete from sign_in_challenge where person_id = $1', [personId]);
}
