import type { PoolClient } from 'pg';
import type { RoleId } from '../catalog/roles.ts';
import { notFound, TrailwatchError } from '../errors.ts';
import { saveInvitation } from '../store/invitations.ts';
import { isDemoPerson, keepFromDemo } from '../store/people.ts';
import { normalizeEmail } from './email.ts';
import { origin } from './origin.ts';
import { signInConfig } from './sign-in-config.ts';
import { hashToken, newToken } from './tokens.ts';

/** A link to hand over. It is shown once: what is stored does not lead back to it. */
type Link = { link: string; expiresAt: Date };

const resetHours = 24;
/** Behind the # stands what a browser sends to nobody: no proxy's log, no referrer, no history of a server has it. */
const linkTo = (token: string): string => `${origin(process.env)}/invitation#${token}`;

/** A link leads to a password. Where there are none, the provider says who comes, and an invitation would give nothing. */
export const noPasswords = (): TrailwatchError =>
  new TrailwatchError('conflict', 'Passwords are off here (signIn.password): there are no invitations and no reset links.', {
    mend: 'People come by single sign-on; the groups in trailwatch.yaml give role and teams.',
  });

export type InvitationRequest = { role: RoleId; teams: string[]; email: string | null; hours: number };

/** A link and the id of its row. */
type Made = { link: Link; id: string };

/** Invites somebody. With an address, who holds the link cannot choose another; a second link for the address withdraws the first. */
export async function makeInvitation(client: PoolClient, madeBy: string, asked: InvitationRequest): Promise<Made> {
  if (!signInConfig().password) throw noPasswords();
  const email = asked.email === null ? null : normalizeEmail(asked.email);
  if (email !== null && (await client.query('select from person where email = $1', [email])).rows.length > 0) {
    throw new TrailwatchError('conflict', 'Somebody already has this e-mail address.', { mend: 'Create a reset link for them.' });
  }
  const token = newToken();
  const row = { ...asked, purpose: 'invitation' as const, email, personId: null, madeBy };
  const { id, expiresAt } = await saveInvitation(client, { ...row, tokenHash: hashToken(token) });
  return { link: { link: linkTo(token), expiresAt }, id };
}

/** A link by which a person sets a new password. @throws TrailwatchError `not_found`, `conflict` for a person of the demo */
export async function makeResetLink(client: PoolClient, madeBy: string | null, personId: string): Promise<Made> {
  if (!signInConfig().password) throw noPasswords();
  if (isDemoPerson(personId)) throw new TrailwatchError('conflict', 'People of the demo have no password.');
  const { rows } = await client.query('select from person where id = $1 and disabled_at is null', [personId]);
  if (rows.length === 0) throw notFound('This person');
  if (madeBy !== null) keepFromDemo(madeBy, personId);
  const token = newToken();
  const row = { purpose: 'reset' as const, role: null, teams: [], email: null, personId, madeBy };
  const { id, expiresAt } = await saveInvitation(client, { ...row, tokenHash: hashToken(token), hours: resetHours });
  return { link: { link: linkTo(token), expiresAt }, id };
}
