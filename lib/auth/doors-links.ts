import { z } from 'zod';
import type { LinkView } from '../catalog/link-view.ts';
import { roles } from '../catalog/roles.ts';
import { database } from '../db.ts';
import { TrailwatchError } from '../errors.ts';
import { clientOf } from '../http/client.ts';
import { claimInvitation, findInvitation, type Invitation } from '../store/invitations.ts';
import { newPersonId, savePerson, setPassword } from '../store/people.ts';
import { transaction } from '../store/transaction.ts';
import { openSession } from './call-better-auth.ts';
import { answered, type Door, openDoor } from './door.ts';
import { signedIn } from './doors-in.ts';
import { normalizeEmail } from './email.ts';
import { happened } from './happened.ts';
import { noPasswords } from './make-links.ts';
import { judgePassword } from './password.ts';
import { hashPassword } from './password-hash.ts';
import { signInConfig } from './sign-in-config.ts';
import { hashToken } from './tokens.ts';

const token = z.string().max(200);
const asked = z.strictObject({
  token,
  name: z.string().trim().max(120).default(''),
  email: z.string().max(320).default(''),
  password: z.string().max(1000),
});

const used = () =>
  new TrailwatchError('not_found', 'This link no longer works: it was used or withdrawn, or it has expired.', {
    mend: 'Ask an administrator for a new one.',
  });

const viewOf = (link: Invitation | null): LinkView => ({
  opens: signInConfig().password ? (link?.purpose ?? 'nothing') : 'off',
  role: link?.purpose === 'invitation' && link.role ? `${roles[link.role].title}: ${roles[link.role].sentence}` : null,
  email: link?.email ?? null,
  asksName: link?.personId === null,
});

/** What a link is for. Its token comes in the body: it stands behind the # of the link, which browsers send to nobody. */
const look = openDoor({
  body: z.strictObject({ token }),
  open: async ({ body }) => {
    const link = signInConfig().password ? await findInvitation(database(), hashToken(body.token)) : null;
    return Response.json(viewOf(link), { headers: { 'Cache-Control': 'no-store' } });
  },
});

/** Who the link is for, once its form is filled in; an address that the invitation names cannot be changed by who has the link. */
const newPerson = (link: Invitation, body: z.infer<typeof asked>) => {
  if (link.role === null) throw used();
  if (body.name === '') throw new TrailwatchError('invalid', 'A name is missing.');
  const email = normalizeEmail(link.email ?? body.email);
  // Who chose the address alone, with an invitation for anybody, may not be its owner: see store/federated.
  return {
    id: newPersonId(link.madeBy),
    name: body.name,
    email,
    role: link.role,
    teams: link.teams,
    isVouched: link.email !== null || link.purpose === 'setup',
  };
};

/** What an attacker would try first for somebody who is here. */
async function wordsOf(personId: string | null): Promise<string[]> {
  const { rows } = await database().pool.query<{ name: string; email: string }>('select name, email from person where id = $1', [
    personId,
  ]);
  return rows.flatMap(({ name, email }) => [name, email]);
}

/** A link that was handed over: makes the person, or sets their password anew, and signs them in. A refused form leaves the link unused. */
const byLink = openDoor({
  body: asked,
  open: async ({ request, body }) => {
    if (!signInConfig().password) throw noPasswords();
    const tokenHash = hashToken(body.token);
    const link = await findInvitation(database(), tokenHash);
    if (!link) throw used();
    const person = link.personId === null ? newPerson(link, body) : null;
    await judgePassword(body.password, person ? [person.name, person.email] : await wordsOf(link.personId));
    const passwordHash = await hashPassword(body.password);
    const personId = await transaction(database(), async (client) => {
      await claimInvitation(client, tokenHash);
      const id = person ? await savePerson(client, person) : (link.personId ?? '');
      await setPassword(client, id, passwordHash);
      return id;
    });
    await happened({ event: 'invitation.use', personId, network: clientOf(request), about: { purpose: link.purpose } });
    // A password set anew proves no second factor: with one, the person signs in as usual.
    if (link.purpose === 'reset') return Response.json({ to: '/sign-in' });
    const answer = await openSession(request, personId);
    await signedIn(request, answer, { personId, how: link.purpose });
    return answered(answer);
  },
});

export const doorsByLink = { link: byLink, 'link/look': look } as const satisfies Record<string, Door>;
