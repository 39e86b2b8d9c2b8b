import { type ErrorCode, TrailwatchError } from '../errors.ts';
import { clientHeader } from '../http/client.ts';
import { signIn } from './better-auth.ts';
import { origin } from './origin.ts';

const passedOn = ['cookie', 'origin', 'user-agent', 'sec-fetch-site', 'sec-fetch-mode', 'sec-fetch-dest', clientHeader];

/** What Better Auth refuses, in our words. */
const refusals: Record<string, string> = {
  INVALID_EMAIL_OR_PASSWORD: 'The e-mail address or the password is wrong.',
  INVALID_PASSWORD: 'The password is wrong.',
  FAILED_TO_CREATE_SESSION: 'This person may not sign in.',
};

const codes: Record<number, ErrorCode> = { 400: 'invalid', 401: 'signed_out', 403: 'denied', 404: 'not_found', 429: 'throttled' };

export type Answer = { status: number; body: Record<string, unknown>; cookies: string[] };

const headersOf = (request: Request): Headers => {
  const headers = new Headers({ 'content-type': 'application/json' });
  for (const name of passedOn) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  return headers;
};

const read = async (response: Response): Promise<Answer> => {
  const body: unknown = await response.json().catch(() => null);
  return {
    status: response.status,
    body: typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {},
    cookies: response.headers.getSetCookie(),
  };
};

const granted = (answer: Answer): Answer => {
  if (answer.status < 400) return answer;
  const code = String(answer.body.code ?? '');
  throw new TrailwatchError(codes[answer.status] ?? 'internal', refusals[code] ?? 'This could not be done.', { cause: code });
};

/**
 * Has Better Auth do one thing for the browser that asks. Path and body are ours: nothing else of the request but its cookies and
 * where it comes from reaches it.
 * @throws TrailwatchError with Better Auth's refusal in words
 */
export async function callBetterAuth(request: Request, path: string, body: object): Promise<Answer> {
  const asked = new Request(`${origin(process.env)}/api/auth${path}`, {
    method: 'POST',
    headers: headersOf(request),
    body: JSON.stringify(body),
  });
  return granted(await read(await signIn().handler(asked)));
}

/** The password once more, of who is signed in. @throws TrailwatchError `invalid` */
export async function checkPassword(request: Request, password: string): Promise<void> {
  granted(await read(await signIn().api.verifyPassword({ body: { password }, headers: headersOf(request), asResponse: true })));
}

/** Opens a session for a person who has proven who they are. @throws TrailwatchError `denied` for one who is disabled */
export async function openSession(request: Request, personId: string): Promise<Answer> {
  return read(await signIn().api.enter({ body: { personId }, headers: headersOf(request), asResponse: true }));
}
