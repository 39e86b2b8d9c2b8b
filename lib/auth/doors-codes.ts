import { z } from 'zod';
import { database } from '../db.ts';
import { notFound } from '../errors.ts';
import { clientOf } from '../http/client.ts';
import { transaction } from '../store/transaction.ts';
import { deleteApp } from '../store/two-factors.ts';
import { seedText, seedUri } from './authenticator.ts';
import { answered, type Door, sessionDoor } from './door.ts';
import { renewed } from './doors-in.ts';
import { factorDoor, requirePassword } from './factor-door.ts';
import { beginApp, finishApp, renewRecoveryCodes } from './factors.ts';
import { happened } from './happened.ts';
import { patientlyWithCode } from './patience.ts';
import { qrPath } from './qr.ts';
import { type Way, withoutCode } from './ways.ts';

const withPassword = z.strictObject({ password: z.string().max(1000) });
const given = (body: Record<string, unknown>): Response => answered({ status: 200, body, cookies: [] }, Object.keys(body));

const begin = factorDoor({
  body: withPassword,
  open: async ({ request, body, viewer }) => {
    await requirePassword(request, viewer, body.password);
    const { seed, recoveryCodes } = await beginApp(viewer.person.id);
    return given({ qr: qrPath(seedUri(seed, viewer.person.email)), secret: seedText(seed), recoveryCodes });
  },
});

const confirm = sessionDoor({
  body: z.strictObject({ code: z.string().max(100) }),
  open: async ({ request, body, viewer }) => {
    const { id } = viewer.person;
    const [network, code] = [clientOf(request), body.code.replaceAll(/\s/g, '')];
    await patientlyWithCode(id, network, () => finishApp(id, code));
    await happened({ event: 'factor.add', personId: id, network, about: { how: 'code' } });
    return answered(await renewed(request, id, 'password and code' satisfies Way));
  },
});

const remove = factorDoor({
  body: withPassword,
  open: async ({ request, body, viewer }) => {
    const { id } = viewer.person;
    await requirePassword(request, viewer, body.password);
    if (!(await transaction(database(), (client) => deleteApp(client, id)))) throw notFound('An authenticator app');
    await happened({ event: 'factor.remove', personId: id, network: clientOf(request), about: { how: 'code' } });
    return answered(await renewed(request, id, withoutCode(viewer.how)));
  },
});

const newRecoveryCodes = factorDoor({
  body: withPassword,
  open: async ({ request, body, viewer }) => {
    const { id } = viewer.person;
    await requirePassword(request, viewer, body.password);
    const recoveryCodes = await renewRecoveryCodes(id);
    await happened({ event: 'factor.add', personId: id, network: clientOf(request), about: { how: 'recovery codes' } });
    return given({ recoveryCodes });
  },
});

export const doorsOfCodes = {
  'code/begin': begin,
  'code/confirm': confirm,
  'code/remove': remove,
  'recovery-codes': newRecoveryCodes,
} as const satisfies Record<string, Door>;
