import * as client from 'openid-client';
import type { OidcConfig } from '../config-sign-in.ts';
import { dayMs } from '../time.ts';
import { discovered } from './oidc-discovery.ts';
import { origin } from './origin.ts';
import { SsoError } from './sso-refusals.ts';
import { isStrong } from './strength.ts';

/** What this browser was sent away with; the answer must fit it. `askedAt` (epoch ms): a sign-in of that moment or later was asked for. */
export type OidcAttempt = { state: string; nonce: string; verifier: string; to: string; askedAt: number | null };
/** Who came back. `subject` is unique among all issuers. */
export type OidcPerson = {
  subject: string;
  email: string | null;
  isEmailVerified: boolean;
  name: string | null;
  groups: string[];
  /** The ID token tells of several factors. */
  isStrong: boolean;
  /** When they proved who they are, in epoch ms; null where the provider does not tell. */
  provedAt: number | null;
};

/** How far the provider's clock may be off. */
const toleranceSeconds = 60;
/** No older than a session of ours may get; asking for it also makes providers tell `auth_time` (OIDC Core 3.1.2.1). */
const oldestSeconds = (7 * dayMs) / 1000;
const callback = (): string => `${origin(process.env)}/api/auth/sso/callback`;

/** Our own refusals come wrapped by openid-client; what it refuses itself is an answer that does not hold. */
function refused(error: unknown): SsoError {
  for (let at = error; at instanceof Error; at = at.cause as unknown) if (at instanceof SsoError) return at;
  return new SsoError(error instanceof client.AuthorizationResponseError ? 'declined' : 'answer', error);
}

const told = <T>(work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    throw refused(error);
  });

const recencyOf = (askedAt: number | null): Record<string, string> =>
  askedAt === null ? { max_age: String(oldestSeconds) } : { prompt: 'login', max_age: '0' };

/**
 * Where to send the browser, and what to keep until it comes back.
 * @param asked `again`: the person must prove anew who they are
 * @throws SsoError
 */
export async function beginOidc(
  config: OidcConfig,
  asked: { to: string; again: boolean },
): Promise<{ url: string; attempt: OidcAttempt }> {
  const provider = await told(discovered(config));
  const attempt = {
    state: client.randomState(),
    nonce: client.randomNonce(),
    verifier: client.randomPKCECodeVerifier(),
    to: asked.to,
    askedAt: asked.again ? Date.now() : null,
  };
  const { acr = [] } = config.strong;
  const url = client.buildAuthorizationUrl(provider, {
    response_type: 'code',
    redirect_uri: callback(),
    scope: config.scopes.join(' '),
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: await client.calculatePKCECodeChallenge(attempt.verifier),
    code_challenge_method: 'S256',
    ...recencyOf(attempt.askedAt),
    ...(acr.length > 0 && { acr_values: acr.join(' ') }),
  });
  return { url: url.href, attempt };
}

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []);
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** When the person proved who they are; what was asked to be fresh must say so. @throws SsoError `untimed`, `stale` */
function provedAtOf(authTime: number | undefined, askedAt: number | null): number | null {
  const provedAt = authTime === undefined ? null : authTime * 1000;
  if (askedAt === null) return provedAt;
  if (provedAt === null) throw new SsoError('untimed');
  if (provedAt < askedAt - toleranceSeconds * 1000) throw new SsoError('stale');
  return provedAt;
}

/** What openid-client leaves to us: a token of the future, and a subject that is none (OIDC Core 2). @throws SsoError */
function judge({ iat, auth_time, sub }: client.IDToken): void {
  const latest = Date.now() / 1000 + toleranceSeconds;
  if (iat > latest || (auth_time ?? 0) > latest) throw new SsoError('answer', 'a time that is yet to come');
  if (!/^[\x20-\x7e]{1,255}$/.test(sub)) throw new SsoError('answer', 'a subject that is no 255 characters of ASCII');
}

/** What the ID token leaves out, the provider is asked for, where it can be. */
async function moreOf(provider: client.Configuration, token: string, claims: client.IDToken): Promise<Record<string, unknown>> {
  if (!provider.serverMetadata().userinfo_endpoint) return {};
  return { ...(await client.fetchUserInfo(provider, token, claims.sub)) };
}

async function finished(config: OidcConfig, search: string, attempt: OidcAttempt): Promise<OidcPerson> {
  const provider = await discovered(config);
  const tokens = await client.authorizationCodeGrant(provider, new URL(callback() + search), {
    expectedState: attempt.state,
    expectedNonce: attempt.nonce,
    pkceCodeVerifier: attempt.verifier,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (!claims) throw new Error('no ID token');
  judge(claims);
  const provedAt = provedAtOf(claims.auth_time, attempt.askedAt);
  const isWhole = claims.email !== undefined && claims[config.groupsClaim] !== undefined;
  const all: Record<string, unknown> = isWhole ? claims : { ...(await moreOf(provider, tokens.access_token, claims)), ...claims };
  return {
    subject: `${claims.iss} ${claims.sub}`,
    email: text(all.email),
    isEmailVerified: all.email_verified === true,
    name: text(all.name) ?? text(all.preferred_username),
    groups: texts(all[config.groupsClaim]),
    // Of the ID token alone: it is signed.
    isStrong: isStrong(config.strong, { acr: text(claims.acr), amr: texts(claims.amr) }),
    provedAt,
  };
}

/**
 * Who the provider says came back. State, nonce, issuer, audience, algorithm, signature and end are checked by openid-client; it takes
 * a code from the browser and nothing else, and fetches the ID token itself (OIDC Core 3.1.3.7).
 * @param search the query that the browser brought
 * @throws SsoError
 */
export const finishOidc = (config: OidcConfig, search: string, attempt: OidcAttempt): Promise<OidcPerson> =>
  told(finished(config, search, attempt));
