import { z } from 'zod';
import { operation } from '#lib/api/operation.ts';
import { makeInvitation } from '#lib/auth/make-links.ts';
import { type RoleId, roles } from '#lib/catalog/roles.ts';
import { link } from '../link.ts';

export const POST = operation({
  id: 'invitePerson',
  summary: 'Makes a link by which somebody joins; it is shown this once',
  permission: 'people.manage',
  grave: true,
  body: z.strictObject({
    role: z.enum(Object.keys(roles) as [RoleId, ...RoleId[]]),
    teams: z.array(z.string().min(1).max(63)).max(100).default([]),
    email: z.string().max(320).nullable().default(null),
    hours: z.int().min(1).max(168).default(72).describe('How long the link opens'),
  }),
  answers: { status: 201, body: link },
  act: ({ caller, body, write }) =>
    write(async (client) => {
      const made = await makeInvitation(client, caller.personId, body);
      const { role, teams, hours, email } = body;
      return {
        result: { link: made.link.link, expiresAt: made.link.expiresAt.toISOString() },
        deed: {
          action: 'person.invite',
          subject: { kind: 'invitation', id: made.id, ...(email === null ? {} : { name: email }) },
          after: { role, teams, hours },
        },
      };
    }),
});
