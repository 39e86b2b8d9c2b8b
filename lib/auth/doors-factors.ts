import { z } from 'zod';
import { database } from '../db.ts';
import { TrailwatchError } from '../errors.ts';
import { clientOf } from '../http/client.ts';
import { claimSignInChallenge, trySignInChallenge } from '../store/sign-in-challenges.ts';
import { openSession } from './call-better-auth.ts';
import { forgetSignIn, signInHeld } from './challenge-cookie.ts';
import { answered, type Door, openDoor } from './door.ts';
import { failed, signedIn } from './doors-in.ts';
import { proveCode, proveRecoveryCode } from './factors.ts';
import { patiently, patientlyWithCode } from './patience.ts';
import type { Way } from './ways.ts';

type Asked = { request: Request; personId: string; code: string };
type Proof = (asked: Asked) => Promise<void>;

const over = () =>
  new TrailwatchError('signed_out', 'This sign-in took too long, or had too many wrong codes.', {
    mend: 'Start again with the password.',
  });

/** The second factor of a sign-in under way: the browser holds a cookie that says whose. */
const secondFactor = (how: Way, prove: Proof): Door =>
  openDoor({
    body: z.strictObject({ code: z.string().max(100) }),
    open: async ({ request, body }) => {
      const held = signInHeld(request);
      const personId = held && (await trySignInChallenge(database(), held));
      if (!held || !personId) throw over();
      await prove({ request, personId, code: body.code.replaceAll(/\s/g, '') }).catch(failed(request, how, { person: personId }));
      if (!(await claimSignInChallenge(database(), held))) throw over();
      const answer = await openSession(request, personId);
      await signedIn(request, answer, { personId, how });
      return answered({ ...answer, cookies: [...answer.cookies, forgetSignIn] });
    },
  });

export const doorsOfFactors = {
  code: secondFactor('password and code', ({ request, personId, code }) =>
    patientlyWithCode(personId, clientOf(request), () => proveCode(personId, code)),
  ),
  'recovery-code': secondFactor('password and recovery code', ({ request, personId, code }) =>
    patiently(null, clientOf(request), () => proveRecoveryCode(personId, code)),
  ),
} as const satisfies Record<string, Door>;
