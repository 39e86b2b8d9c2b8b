import { randomUUID } from 'node:crypto';
import { betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { twoFactor } from 'better-auth/plugins/two-factor';
import { database } from '../db.ts';
import { clientHeader } from '../http/client.ts';
import { logFor } from '../log.ts';
import { shared } from '../process.ts';
import { dayMs } from '../time.ts';
import { enter } from './enter.ts';
import { hashSessions } from './hashed-sessions.ts';
import { keepsSecureCookies, origin } from './origin.ts';
import { longestPassword, shortestPassword } from './password.ts';
import { newRecoveryCodes } from './recovery-code.ts';
import { readSecrets } from './secrets.ts';
import { sessionCookie } from './viewer.ts';

const absoluteSeconds = (7 * dayMs) / 1000;

const isDisabled = async (personId: string): Promise<boolean> => {
  const { rows } = await database().pool.query('select from person where id = $1 and disabled_at is null', [personId]);
  return rows.length === 0;
};

/** No session for who is disabled; of the others the whole address is kept, which Better Auth would cut to its network. */
const openable = async (session: { userId: string }, context: { headers?: Headers | undefined } | null) =>
  !(await isDisabled(session.userId)) && { data: { ...session, ipAddress: context?.headers?.get(clientHeader) ?? null } };

const make = () =>
  betterAuth({
    appName: 'Trailwatch',
    baseURL: origin(process.env),
    basePath: '/api/auth',
    secrets: readSecrets(process.env),
    database: hashSessions(prismaAdapter(database().prisma, { provider: 'postgresql', transaction: true })),
    user: {
      modelName: 'person',
      additionalFields: {
        role: { type: 'string', required: true, input: false },
        disabledAt: { type: 'date', required: false, input: false },
      },
    },
    session: {
      fields: { token: 'tokenHash', userId: 'personId', ipAddress: 'network', userAgent: 'browser' },
      expiresIn: absoluteSeconds,
      disableSessionRefresh: true,
    },
    account: {
      modelName: 'signInMethod',
      fields: { accountId: 'subject', providerId: 'provider', userId: 'personId', password: 'passwordHash' },
      encryptOAuthTokens: true,
    },
    verification: { storeIdentifier: 'hashed' },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: shortestPassword,
      maxPasswordLength: longestPassword,
    },
    databaseHooks: { session: { create: { before: openable } } },
    // Ours count in the database, for all web processes together: see lib/auth/patience.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { level: 'error', log: (_level, message) => logFor('auth').warn(message) },
    advanced: {
      cookiePrefix: sessionCookie,
      cookies: { session_token: { name: sessionCookie } },
      useSecureCookies: false,
      // Browsers keep Secure cookies of http://localhost too, prefix and all.
      defaultCookieAttributes: { secure: keepsSecureCookies(process.env), httpOnly: true, sameSite: 'lax', path: '/' },
      ipAddress: { ipAddressHeaders: [clientHeader] },
      database: { generateId: () => randomUUID() },
    },
    plugins: [
      twoFactor({
        issuer: 'Trailwatch',
        backupCodeOptions: { customBackupCodesGenerate: newRecoveryCodes },
        schema: { twoFactor: { fields: { userId: 'personId' } } },
      }),
      enter(),
    ],
  });

/** Better Auth, over our tables. Its own routes are reached through lib/auth/doors alone. */
export const signIn = (): ReturnType<typeof make> => shared('better-auth', make);
