import { notFound, TrailwatchError } from '../errors.ts';
import { problem } from '../http/problem.ts';
import type { Door } from './door.ts';
import { doorsOfAccount } from './doors-account.ts';
import { doorsOfCodes } from './doors-codes.ts';
import { doorsOfFactors } from './doors-factors.ts';
import { doorsIn } from './doors-in.ts';
import { doorsByLink } from './doors-links.ts';
import { doorsOfPasskeys } from './doors-passkeys.ts';
import { doorsOfSso, ssoCallback } from './doors-sso.ts';
import { TooSoonError } from './patience.ts';

/** All that /api/auth answers. Better Auth has some forty routes of its own; none is reached but through one of these. */
export const doors: Readonly<Record<string, Door>> = {
  ...doorsIn,
  ...doorsOfFactors,
  ...doorsOfPasskeys,
  ...doorsOfSso,
  ...doorsByLink,
  ...doorsOfCodes,
  ...doorsOfAccount,
};

/** What a browser may be sent to by a link of another site; all else is asked for with POST. */
export const doorsByGet: Readonly<Record<string, Door>> = { 'sso/callback': ssoCallback };

/** /api/auth/<name>. Names are compared as a whole: no prefix, no doubled slash, no case leads around the table. */
export async function answerDoor(name: string, request: Request): Promise<Response> {
  try {
    const table = request.method === 'GET' ? doorsByGet : doors;
    const door = Object.hasOwn(table, name) ? table[name] : undefined;
    if (!door) throw notFound(`/api/auth/${name}`);
    return await door(request);
  } catch (error) {
    if (error instanceof TooSoonError) return problem(error, { 'Retry-After': String(error.retryAfterSeconds) });
    if (error instanceof TrailwatchError) return problem(error);
    throw error;
  }
}
