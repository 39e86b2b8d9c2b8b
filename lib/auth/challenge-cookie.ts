import { database } from '../db.ts';
import { challengeSeconds, claimChallenge, saveChallenge } from '../store/challenges.ts';
import { saveSignInChallenge, waitSeconds } from '../store/sign-in-challenges.ts';
import { keepsSecureCookies } from './origin.ts';
import { hashToken, newToken } from './tokens.ts';
import { cookieNamed, sessionCookie } from './viewer.ts';

const name = `${sessionCookie}.challenge`;
const kept = `Path=/; HttpOnly; ${keepsSecureCookies(process.env) ? 'Secure; ' : ''}SameSite=Lax`;

/** Keeps a challenge for this browser; gives the cookie that claims it. */
export async function keepChallenge(value: string): Promise<string> {
  const token = newToken();
  await saveChallenge(database(), hashToken(token), value);
  return `${name}=${token}; Max-Age=${challengeSeconds}; ${kept}`;
}

/** The challenge that this browser was given, once; null where there is none, or its time is over. */
export async function takeChallenge(request: Request): Promise<string | null> {
  const token = cookieNamed(name, request.headers.get('cookie'));
  return token ? claimChallenge(database(), hashToken(token)) : null;
}

export const forgetChallenge = `${name}=; Max-Age=0; ${kept}`;

const waiting = `${sessionCookie}.sign-in`;

/** Keeps for this browser that a password was right, and whose; gives the cookie that says so. It opens no session. */
export async function keepSignIn(personId: string): Promise<string> {
  const token = newToken();
  await saveSignInChallenge(database(), hashToken(token), personId);
  return `${waiting}=${token}; Max-Age=${waitSeconds}; ${kept}`;
}

/** The hash of what this browser holds of a sign-in that waits; null for nothing. */
export function signInHeld(request: Request): string | null {
  const token = cookieNamed(waiting, request.headers.get('cookie'));
  return token ? hashToken(token) : null;
}

export const forgetSignIn = `${waiting}=; Max-Age=0; ${kept}`;
