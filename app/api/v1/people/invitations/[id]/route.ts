import { z } from 'zod';
import { operation } from '#lib/api/operation.ts';
import { withdrawInvitation } from '#lib/store/invitations.ts';

export const DELETE = operation({
  id: 'withdrawInvitation',
  summary: 'Withdraws a link that was not used yet: it opens nothing any more',
  permission: 'people.manage',
  grave: true,
  params: z.object({ id: z.string().min(1).max(128) }),
  answers: { status: 204, body: z.null() },
  act: ({ params, write }) =>
    write(async (client) => {
      const { purpose, role, teams } = await withdrawInvitation(client, params.id);
      const subject = { kind: 'invitation', id: params.id };
      return { result: null, deed: { action: 'person.invite-withdraw', subject, before: { purpose, role, teams } } };
    }),
});
