import { z } from 'zod';
import { operation } from '#lib/api/operation.ts';
import { listTeams } from '#lib/queries/shell.ts';

export const GET = operation({
  id: 'listTeams',
  summary: 'The teams that the caller sees, and "unowned" where something is nobody’s',
  permission: 'read',
  answers: { status: 200, body: z.object({ items: z.array(z.object({ slug: z.string(), name: z.string() })) }) },
  act: async ({ caller }) => ({ items: await listTeams(caller.scope) }),
});
