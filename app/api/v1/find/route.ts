import { z } from 'zod';
import { operation } from '#lib/api/operation.ts';
import { findAnything } from '#lib/queries/find.ts';

const found = z.object({ label: z.string(), kind: z.string(), hint: z.string(), href: z.string() });

export const GET = operation({
  id: 'find',
  summary: 'Finds resources, teams and pages by a name, an ARN or an AWS console URL',
  permission: 'read',
  query: z.object({
    q: z.string().max(2048).default('').describe('A name, an ARN or an AWS console URL'),
    team: z.string().max(63).default('all').describe('The team whose page it is asked from'),
  }),
  answers: { status: 200, body: z.object({ results: z.array(found) }) },
  act: async ({ caller, query: { q, team } }) => ({ results: await findAnything(caller.scope, { query: q, team }) }),
});
