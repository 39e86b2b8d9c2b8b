import { z } from 'zod';
import { operation } from '#lib/api/operation.ts';
import { revokeToken } from '#lib/store/tokens.ts';

export const DELETE = operation({
  id: 'revokeToken',
  summary: 'Ends a token for ever: one’s own, or with tokens.manage anybody’s',
  permission: 'anybody',
  personal: true,
  params: z.object({ id: z.uuid() }),
  answers: { status: 204, body: z.null() },
  act: ({ caller, params: { id }, write }) =>
    write(async (client) => {
      const { name, ...before } = await revokeToken(client, id, caller.may('tokens.manage') ? null : caller.personId);
      return { result: null, deed: { action: 'token.revoke', subject: { kind: 'token', id, name }, before } };
    }),
});
