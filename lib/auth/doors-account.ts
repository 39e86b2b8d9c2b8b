import { z } from 'zod';
import { database } from '../db.ts';
import { notFound } from '../errors.ts';
import { clientOf } from '../http/client.ts';
import { endOtherSessions, endSession } from '../store/sessions.ts';
import { callBetterAuth } from './call-better-auth.ts';
import { answered, type Door, freshDoor, sessionDoor } from './door.ts';
import { useOnce } from './doors-factors.ts';
import { noteWay } from './doors-in.ts';
import { happened } from './happened.ts';
import { judgePassword } from './password.ts';
import { patiently } from './patience.ts';
import { qrPath } from './qr.ts';
import { signInConfig } from './sign-in-config.ts';
import type { Viewer } from './viewer.ts';
import type { Way } from './ways.ts';

const withPassword = z.strictObject({ password: z.string().max(1000) });
const done = () => answered({ status: 200, body: {}, cookies: [] });

/** Has Better Auth do something that asks for the password once more; wrong ones are slowed as at sign-in. */
const proven = (request: Request, { person }: Viewer, path: string, body: object) =>
  patiently(person.email, clientOf(request), () => callBetterAuth(request, path, body));

const beginCode = freshDoor({
  body: withPassword,
  open: async ({ request, body, viewer }) => {
    const { body: made, cookies } = await proven(request, viewer, '/two-factor/enable', {
      password: body.password,
      method: 'totp',
    });
    const uri = String(made.totpURI);
    const secret = new URL(uri).searchParams.get('secret');
    const given = { qr: qrPath(uri), secret, recoveryCodes: made.backupCodes };
    return answered({ status: 200, cookies, body: given }, ['qr', 'secret', 'recoveryCodes']);
  },
});

const confirmCode = sessionDoor({
  body: z.strictObject({ code: z.string().max(40) }),
  open: async ({ request, body, viewer }) => {
    const asked = { code: body.code.replaceAll(/\s/g, '') };
    const answer = await proven(request, viewer, '/two-factor/verify-totp', asked);
    await useOnce(answer, asked.code);
    await noteWay(answer.cookies, 'password and code' satisfies Way);
    await happened({ event: 'factor.add', personId: viewer.person.id, network: clientOf(request), about: { how: 'code' } });
    return answered(answer);
  },
});

const removeCode = freshDoor({
  body: withPassword,
  open: async ({ request, body, viewer }) => {
    const answer = await proven(request, viewer, '/two-factor/disable', body);
    await happened({ event: 'factor.remove', personId: viewer.person.id, network: clientOf(request), about: { how: 'code' } });
    return answered(answer);
  },
});

const newRecoveryCodes = freshDoor({
  body: withPassword,
  open: async ({ request, body, viewer }) => {
    const answer = await proven(request, viewer, '/two-factor/generate-backup-codes', body);
    await happened({
      event: 'factor.add',
      personId: viewer.person.id,
      network: clientOf(request),
      about: { how: 'recovery codes' },
    });
    return answered({ ...answer, body: { recoveryCodes: answer.body.backupCodes } }, ['recoveryCodes']);
  },
});

/** Ends every other session of the person; this browser gets a new one. */
const changePassword = sessionDoor({
  body: z.strictObject({ current: z.string().max(1000), password: z.string().max(1000) }),
  open: async ({ request, body, viewer }) => {
    if (!signInConfig().password) throw notFound('Signing in with a password');
    await judgePassword(body.password, [viewer.person.name, viewer.person.email]);
    const asked = { currentPassword: body.current, newPassword: body.password, revokeOtherSessions: true };
    const answer = await proven(request, viewer, '/change-password', asked);
    await noteWay(answer.cookies, viewer.how);
    await happened({ event: 'password.change', personId: viewer.person.id, network: clientOf(request) });
    return answered(answer);
  },
});

const endOne = sessionDoor({
  body: z.strictObject({ id: z.string().max(100) }),
  open: async ({ request, body, viewer }) => {
    if ((await endSession(database(), viewer.person.id, body.id)) === 0) throw notFound('This session');
    await happened({ event: 'session.end', personId: viewer.person.id, network: clientOf(request), about: { session: body.id } });
    return done();
  },
});

const endOthers = sessionDoor({
  body: z.strictObject({}),
  open: async ({ request, viewer }) => {
    const ended = await endOtherSessions(database(), viewer.person.id, viewer.sessionId);
    await happened({ event: 'session.end', personId: viewer.person.id, network: clientOf(request), about: { ended } });
    return done();
  },
});

export const doorsOfAccount = {
  'code/begin': beginCode,
  'code/confirm': confirmCode,
  'code/remove': removeCode,
  'recovery-codes': newRecoveryCodes,
  password: changePassword,
  'sessions/end': endOne,
  'sessions/end-others': endOthers,
} as const satisfies Record<string, Door>;
