import { z } from 'zod';
import { operation } from '#lib/api/operation.ts';
import { makeResetLink } from '#lib/auth/make-links.ts';
import { link } from '../../link.ts';

export const POST = operation({
  id: 'makeResetLink',
  summary: 'Makes a link by which a person sets a new password; it is shown this once',
  permission: 'people.manage',
  grave: true,
  params: z.object({ id: z.string().min(1).max(128) }),
  answers: { status: 201, body: link },
  act: ({ caller, params, write }) =>
    write(async (client) => {
      const made = await makeResetLink(client, caller.personId, params.id);
      return {
        result: { link: made.link.link, expiresAt: made.link.expiresAt.toISOString() },
        deed: { action: 'password.reset-link', subject: { kind: 'person', id: params.id } },
      };
    }),
});
