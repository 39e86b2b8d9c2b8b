import { z } from 'zod';
import { operation } from '#lib/api/operation.ts';
import { endAllSessions } from '#lib/store/person-changes.ts';

export const DELETE = operation({
  id: 'endPersonSessions',
  summary: 'Ends every session of a person, wherever they are signed in',
  permission: 'people.manage',
  grave: true,
  params: z.object({ id: z.string().min(1).max(128) }),
  answers: { status: 200, body: z.object({ ended: z.int().describe('Sessions that ended') }) },
  act: ({ caller, params, write }) =>
    write(async (client) => {
      const { ended, deeds } = await endAllSessions(client, { ...params, by: caller.personId });
      return { result: { ended }, deed: deeds };
    }),
});
