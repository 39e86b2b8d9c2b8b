import { z } from 'zod';
import { type RoleId, roles } from './catalog/roles.ts';

const roleIds = Object.keys(roles) as [RoleId, ...RoleId[]];
const isSafe = (text: string): boolean => {
  const url = URL.parse(text);
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname));
};

const group = z.strictObject({
  group: z.string().min(1),
  role: z.enum(roleIds, `expected one of ${roleIds.join(', ')}`),
  teams: z.array(z.string().min(1)).default([]),
});

/**
 * What an ID token must say for its sign-in to count as one of several factors. RFC 8176 leaves much to providers: of single values only
 * "mfa" says it; a one-time code or a key alone is one factor, and codes by SMS are not asked for by name.
 */
const strong = z.strictObject({
  /** Any of these is enough. Written here, they are also asked for (acr_values). */
  acr: z.array(z.string().regex(/^\S+$/, 'expected a value without spaces')).optional(),
  /** Any of these is enough; "pwd+otp" wants both. */
  amr: z
    .array(z.string().regex(/^[^\s+]+(\+[^\s+]+)*$/, 'expected a value like mfa, or several like pwd+otp'))
    .default(['mfa', 'pwd+otp', 'pwd+hwk', 'pwd+swk', 'pin+hwk', 'fpt+hwk', 'face+hwk']),
});

const oidc = z.strictObject({
  /** What the button says: "Sign in with Okta". */
  name: z.string().min(1).max(40).default('single sign-on'),
  issuer: z.string().refine(isSafe, 'expected an https address, as the discovery document names itself'),
  clientId: z.string().min(1),
  /** Else TRAILWATCH_OIDC_SECRET; without either the client is public, with PKCE alone. */
  clientSecretFile: z.string().min(1).optional(),
  scopes: z.array(z.string().min(1)).default(['openid', 'email', 'profile']),
  groupsClaim: z.string().min(1).default('groups'),
  strong: strong.prefault({}),
  /** The strongest role of all that match; who is in none of these groups does not come in. */
  groups: z.array(group).min(1, 'expected at least one group: it says who may come in'),
});

/** How people sign in, besides passkeys. */
export const signInSchema = z
  .strictObject({
    password: z.boolean().default(true),
    /** Roles for which a password alone is not enough: all of them, unless it is written otherwise. */
    secondFactor: z.array(z.enum(roleIds, `expected one of ${roleIds.join(', ')}`)).default(roleIds),
    oidc: oidc.optional(),
  })
  .refine((row) => row.password || row.oidc, {
    path: ['password'],
    error: 'expected true, or oidc beside it: nobody could sign in',
  });

export type OidcConfig = z.infer<typeof oidc>;
