import { z } from 'zod';
import { database } from '../db.ts';
import { notFound, TrailwatchError } from '../errors.ts';
import { clientOf, isLoopback } from '../http/client.ts';
import { findPasswordHash, replacePasswordHash } from '../store/password-hashes.ts';
import { demoPrefix, savePerson } from '../store/people.ts';
import { endFormerSession, noteHow, noteProof } from '../store/sessions.ts';
import { transaction } from '../store/transaction.ts';
import { type Answer, callBetterAuth, openSession } from './call-better-auth.ts';
import { keepSignIn } from './challenge-cookie.ts';
import { demoPeople, isDemoOpen } from './demo-people.ts';
import { answered, type Door, openDoor } from './door.ts';
import { normalizeEmail } from './email.ts';
import { hasApp } from './factors.ts';
import { happened } from './happened.ts';
import { hashPassword, isDated } from './password-hash.ts';
import { patiently, TooSoonError } from './patience.ts';
import { signInConfig } from './sign-in-config.ts';
import { hashToken } from './tokens.ts';
import { cookieOf, tokenOf, viewerOf } from './viewer.ts';
import type { Way } from './ways.ts';

/** A browser holds one session: the one it had before ends when it signs in anew. */
async function endFormer(request: Request): Promise<void> {
  const token = tokenOf(cookieOf(request.headers.get('cookie')));
  await endFormerSession(database(), token === null ? null : hashToken(token));
}

/** Ends the former session, notes how the new one came to be, and tells of it. */
export async function signedIn(
  request: Request,
  { cookies }: Answer,
  { personId, how }: { personId: string; how: Way },
): Promise<void> {
  await endFormer(request);
  await noteWay(cookies, how);
  await happened({ event: 'sign-in', personId, network: clientOf(request), about: { how } });
}

/** The hash of the token that an answer's cookie would give the browser; null where it gives none. */
const hashIn = (cookies: readonly string[]): string | null => {
  const token = cookies.map((one) => tokenOf(cookieOf(one))).find((one) => one !== null);
  return token ? hashToken(token) : null;
};

/** Notes how the session came to be whose cookie an answer sets. */
export async function noteWay(cookies: readonly string[], how: string): Promise<void> {
  const hash = hashIn(cookies);
  if (hash !== null) await noteHow(database(), hash, how);
}

/** Notes when the person proved who they are, where that was not here and now. */
export async function noteProved(cookies: readonly string[], provedAt: number | null): Promise<void> {
  const hash = hashIn(cookies);
  if (hash !== null) await noteProof(database(), hash, provedAt);
}

/** Ends the session that an answer would have opened: the browser does not get it. */
const endAnswered = (cookies: readonly string[]): Promise<void> => endFormerSession(database(), hashIn(cookies));

/** Another session in place of this browser's, once what proves who it is has changed. */
export async function renewed(request: Request, personId: string, how: string): Promise<Answer> {
  const answer = await openSession(request, personId);
  await endFormer(request);
  await noteWay(answer.cookies, how);
  return answer;
}

/** For `.catch`: tells of a failed sign-in, and fails. An attempt that was not heard is no row: a flood would drown the journal. */
export const failed =
  (request: Request, how: Way, about: { person?: string } = {}) =>
  async (error: unknown): Promise<never> => {
    if (!(error instanceof TooSoonError))
      await happened({ event: 'sign-in.failed', personId: null, network: clientOf(request), about: { how, ...about } });
    throw error;
  };

/** Whom Better Auth let in. */
const personOf = ({ body }: Answer): string => {
  const user = body.user as { id?: unknown } | undefined;
  if (typeof user?.id === 'string') return user.id;
  throw new TrailwatchError('internal', 'Better Auth let somebody in without saying whom.');
};

/** Now that the password is at hand: a hash that was made with less work, or by an earlier version, is made anew. */
async function renewHash(email: string, password: string): Promise<void> {
  const stored = await findPasswordHash(database(), email);
  if (stored && isDated(stored.hash)) await replacePasswordHash(database(), stored, await hashPassword(password));
}

/** A password alone opens nothing where an app is set up: what Better Auth opened ends before its cookie has left. */
async function awaitCode(request: Request, answer: Answer, personId: string): Promise<Response> {
  await endAnswered(answer.cookies);
  await endFormer(request);
  return answered({ status: 200, body: { asksCode: true }, cookies: [await keepSignIn(personId)] }, ['asksCode']);
}

const byPassword = openDoor({
  body: z.strictObject({ email: z.string().max(320), password: z.string().max(1000) }),
  open: async ({ request, body }) => {
    if (!signInConfig().password) throw notFound('Signing in with a password');
    const email = normalizeEmail(body.email);
    const attempt = () => callBetterAuth(request, '/sign-in/email', { email, password: body.password });
    const answer = await patiently(email, clientOf(request), attempt).catch(failed(request, 'password'));
    await renewHash(email, body.password);
    const personId = personOf(answer);
    if (await hasApp(personId)) return awaitCode(request, answer, personId);
    await signedIn(request, answer, { personId, how: 'password' });
    return answered(answer);
  },
});

const asDemoPerson = openDoor({
  body: z.strictObject({ person: z.string().max(40) }),
  open: async ({ request, body }) => {
    const person = demoPeople.find(({ id }) => id === `${demoPrefix}${body.person}`);
    if (!person || !isDemoOpen(process.env) || !isLoopback(request)) throw notFound('This person');
    const db = database();
    const { rows } = await db.pool.query('select from person where id = $1', [person.id]);
    if (rows.length === 0) await transaction(db, (client) => savePerson(client, person));
    const answer = await openSession(request, person.id);
    await signedIn(request, answer, { personId: person.id, how: 'demo' });
    return answered(answer);
  },
});

const out: Door = async (request) => {
  const viewer = await viewerOf(request);
  const answer = await callBetterAuth(request, '/sign-out', {});
  if (viewer) await happened({ event: 'sign-out', personId: viewer.person.id, network: clientOf(request) });
  const response = answered(answer);
  // Theme and zone are cookies of their own, and stay.
  response.headers.set('Clear-Site-Data', '"cache", "storage"');
  if (request.headers.get('content-type')?.startsWith('application/json')) return response;
  // A plain form, so that it works before and without any script.
  response.headers.set('Location', '/sign-in');
  return new Response(null, { status: 303, headers: response.headers });
};

export const doorsIn = { 'sign-in': byPassword, demo: asDemoPerson, 'sign-out': out } as const satisfies Record<string, Door>;
