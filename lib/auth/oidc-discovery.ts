import * as client from 'openid-client';
import type { OidcConfig } from '../config-sign-in.ts';
import { shared } from '../process.ts';
import { minuteMs } from '../time.ts';
import { boundedFetch } from './bounded-fetch.ts';
import { oidcSecret } from './sign-in-config.ts';

/** A person waits in front of it. */
const timeoutSeconds = 5;
/** Keys and addresses change rarely; a provider that was down is asked anew at once. */
const keptMs = 10 * minuteMs;

type Kept = { issuer: string; at: number; found: Promise<client.Configuration> };
const cache = (): { kept: Kept | null } => shared('oidc', () => ({ kept: null }));

function discover(config: OidcConfig): Promise<client.Configuration> {
  // The schema lets http through for loopback alone.
  const insecure = config.issuer.startsWith('http:') ? [client.allowInsecureRequests] : [];
  // Without it the signature of a token that came over TLS from the provider itself would not be looked at.
  const execute = [client.enableNonRepudiationChecks, ...insecure];
  const options = { execute, timeout: timeoutSeconds, [client.customFetch]: boundedFetch };
  return client.discovery(new URL(config.issuer), config.clientId, oidcSecret(config), undefined, options);
}

/** What the provider says of itself, kept for ten minutes. @throws what openid-client or `boundedFetch` throws */
export async function discovered(config: OidcConfig): Promise<client.Configuration> {
  const held = cache();
  const { issuer } = config;
  if (held.kept?.issuer !== issuer || Date.now() - held.kept.at > keptMs) {
    held.kept = { issuer, at: Date.now(), found: discover(config) };
  }
  const { kept } = held;
  try {
    return await kept.found;
  } catch (error) {
    if (held.kept === kept) held.kept = null;
    throw error;
  }
}
