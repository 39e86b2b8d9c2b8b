import type { OidcConfig } from '../config-sign-in.ts';

/** What an ID token says of how somebody signed in. */
type Told = { acr: string | null; amr: readonly string[] };

/** Values that say "several factors" by themselves: OpenID's PAPE policy, REFEDS, Okta. */
const knownAcr = [
  'http://schemas.openid.net/pape/policies/2007/06/multi-factor',
  'https://refeds.org/profile/mfa',
  'urn:okta:loa:2fa:any',
];

/** Whether the provider tells of several factors. What it leaves out was not there: then it is one. */
export function isStrong(strong: OidcConfig['strong'], { acr, amr }: Told): boolean {
  if (acr !== null && (strong.acr ?? knownAcr).includes(acr)) return true;
  return strong.amr.some((wanted) => wanted.split('+').every((one) => amr.includes(one)));
}
