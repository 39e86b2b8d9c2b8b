import { z } from 'zod';
import { asWindow, longWords, team, windowOf, words } from '#lib/api/fields.ts';
import { operation } from '#lib/api/operation.ts';
import { cursorOf, nextOf, paged, pageOf } from '#lib/api/page.ts';
import { auditFieldNames, auditFields, auditParameters, excludedName, parseAuditFilter } from '#lib/audit/filter.ts';
import { listAuditEvents } from '#lib/queries/audit.ts';
import { demandWho } from '../who.ts';
import { event, toldEvent } from './shape.ts';

const filters = Object.fromEntries(
  auditFieldNames.flatMap((field) => {
    const values = field === 'agent' ? longWords : words;
    return [
      [field, values.describe(`${auditFields[field].label}: one of these`)],
      [excludedName(field), values.describe(`${auditFields[field].label}: none of these`)],
    ];
  }),
) as Record<Exclude<(typeof auditParameters)[number], 'on' | 'q'>, typeof words>;

export const GET = operation({
  id: 'listEvents',
  summary: 'Events of CloudTrail, the newest first; by a person who is not oneself, for who may see the activity of people',
  permission: 'read',
  query: z.object({
    team,
    ...asWindow,
    ...filters,
    on: words.describe('Text that a target’s name must hold'),
    q: words.describe('Text that the sentence of an event must hold: who, action, target, error'),
    ...paged,
  }),
  answers: { status: 200, body: pageOf(event) },
  act: async (call) => {
    const { caller, query, now } = call;
    const filter = parseAuditFilter(Object.fromEntries(auditParameters.map((name) => [name, query[name]])));
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
