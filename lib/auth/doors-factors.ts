import { z } from 'zod';
import { callBetterAuth } from './call-better-auth.ts';
import { answered, type Door, openDoor } from './door.ts';
import { failed, personOf, signedIn } from './doors-in.ts';

/** The second factor of a sign-in under way: the browser holds a cookie that says whose. */
const secondFactor = (path: string, how: string): Door =>
  openDoor({
    body: z.strictObject({ code: z.string().max(40) }),
    open: async ({ request, body }) => {
      const answer = await callBetterAuth(request, path, { code: body.code.replaceAll(/\s/g, '') }).catch(failed(request, how));
      const personId = personOf(answer);
      if (personId !== null) await signedIn(request, personId, how);
      return answered(answer);
    },
  });

export const doorsOfFactors = {
  code: secondFactor('/two-factor/verify-totp', 'password and code'),
  'recovery-code': secondFactor('/two-factor/verify-backup-code', 'password and recovery code'),
} as const satisfies Record<string, Door>;
