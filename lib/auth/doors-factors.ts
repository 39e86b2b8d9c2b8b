import { z } from 'zod';
import { database } from '../db.ts';
import { TrailwatchError } from '../errors.ts';
import { claimCode } from '../store/used-codes.ts';
import { type Answer, callBetterAuth } from './call-better-auth.ts';
import { answered, type Door, openDoor } from './door.ts';
import { endAnswered, failed, personOf, signedIn } from './doors-in.ts';
import { hashToken } from './tokens.ts';
import type { Way } from './ways.ts';

/** Who looks over a shoulder has half a minute: a code opens once, and Better Auth would take it again. */
export async function useOnce(answer: Answer, code: string): Promise<void> {
  if (await claimCode(database(), hashToken(`code ${personOf(answer)} ${code}`))) return;
  await endAnswered(answer.cookies);
  throw new TrailwatchError('signed_out', 'This code was used before. Wait for the next one.');
}

/** The second factor of a sign-in under way: the browser holds a cookie that says whose. */
const secondFactor = (path: string, how: Way): Door =>
  openDoor({
    body: z.strictObject({ code: z.string().max(40) }),
    open: async ({ request, body }) => {
      const code = body.code.replaceAll(/\s/g, '');
      const answer = await callBetterAuth(request, path, { code }).catch(failed(request, how));
      const personId = personOf(answer);
      await useOnce(answer, code).catch(failed(request, how));
      if (personId !== null) await signedIn(request, answer, { personId, how });
      return answered(answer);
    },
  });

export const doorsOfFactors = {
  code: secondFactor('/two-factor/verify-totp', 'password and code'),
  'recovery-code': secondFactor('/two-factor/verify-backup-code', 'password and recovery code'),
} as const satisfies Record<string, Door>;
