import * as client from 'openid-client';
import type { OidcConfig } from '../config-sign-in.ts';
import { shared } from '../process.ts';
import { minuteMs } from '../time.ts';
import { origin } from './origin.ts';
import { oidcSecret } from './sign-in-config.ts';
import { SsoError } from './sso-refusals.ts';

/** What this browser was sent away with; the answer must fit it. */
export type OidcAttempt = { state: string; nonce: string; verifier: string; to: string };
/** Who came back. `subject` is unique among all issuers. */
export type OidcPerson = {
  subject: string;
  email: string | null;
  isEmailVerified: boolean;
  name: string | null;
  groups: string[];
};

const timeoutSeconds = 10;
/** Keys and addresses change rarely; a provider that was down is asked anew at once. */
const keptMs = 10 * minuteMs;
const callback = (): string => `${origin(process.env)}/api/auth/sso/callback`;

type Kept = { at: number; found: Promise<client.Configuration> };
const cache = (): { kept: Kept | null } => shared('oidc', () => ({ kept: null }));

async function discovered(config: OidcConfig): Promise<client.Configuration> {
  const held = cache();
  if (!held.kept || Date.now() - held.kept.at > keptMs) {
    // The schema lets http through for loopback alone.
    const insecure = config.issuer.startsWith('http:') ? [client.allowInsecureRequests] : [];
    // Without it the signature of a token that came over TLS from the provider itself would not be looked at.
    const execute = [client.enableNonRepudiationChecks, ...insecure];
    const options = { execute, timeout: timeoutSeconds };
    const found = client.discovery(new URL(config.issuer), config.clientId, oidcSecret(config), undefined, options);
    held.kept = { at: Date.now(), found };
  }
  try {
    return await held.kept.found;
  } catch (error) {
    held.kept = null;
    throw new SsoError('unreachable', error);
  }
}

/** Where to send the browser, and what to keep until it comes back. @throws SsoError */
export async function beginOidc(config: OidcConfig, to: string): Promise<{ url: string; attempt: OidcAttempt }> {
  const provider = await discovered(config);
  const attempt = {
    state: client.randomState(),
    nonce: client.randomNonce(),
    verifier: client.randomPKCECodeVerifier(),
    to,
  };
  const url = client.buildAuthorizationUrl(provider, {
    redirect_uri: callback(),
    scope: config.scopes.join(' '),
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: await client.calculatePKCECodeChallenge(attempt.verifier),
    code_challenge_method: 'S256',
  });
  return { url: url.href, attempt };
}

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []);
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/**
 * Who the provider says came back. State, nonce, issuer, audience, algorithm, signature and times are checked by openid-client.
 * @param search the query that the browser brought
 * @throws SsoError
 */
export async function finishOidc(config: OidcConfig, search: string, attempt: OidcAttempt): Promise<OidcPerson> {
  const provider = await discovered(config);
  try {
    const tokens = await client.authorizationCodeGrant(provider, new URL(callback() + search), {
      expectedState: attempt.state,
      expectedNonce: attempt.nonce,
      pkceCodeVerifier: attempt.verifier,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (!claims) throw new Error('no ID token');
    const isWhole = claims.email !== undefined && claims[config.groupsClaim] !== undefined;
    const more = isWhole ? {} : await client.fetchUserInfo(provider, tokens.access_token, claims.sub).catch(() => ({}));
    const all: Record<string, unknown> = { ...more, ...claims };
    return {
      subject: `${claims.iss} ${claims.sub}`,
      email: text(all.email),
      isEmailVerified: all.email_verified === true,
      name: text(all.name) ?? text(all.preferred_username),
      groups: texts(all[config.groupsClaim]),
    };
  } catch (error) {
    throw new SsoError('answer', error);
  }
}
