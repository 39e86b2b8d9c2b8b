import { z } from 'zod';
import { operation } from '#lib/api/operation.ts';
import { type RoleId, roles } from '#lib/catalog/roles.ts';
import { setAccess } from '#lib/store/person-changes.ts';

export const PUT = operation({
  id: 'setAccess',
  summary: 'Sets the role and the teams of a person; their sessions end when anything changes',
  permission: 'people.manage',
  grave: true,
  params: z.object({ id: z.string().min(1).max(128) }),
  body: z.strictObject({
    role: z.enum(Object.keys(roles) as [RoleId, ...RoleId[]]),
    teams: z.array(z.string().min(1).max(63)).max(100).default([]),
  }),
  answers: { status: 200, body: z.object({ ended: z.int().describe('Sessions that ended') }) },
  act: ({ caller, params, body, write }) =>
    write(async (client) => {
      const { ended, deeds } = await setAccess(client, { ...params, ...body, by: caller.personId });
      return { result: { ended }, deed: deeds };
    }),
});
