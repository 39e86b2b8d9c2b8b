import { z } from 'zod';
import { instant, iso, text } from '#lib/api/fields.ts';
import { operation } from '#lib/api/operation.ts';
import { getAuditEvent } from '#lib/queries/audit-event.ts';
import { event, toldEvent } from '../shape.ts';

const word = z.string().nullable();

export const GET = operation({
  id: 'getEvent',
  summary: 'One event, with its record byte for byte as delivered',
  permission: 'read',
  params: z.object({ id: text }),
  query: z.object({ account: text.optional().describe('Where two accounts hold an event of this id') }),
  answers: {
    status: 200,
    body: event.extend({
      principalArn: word,
      accessKeyId: word,
      sourceIdentity: word,
      identityUser: word,
      mfa: z.boolean().nullable(),
      userAgent: word,
      vpcEndpoint: word,
      tlsVersion: word,
      eventType: word,
      category: word,
      source: z.string(),
      receivedAt: instant,
      record: z.string(),
    }),
  },
  act: async ({ caller, params, query }) => {
    const row = await getAuditEvent(caller.scope, { team: 'all', eventId: params.id, account: query.account ?? null });
    return { ...row, ...toldEvent(row), receivedAt: iso(row.receivedAt) };
  },
});
