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

/** The demo's people; their ids tell them from everybody else. */
export const demoPrefix = 'demo:';

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
  if (rowCount === 0) throw new TrailwatchError('conflict', 'Somebody has this e-mail address already.');
  await client.query(
    'insert into membership (person_id, team, reason) select $1, unnest($2::text[]), $3 on conflict do nothing',
    [id, person.teams, person.reason ?? 'by hand'],
  );
  return id;
}

/** Sets a password anew: every session of the person ends. */
export async function setPassword(client: PoolClient, personId: string, passwordHash: string): Promise<void> {
  await client.query(
    `insert into sign_in_method (id, provider, subject, person_id, password_hash) values ($1, 'credential', $2, $2, $3)
     on conflict (provider, subject) do update set password_hash = $3, updated_at = now()`,
    [randomUUID(), personId, passwordHash],
  );
  await client.query('delete from session where person_id = $1', [personId]);
}
