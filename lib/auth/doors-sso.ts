import { z } from 'zod';
import { database } from '../db.ts';
import { notFound, TrailwatchError } from '../errors.ts';
import { clientOf } from '../http/client.ts';
import { type Federated, saveFederated } from '../store/federated.ts';
import { transaction } from '../store/transaction.ts';
import { openSession } from './call-better-auth.ts';
import { forgetChallenge, keepChallenge, takeChallenge } from './challenge-cookie.ts';
import { answered, type Door, openDoor } from './door.ts';
import { failed, signedIn } from './doors-in.ts';
import { normalizeEmail } from './email.ts';
import { grantOf } from './groups.ts';
import { beginOidc, finishOidc, type OidcAttempt, type OidcPerson } from './oidc.ts';
import { patiently, TooSoonError } from './patience.ts';
import { returnPath } from './return-path.ts';
import { signInConfig } from './sign-in-config.ts';
import { SsoError, type SsoRefusal } from './sso-refusals.ts';

const configured = () => {
  const { oidc } = signInConfig();
  if (!oidc) throw notFound('Single sign-on');
  return oidc;
};

const begin = openDoor({
  body: z.strictObject({ to: z.string().max(2000) }),
  open: async ({ body }) => {
    const { url, attempt } = await beginOidc(configured(), returnPath(body.to));
    const cookie = await keepChallenge(JSON.stringify(attempt));
    return answered({ status: 200, body: { url }, cookies: [cookie] }, ['url']);
  },
});

const addressOf = (email: string | null): string => {
  try {
    return normalizeEmail(email ?? '');
  } catch (error) {
    throw new SsoError('email', error);
  }
};

const federated = ({ email, name, groups, ...who }: OidcPerson): Federated => {
  const grant = grantOf(configured().groups, groups);
  if (!grant) throw new SsoError('groups');
  const address = addressOf(email);
  return { ...who, ...grant, email: address, name: (name ?? address).slice(0, 120) };
};

const comeBack = async (request: Request, attempt: OidcAttempt): Promise<Response> => {
  const person = federated(await finishOidc(configured(), new URL(request.url).search, attempt));
  const personId = await transaction(database(), (client) => saveFederated(client, person));
  if (personId === null) throw new SsoError('taken');
  const answer = await openSession(request, personId);
  await signedIn(request, answer, { personId, how: 'single sign-on' });
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

/** A browser stands here, not a script: what fails is told on the sign-in page. */
const toldAtSignIn = (error: unknown): Response => {
  const { headers } = answered({ status: 200, body: {}, cookies: [forgetChallenge] });
  headers.set('Location', `/sign-in?why=${refusalOf(error)}`);
  return new Response(null, { status: 303, headers });
};

/** GET: where the identity provider sends the browser back to. */
export const ssoCallback: Door = async (request) => {
  try {
    const kept = await takeChallenge(request);
    if (kept === null) throw new SsoError('late');
    const attempt = JSON.parse(kept) as OidcAttempt;
    return await patiently(null, clientOf(request), () => comeBack(request, attempt)).catch(failed(request, 'single sign-on'));
  } catch (error) {
    return toldAtSignIn(error);
  }
};

export const doorsOfSso = { sso: begin } as const satisfies Record<string, Door>;
