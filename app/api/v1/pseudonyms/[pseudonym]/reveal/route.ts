import { z } from 'zod';
import { reason } from '#lib/api/fields.ts';
import { operation } from '#lib/api/operation.ts';
import { revealIdentity } from '#lib/auth/reveal.ts';
import { demandIdentity } from '#lib/store/sealed-identities.ts';

const text = z.string().max(256);

export const POST = operation({
  id: 'revealPerson',
  summary: 'Who stands behind a pseudonym, for a reason; the journal keeps who asked and why, never who it was',
  permission: 'person.reveal',
  grave: true,
  params: z.object({ pseudonym: z.string().regex(/^([0-9a-f]{16}|Person [0-9A-Z]{4}-[0-9A-Z]{4})$/) }),
  body: z.strictObject({ reason: reason(500) }),
  answers: {
    status: 200,
    body: z.object({
      pseudonym: z.string(),
      identity: z.record(z.string(), text).describe('Of a labeling worker workerId, userPool, sub; else name'),
    }),
  },
  act: async ({ params: { pseudonym }, body, write }) => {
    await write(async (client) => {
      await demandIdentity(client, pseudonym);
      return {
        result: null,
        deed: { action: 'person.reveal', subject: { kind: 'pseudonym', id: pseudonym }, reason: body.reason },
      };
    });
    return { pseudonym, identity: await revealIdentity(pseudonym) };
  },
});
