import { z } from 'zod';
import { reason } from '#lib/api/fields.ts';
import { operation } from '#lib/api/operation.ts';
import { rescue } from '#lib/auth/rescue.ts';
import { TrailwatchError } from '#lib/errors.ts';
import { lockPerson } from '#lib/store/locked-person.ts';
import { link } from '../../link.ts';

const own = () =>
  new TrailwatchError('conflict', 'You cannot remove your own factors this way: somebody else must make sure who asks.', {
    mend: 'Change them under Account, or have another administrator remove them.',
  });

export const DELETE = operation({
  id: 'removeFactors',
  summary: 'Removes the lost factors of a person and their password, and makes a link for a new one; it is shown this once',
  permission: 'people.manage',
  grave: true,
  params: z.object({ id: z.string().min(1).max(128) }),
  body: z.strictObject({
    reason: reason(300).describe('Why, and how you made sure who asks; kept in the journal'),
  }),
  answers: { status: 200, body: link.extend({ ended: z.int().describe('Sessions that ended') }) },
  act: ({ caller, params, body, write }) =>
    write(async (client) => {
      if (params.id === caller.personId) throw own();
      const { id, name } = await lockPerson(client, params.id, caller.personId);
      const { deed, ...made } = await rescue(client, { id, name, reason: body.reason, madeBy: caller.personId });
      return { result: { link: made.link, expiresAt: made.expiresAt.toISOString(), ended: made.sessionsEnded }, deed };
    }),
});
