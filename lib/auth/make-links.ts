import type { RoleId } from '../catalog/roles.ts';
import { database } from '../db.ts';
import { notFound, TrailwatchError } from '../errors.ts';
import { saveInvitation } from '../store/invitations.ts';
import { demoPrefix } from '../store/people.ts';
import { origin } from './better-auth.ts';
import { normalizeEmail } from './email.ts';
import { happened } from './happened.ts';
import { hashToken, newToken } from './tokens.ts';
import type { Viewer } from './viewer.ts';

/** A link to hand over. It is shown once: what is stored does not lead back to it. */
export type Link = { link: string; expiresAt: Date };

const resetHours = 24;
const linkTo = (token: string): string => `${origin(process.env)}/invitation?token=${token}`;

export type InvitationRequest = { role: RoleId; teams: string[]; email: string | null; hours: number };

/** Invites somebody. With an address, who holds the link cannot choose another; a second link for the address withdraws the first. */
export async function makeInvitation(viewer: Viewer, asked: InvitationRequest, network: string): Promise<Link> {
  const email = asked.email === null ? null : normalizeEmail(asked.email);
  const { pool } = database();
  if (email !== null && (await pool.query('select from person where email = $1', [email])).rows.length > 0) {
    throw new TrailwatchError('conflict', 'Somebody has this e-mail address already.', { mend: 'Make a reset link for them.' });
  }
  const token = newToken();
  const row = { ...asked, purpose: 'invitation' as const, email, personId: null, madeBy: viewer.person.id };
  const { id, expiresAt } = await saveInvitation(database(), { ...row, tokenHash: hashToken(token) });
  await happened({ event: 'invitation.make', personId: viewer.person.id, network, about: { invitation: id, role: asked.role } });
  return { link: linkTo(token), expiresAt };
}

/** A link by which a person sets a new password. @throws TrailwatchError `not_found`, `conflict` for a person of the demo */
export async function makeResetLink(viewer: Viewer, personId: string, network: string): Promise<Link> {
  if (personId.startsWith(demoPrefix)) throw new TrailwatchError('conflict', 'People of the demo have no password.');
  const { rows } = await database().pool.query('select from person where id = $1 and disabled_at is null', [personId]);
  if (rows.length === 0) throw notFound('This person');
  const token = newToken();
  const row = { purpose: 'reset' as const, role: null, teams: [], email: null, personId, madeBy: viewer.person.id };
  const { id, expiresAt } = await saveInvitation(database(), { ...row, tokenHash: hashToken(token), hours: resetHours });
  await happened({ event: 'reset-link.make', personId: viewer.person.id, network, about: { link: id, person: personId } });
  return { link: linkTo(token), expiresAt };
}
