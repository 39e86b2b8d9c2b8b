import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import { followGroups, type Given, type GroupDeed, giveTeams, leaveGroups } from './follow-groups.ts';
import { lockFollower } from './locked-person.ts';
import { demoPrefix } from './people.ts';

/** Who an identity provider vouches for, and what their groups give them. */
export type Federated = Given & { subject: string; email: string; isEmailVerified: boolean; name: string };
type Found = { id: string; deeds: GroupDeed[] };

const findBySubject = async (client: PoolClient, subject: string): Promise<string | null> => {
  const { rows } = await client.query<{ id: string }>(
    `select person_id as id from sign_in_method where provider = 'oidc' and subject = $1`,
    [subject],
  );
  return rows[0]?.id ?? null;
};

const keepSubject = (client: PoolClient, subject: string, id: string) =>
  client.query(
    `insert into sign_in_method (id, provider, subject, person_id) values ($1, 'oidc', $2, $3) on conflict (provider, subject) do nothing`,
    [randomUUID(), subject, id],
  );

/** Null where the address is somebody's already. */
async function make(
  client: PoolClient,
  { subject, email, isEmailVerified, name, role, teams }: Federated,
): Promise<Found | null> {
  const id = randomUUID();
  const { rowCount } = await client.query(
    'insert into person (id, name, email, email_verified, role) values ($1, $2, $3, $4, $5) on conflict (email) do nothing',
    [id, name, email, isEmailVerified, role],
  );
  if (rowCount === 0) return null;
  await keepSubject(client, subject, id);
  const after = { how: 'single sign-on', role, teams: await giveTeams(client, id, teams) };
  return { id, deeds: [{ action: 'person.join', subject: { kind: 'person', id, name }, after }] };
}

/** All by which somebody could come in as this person, or act for them. */
async function forgetProofs(client: PoolClient, id: string): Promise<void> {
  for (const table of ['sign_in_method', 'two_factor', 'recovery_code', 'sign_in_challenge', 'passkey', 'session']) {
    await client.query(`delete from ${table} where person_id = $1`, [id]);
  }
  await client.query('delete from invitation where person_id = $1 and used_at is null', [id]);
  await client.query('update token set revoked_at = now() where person_id = $1 and revoked_at is null', [id]);
}

type Holder = { id: string; name: string; isVouched: boolean };

const holderOf = async (client: PoolClient, email: string): Promise<Holder | null> => {
  const { rows } = await client.query<Holder>('select id, name, email_verified as "isVouched" from person where email = $1', [
    email,
  ]);
  return rows[0] && !rows[0].id.startsWith(demoPrefix) ? rows[0] : null;
};

/**
 * Whose address it is already, where the provider has verified it: otherwise whoever writes an administrator's address into a profile would
 * be one. Where nobody vouched for it here, whoever took the address may be a stranger who waits for its owner: their proofs are forgotten.
 */
async function bind(client: PoolClient, person: Federated): Promise<Found | null> {
  const holder = person.isEmailVerified ? await holderOf(client, person.email) : null;
  if (!holder) return null;
  const { id, name, isVouched } = holder;
  await lockFollower(client, id);
  // Of two answers at once the second finds what the first did.
  const isBound = (await findBySubject(client, person.subject)) !== null;
  if (!isBound && !isVouched) await forgetProofs(client, id);
  await keepSubject(client, person.subject, id);
  await client.query('update person set email_verified = true, updated_at = now() where id = $1', [id]);
  const after = { how: 'single sign-on', formerProofs: isVouched ? 'kept' : 'removed' };
  const bound: GroupDeed = { action: 'person.bind', subject: { kind: 'person', id, name }, after };
  return { id, deeds: [...(isBound ? [] : [bound]), ...(await followGroups(client, id, person))] };
}

/**
 * The person of a subject, made just in time, with the role and teams of their groups.
 * @returns the person's id and what was done; null for an address that is somebody else's and was not verified
 */
export async function saveFederated(client: PoolClient, person: Federated): Promise<Found | null> {
  const id = await findBySubject(client, person.subject);
  if (id === null) return (await make(client, person)) ?? bind(client, person);
  return { id, deeds: await followGroups(client, id, person) };
}

/** What is left of somebody whom no group lets in any more. @returns null for who never came */
export async function leaveFederated(client: PoolClient, subject: string): Promise<Found | null> {
  const id = await findBySubject(client, subject);
  return id === null ? null : { id, deeds: await leaveGroups(client, id) };
}
