import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { z } from 'zod';
import { database } from '../db.ts';
import { notFound, TrailwatchError } from '../errors.ts';
import { clientOf } from '../http/client.ts';
import { deletePasskey } from '../store/passkeys.ts';
import { openSession } from './call-better-auth.ts';
import { forgetChallenge, keepChallenge, takeChallenge } from './challenge-cookie.ts';
import { answered, type Door, openDoor } from './door.ts';
import { failed, renewed, signedIn } from './doors-in.ts';
import { factorDoor } from './factor-door.ts';
import { happened } from './happened.ts';
import { addPasskey, askForPasskey, offerPasskey, personByPasskey } from './passkeys.ts';
import { patiently } from './patience.ts';
import { isEnough, type Way } from './ways.ts';

const nothing = z.strictObject({});
/** As browsers give it (WebAuthn 3, toJSON); the library reads the inside. */
const signed = z.looseObject({
  id: z.string().max(2000),
  rawId: z.string().max(2000),
  type: z.literal('public-key'),
  response: z.looseObject({ clientDataJSON: z.string().max(20_000) }),
  clientExtensionResults: z.looseObject({}).default({}),
});

const late = () =>
  new TrailwatchError('invalid', 'This took longer than ten minutes, or was completed already.', { mend: 'Try again.' });

const asking = async (options: { challenge: string }, whose = ''): Promise<Response> =>
  answered({ status: 200, body: { options }, cookies: [await keepChallenge(`${whose} ${options.challenge}`)] }, ['options']);

/** The challenge that was given to this browser for this person, or for nobody in particular. */
const challengeFor = async (request: Request, whose = ''): Promise<string> => {
  const [holder, challenge] = (await takeChallenge(request))?.split(' ') ?? [];
  if (!challenge || holder !== whose) throw late();
  return challenge;
};

const offer = factorDoor({ body: nothing, open: async ({ viewer }) => asking(await offerPasskey(viewer), viewer.person.id) });

const add = factorDoor({
  body: z.strictObject({ name: z.string().trim().min(1).max(60), response: signed }),
  open: async ({ request, body, viewer }) => {
    const challenge = await challengeFor(request, viewer.person.id);
    await addPasskey(viewer, challenge, { name: body.name, response: body.response as unknown as RegistrationResponseJSON });
    await happened({ event: 'factor.add', personId: viewer.person.id, network: clientOf(request), about: { how: 'passkey' } });
    // Who has just made one has proven it, beside the password: they need not sign in anew.
    const cookies = isEnough(viewer.how) ? [] : (await renewed(request, viewer.person.id, 'passkey' satisfies Way)).cookies;
    return answered({ status: 200, body: {}, cookies: [...cookies, forgetChallenge] });
  },
});

const remove = factorDoor({
  body: z.strictObject({ id: z.string().max(100) }),
  open: async ({ request, body, viewer }) => {
    if ((await deletePasskey(database(), viewer.person.id, body.id)) === 0) throw notFound('This passkey');
    await happened({ event: 'factor.remove', personId: viewer.person.id, network: clientOf(request), about: { how: 'passkey' } });
    return answered({ status: 200, body: {}, cookies: [] });
  },
});

const ask = openDoor({ body: nothing, open: async () => asking(await askForPasskey()) });

const enterBy = openDoor({
  body: z.strictObject({ response: signed }),
  open: async ({ request, body }) => {
    const challenge = await challengeFor(request);
    const attempt = () => personByPasskey(challenge, body.response as unknown as AuthenticationResponseJSON);
    const personId = await patiently(null, clientOf(request), attempt).catch(failed(request, 'passkey'));
    const answer = await openSession(request, personId);
    await signedIn(request, answer, { personId, how: 'passkey' });
    return answered({ ...answer, cookies: [...answer.cookies, forgetChallenge] });
  },
});

export const doorsOfPasskeys = {
  passkey: enterBy,
  'passkey/ask': ask,
  'passkey/offer': offer,
  'passkey/add': add,
  'passkey/remove': remove,
} as const satisfies Record<string, Door>;
