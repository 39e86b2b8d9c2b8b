import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import { can, type RoleId, roles } from '#lib/catalog/roles.ts';
import { TrailwatchError } from '#lib/errors.ts';
import type { Db } from './transaction.ts';

/** What a link opens: the first administrator's setup, a place for an invited person, or a new password for one who is here. */
type Purpose = 'setup' | 'invitation' | 'reset';

export type Invitation = {
  purpose: Purpose;
  role: RoleId | null;
  teams: string[];
  email: string | null;
  personId: string | null;
  madeBy: string | null;
};

/**
 * `hours` from now, by the database's clock. An unused link of the same purpose for the same person, address or setup is withdrawn;
 * an invitation without an address stands for itself.
 */
export type NewInvitation = Invitation & { tokenHash: string; hours: number };

const columns = 'purpose, role, teams, email, person_id as "personId", made_by as "madeBy"';

export async function saveInvitation(
  client: Pick<PoolClient, 'query'>,
  row: NewInvitation,
): Promise<{ id: string; expiresAt: Date }> {
  const { rows } = await client.query<{ id: string; expiresAt: Date }>(
    `with withdrawn as (
       update invitation set expires_at = now() where used_at is null and expires_at > now() and purpose = $3
         and (purpose = 'setup' or email = $6 or person_id = $7)
     )
     insert into invitation (id, token_hash, purpose, role, teams, email, person_id, made_by, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, now() + make_interval(hours => $9)) returning id, expires_at as "expiresAt"`,
    [randomUUID(), row.tokenHash, row.purpose, row.role, row.teams, row.email, row.personId, row.madeBy, row.hours],
  );
  const [saved] = rows;
  if (!saved) throw new TrailwatchError('internal', 'the link was not saved');
  return saved;
}

/** Used up, late, or made by somebody who may make none any more, a link opens nothing: who was let go leaves no door behind. */
const opens = `token_hash = $1 and used_at is null and expires_at > now() and (made_by is null
  or exists (select from person m where m.id = invitation.made_by and m.disabled_at is null and m.role = any($2)))`;
const makers = Object.keys(roles).filter((role) => can(role as RoleId, 'people.manage'));

/** A link that still opens its door; null when it was used, withdrawn, has expired, or never was. */
export async function findInvitation({ pool }: Db, tokenHash: string): Promise<Invitation | null> {
  const { rows } = await pool.query<Invitation>(`select ${columns} from invitation where ${opens}`, [tokenHash, makers]);
  return rows[0] ?? null;
}

/** Uses it up: of many at once, one gets it. @throws TrailwatchError `not_found` */
export async function claimInvitation(client: PoolClient, tokenHash: string): Promise<Invitation> {
  const { rows } = await client.query<Invitation>(`update invitation set used_at = now() where ${opens} returning ${columns}`, [
    tokenHash,
    makers,
  ]);
  if (rows[0]) return rows[0];
  throw new TrailwatchError('not_found', 'This link no longer works: it was used or withdrawn, or it has expired.', {
    mend: 'Ask an administrator for a new one.',
  });
}

/** Withdraws a link that waits to be used. @throws TrailwatchError `not_found` */
export async function withdrawInvitation(client: PoolClient, id: string): Promise<Invitation> {
  const { rows } = await client.query<Invitation>(
    `delete from invitation where id = $1 and used_at is null and expires_at > now() returning ${columns}`,
    [id],
  );
  if (rows[0]) return rows[0];
  throw new TrailwatchError('not_found', 'This link waits no more: it was used, withdrawn, or has expired.');
}
