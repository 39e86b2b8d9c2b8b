import { z } from 'zod';
import { asWindow, team, windowOf } from '#lib/api/fields.ts';
import { operation } from '#lib/api/operation.ts';
import { cursorOf, nextOf, paged, pageOf } from '#lib/api/page.ts';
import { listAuditEvents } from '#lib/queries/audit.ts';
import { demandWho } from '../who.ts';
import { auditFilters, filterIn } from './filters.ts';
import { event, toldEvent } from './shape.ts';

export const GET = operation({
  id: 'listEvents',
  summary: 'Events of CloudTrail, the newest first; by a person who is not oneself, for who may see the activity of people',
  permission: 'read',
  query: z.object({
    team,
    ...asWindow,
    ...auditFilters,
    ...paged,
  }),
  answers: { status: 200, body: pageOf(event) },
  act: async (call) => {
    const { caller, query, now } = call;
    const filter = filterIn(query);
    const { rows, next } = await listAuditEvents(caller.scope, {
      team: query.team,
      ...windowOf(query, now),
      filter,
      whom: await demandWho(call, filter),
      limit: query.limit,
      cursor: cursorOf(query.cursor, /^\d{1,15}\.\d{12}\..{1,128}$/s),
    });
    return { items: rows.map(toldEvent), next: nextOf(next) };
  },
});
