import { z } from 'zod';
import { database } from '../db.ts';
import { notFound } from '../errors.ts';
import { clientOf } from '../http/client.ts';
import { endOtherSessions, endSession } from '../store/sessions.ts';
import { endSignInChallenges } from '../store/sign-in-challenges.ts';
import { callBetterAuth } from './call-better-auth.ts';
import { answered, type Door, freshDoor, sessionDoor } from './door.ts';
import { noteProved, noteWay } from './doors-in.ts';
import { happened } from './happened.ts';
import { judgePassword } from './password.ts';
import { patiently } from './patience.ts';
import { signInConfig } from './sign-in-config.ts';
import type { Viewer } from './viewer.ts';

const done = () => answered({ status: 200, body: {}, cookies: [] });

/** Has Better Auth do something that asks for the password once more; wrong ones are slowed as at sign-in. */
const proven = (request: Request, { person }: Viewer, path: string, body: object) =>
  patiently(person.email, clientOf(request), () => callBetterAuth(request, path, body));

/** Ends every other session of the person; this browser gets a new one, as old as its own was: the password alone proved nothing more. */
const changePassword = sessionDoor({
  body: z.strictObject({ current: z.string().max(1000), password: z.string().max(1000) }),
  open: async ({ request, body, viewer }) => {
    if (!signInConfig().password) throw notFound('Signing in with a password');
    await judgePassword(body.password, [viewer.person.name, viewer.person.email]);
    const asked = { currentPassword: body.current, newPassword: body.password, revokeOtherSessions: true };
    const answer = await proven(request, viewer, '/change-password', asked);
    await noteWay(answer.cookies, viewer.how);
    await noteProved(answer.cookies, viewer.provedAt);
    await endSignInChallenges(database(), viewer.person.id);
    await happened({ event: 'password.change', personId: viewer.person.id, network: clientOf(request) });
    return answered(answer);
  },
});

const endOne = freshDoor({
  body: z.strictObject({ id: z.string().max(100) }),
  open: async ({ request, body, viewer }) => {
    if ((await endSession(database(), viewer.person.id, body.id)) === 0) throw notFound('This session');
    await happened({ event: 'session.end', personId: viewer.person.id, network: clientOf(request), about: { session: body.id } });
    return done();
  },
});

const endOthers = freshDoor({
  body: z.strictObject({}),
  open: async ({ request, viewer }) => {
    const ended = await endOtherSessions(database(), viewer.person.id, viewer.sessionId);
    await happened({ event: 'session.end', personId: viewer.person.id, network: clientOf(request), about: { ended } });
    return done();
  },
});

export const doorsOfAccount = {
  password: changePassword,
  'sessions/end': endOne,
  'sessions/end-others': endOthers,
} as const satisfies Record<string, Door>;
