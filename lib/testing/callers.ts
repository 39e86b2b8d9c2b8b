import { randomBytes, randomUUID } from 'node:crypto';
import { seal, sealingKeyOf } from '../auth/sealed-identity.ts';
import { readSecrets } from '../auth/secrets.ts';
import { hashToken, newApiToken, newToken } from '../auth/tokens.ts';
import type { Permission, RoleId } from '../catalog/roles.ts';
import type { Database } from '../db.ts';
import { clientHeader } from '../http/client.ts';
import { savePerson } from '../store/people.ts';
import { saveToken } from '../store/tokens.ts';

type Sql = Pick<Database, 'pool'>;

export const makePerson = async ({ pool }: Sql, role: RoleId, teams: readonly string[] = []): Promise<string> => {
  const client = await pool.connect();
  try {
    return await savePerson(client, { name: `A ${role}`, email: `${randomUUID()}@example.com`, role, teams });
  } finally {
    client.release();
  }
};

/** The Cookie header of a session; one that ended an hour ago where `isEnded`. */
export async function sessionFor({ pool }: Sql, personId: string, isEnded = false): Promise<Record<string, string>> {
  const token = newToken();
  await pool.query(
    `insert into session (id, token_hash, person_id, expires_at, how) values ($1, $2, $3, now() + make_interval(hours => $4), 'passkey')`,
    [randomUUID(), hashToken(token), personId, isEnded ? -1 : 1],
  );
  return { cookie: `__Host-trailwatch=${token}.signature` };
}

type Made = { personId: string; permissions: readonly Permission[]; teams?: readonly string[] | null };

/** The Authorization header of a token, and its id. */
export async function tokenFor(
  { pool }: Sql,
  { personId, permissions, teams = null }: Made,
): Promise<{ id: string; headers: Record<string, string> }> {
  const token = newApiToken();
  const client = await pool.connect();
  try {
    const row = { name: 'A token', tokenHash: hashToken(token), personId, permissions, teams, days: 90 };
    const { id } = await saveToken(client, row);
    return { id, headers: { authorization: `Bearer ${token}` } };
  } finally {
    client.release();
  }
}

/** The pseudonym of somebody whose identity is kept, sealed with the secrets of this process. */
export async function sealedFor({ pool }: Sql, identity: Record<string, string>): Promise<string> {
  const pseudonym = randomBytes(8).toString('hex');
  await pool.query('insert into sealed_identity (pseudonym, sealed, sealed_at) values ($1, $2, now())', [
    pseudonym,
    seal(sealingKeyOf(readSecrets(process.env)), pseudonym, JSON.stringify(identity)),
  ]);
  return pseudonym;
}

type Asked = { method?: string; headers?: Record<string, string>; body?: unknown };

/** A request as the web server hands it on, from an address that is not this machine's. */
export const apiRequest = (path: string, { method = 'GET', headers = {}, body }: Asked = {}): Request =>
  new Request(`http://localhost:3000${path}`, {
    method,
    headers: {
      [clientHeader]: '192.0.2.7',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
