import { z } from 'zod';
import { operation } from '#lib/api/operation.ts';
import { setDisabled } from '#lib/store/person-changes.ts';

export const PUT = operation({
  id: 'setPersonState',
  summary: 'Disables a person, whose sessions end, or enables them again',
  permission: 'people.manage',
  grave: true,
  params: z.object({ id: z.string().min(1).max(128) }),
  body: z.strictObject({ state: z.enum(['active', 'disabled']) }),
  answers: { status: 200, body: z.object({ ended: z.int().describe('Sessions that ended') }) },
  act: ({ caller, params, body, write }) =>
    write(async (client) => {
      const asked = { ...params, by: caller.personId, isDisabled: body.state === 'disabled' };
      const { ended, deeds } = await setDisabled(client, asked);
      return { result: { ended }, deed: deeds };
    }),
});
