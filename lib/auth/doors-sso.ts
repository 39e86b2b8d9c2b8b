import { z } from 'zod';
import type { OidcConfig } from '../config-sign-in.ts';
import { notFound, TrailwatchError } from '../errors.ts';
import { clientOf } from '../http/client.ts';
import { logFor } from '../log.ts';
import { openSession } from './call-better-auth.ts';
import { forgetChallenge, keepChallenge, takeChallenge } from './challenge-cookie.ts';
import { answered, type Door, openDoor } from './door.ts';
import { failed, noteProved, signedIn } from './doors-in.ts';
import { beginOidc, finishOidc, type OidcAttempt } from './oidc.ts';
import { patiently, TooSoonError } from './patience.ts';
import { returnPath } from './return-path.ts';
import { signInConfig } from './sign-in-config.ts';
import { savedPerson } from './sso-person.ts';
import { SsoError, type SsoRefusal } from './sso-refusals.ts';

const configured = (): OidcConfig => {
  const { oidc } = signInConfig();
  if (!oidc) throw notFound('Single sign-on');
  return oidc;
};

const begin = openDoor({
  body: z.strictObject({ to: z.string().max(2000), again: z.boolean().default(false) }),
  open: async ({ body }) => {
    const { url, attempt } = await beginOidc(configured(), { to: returnPath(body.to), again: body.again });
    const cookie = await keepChallenge(JSON.stringify(attempt));
    return answered({ status: 200, body: { url }, cookies: [cookie] }, ['url']);
  },
});

const comeBack = async (request: Request, attempt: OidcAttempt): Promise<Response> => {
  const told = await finishOidc(configured(), new URL(request.url).search, attempt);
  const personId = await savedPerson(request, configured().groups, told);
  const answer = await openSession(request, personId);
  await noteProved(answer.cookies, told.provedAt);
  await signedIn(request, answer, { personId, how: told.isStrong ? 'single sign-on, several factors' : 'single sign-on' });
  const { headers } = answered({ status: 200, body: {}, cookies: [...answer.cookies, forgetChallenge] });
  headers.set('Location', returnPath(attempt.to));
  return new Response(null, { status: 303, headers });
};

const refusalOf = (error: unknown): SsoRefusal => {
  if (error instanceof SsoError) return error.refusal;
  if (error instanceof TooSoonError) return 'patience';
  if (error instanceof TrailwatchError && error.code === 'denied') return 'person';
  throw error;
};

const whyOf = ({ cause }: Error): string | undefined => (cause instanceof Error ? cause.message : cause)?.toString();

/** A browser stands here, not a script: what fails is told on the sign-in page, which asks as it was asked before. */
const toldAtSignIn = (error: unknown, isAgain: boolean): Response => {
  const why = refusalOf(error);
  // The provider's own words are for who configured it.
  if (error instanceof SsoError) logFor('auth').warn({ why, cause: whyOf(error) }, 'single sign-on was refused');
  const { headers } = answered({ status: 200, body: {}, cookies: [forgetChallenge] });
  headers.set('Location', `/sign-in?why=${why}${isAgain ? '&again=1' : ''}`);
  return new Response(null, { status: 303, headers });
};

/** What this browser was sent away with. A passkey that it asked for meanwhile has taken the place of that. */
async function attemptOf(request: Request): Promise<OidcAttempt> {
  const kept = await takeChallenge(request);
  if (!kept?.startsWith('{')) throw new SsoError('late');
  return JSON.parse(kept) as OidcAttempt;
}

/** GET: where the identity provider sends the browser back to. */
export const ssoCallback: Door = async (request) => {
  let attempt: OidcAttempt | null = null;
  try {
    const held = await attemptOf(request);
    attempt = held;
    return await patiently(null, clientOf(request), () => comeBack(request, held)).catch(failed(request, 'single sign-on'));
  } catch (error) {
    return toldAtSignIn(error, typeof attempt?.askedAt === 'number');
  }
};

export const doorsOfSso = { sso: begin } as const satisfies Record<string, Door>;
