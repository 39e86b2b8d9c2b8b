import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { RoleId } from '#lib/catalog/roles.ts';

/** Who an identity provider vouches for, and what their groups give them. */
export type Federated = {
  subject: string;
  email: string;
  isEmailVerified: boolean;
  name: string;
  role: RoleId;
  teams: readonly { team: string; group: string }[];
};

const findBySubject = async (client: PoolClient, subject: string): Promise<string | null> => {
  const { rows } = await client.query<{ id: string }>(
    `select person_id as id from sign_in_method where provider = 'oidc' and subject = $1`,
    [subject],
  );
  return rows[0]?.id ?? null;
};

/**
 * The person of a subject, made just in time. An address that is somebody's already leads to them only if the provider has verified it:
 * otherwise whoever writes an administrator's address into a profile would be one. Null where it has not.
 */
async function findOrMake(
  client: PoolClient,
  { subject, email, isEmailVerified, name, role }: Federated,
): Promise<string | null> {
  const known = await findBySubject(client, subject);
  if (known !== null) return known;
  const made = await client.query<{ id: string }>(
    'insert into person (id, name, email, email_verified, role) values ($1, $2, $3, $4, $5) on conflict (email) do nothing returning id',
    [randomUUID(), name, email, isEmailVerified, role],
  );
  const { rows } =
    made.rowCount === 1 ? made : await client.query<{ id: string }>('select id from person where email = $1', [email]);
  const id = rows[0]?.id;
  if (id === undefined || (made.rowCount === 0 && !isEmailVerified)) return null;
  await client.query(
    `insert into sign_in_method (id, provider, subject, person_id) values ($1, 'oidc', $2, $3) on conflict (provider, subject) do nothing`,
    [randomUUID(), subject, id],
  );
  return findBySubject(client, subject);
}

/** Takes over role and teams from the groups; teams given by hand stay. A change of role ends every session of the person. */
async function follow(client: PoolClient, id: string, { role, teams }: Federated): Promise<void> {
  const changed = await client.query('update person set role = $2, updated_at = now() where id = $1 and role <> $2', [id, role]);
  if (changed.rowCount === 1) await client.query('delete from session where person_id = $1', [id]);
  await client.query(`delete from membership where person_id = $1 and reason like 'group %'`, [id]);
  await client.query(
    `insert into membership (person_id, team, reason) select $1, team, 'group ' || g from unnest($2::text[], $3::text[]) as t(team, g)
     on conflict do nothing`,
    [id, teams.map(({ team }) => team), teams.map(({ group }) => group)],
  );
}

/** @returns the person's id, or null for an address that is somebody else's and was not verified */
export async function saveFederated(client: PoolClient, person: Federated): Promise<string | null> {
  const id = await findOrMake(client, person);
  if (id !== null) await follow(client, id, person);
  return id;
}
