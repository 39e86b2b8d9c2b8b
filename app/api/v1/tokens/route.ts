import { z } from 'zod';
import { operation } from '#lib/api/operation.ts';
import { listTokens } from '#lib/auth/held-tokens.ts';
import { makeToken } from '#lib/auth/make-token.ts';
import { type Permission, permissions, tokenPermissions } from '#lib/catalog/roles.ts';

const instant = z.iso.datetime();
const held = z.object({
  id: z.string(),
  name: z.string(),
  owner: z.object({ id: z.string(), name: z.string() }),
  permissions: z.array(z.enum(Object.keys(permissions) as [Permission, ...Permission[]])),
  teams: z.array(z.string()).nullable().describe('Null: whatever the owner sees'),
  state: z.enum(['live', 'expired', 'revoked']),
  createdAt: instant,
  expiresAt: instant,
  lastUsedAt: instant.nullable(),
  lastUsedFrom: z.string().nullable(),
});

export const GET = operation({
  id: 'listTokens',
  summary: 'One’s own tokens, or everybody’s; never the tokens themselves',
  permission: 'anybody',
  personal: true,
  query: z.object({ of: z.enum(['me', 'everybody']).default('me') }),
  answers: { status: 200, body: z.object({ items: z.array(held) }) },
  act: async ({ caller, query, demand }) => {
    if (query.of === 'everybody') demand('tokens.manage');
    return { items: await listTokens(query.of === 'everybody' ? null : caller.personId) };
  },
});

export const POST = operation({
  id: 'makeToken',
  summary: 'Makes a token; it is shown this once, and does no more than its owner may',
  permission: 'anybody',
  grave: true,
  body: z.strictObject({
    name: z.string().trim().min(1).max(100),
    permissions: z.array(z.enum(tokenPermissions)).min(1).max(tokenPermissions.length),
    teams: z.array(z.string().min(1).max(63)).min(1).max(100).nullable().default(null),
    days: z.int().min(1).max(365).default(90).describe('How long it lives'),
  }),
  answers: { status: 201, body: z.object({ id: z.string(), token: z.string(), expiresAt: instant }) },
  act: ({ caller, body, write }) =>
    write(async (client) => {
      const { id, token, expiresAt } = await makeToken(client, caller, body);
      const { name, permissions, teams } = body;
      return {
        result: { id, token, expiresAt: expiresAt.toISOString() },
        deed: { action: 'token.create', subject: { kind: 'token', id, name }, after: { permissions, teams, expiresAt } },
      };
    }),
});
