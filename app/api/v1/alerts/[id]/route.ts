import { z } from 'zod';
import { instant, iso, isoOrNull } from '#lib/api/fields.ts';
import { operation } from '#lib/api/operation.ts';
import { listAlertDeeds } from '#lib/queries/alert-deeds.ts';
import { getAlert, listAlertTransitions } from '#lib/queries/alerts.ts';
import { alert, toldAlert } from '../shape.ts';
import { alertId } from '../subject.ts';

const step = z.object({
  at: instant,
  step: z.enum(['fired', 'calm', 'again', 'resolved', 'gone']),
  sentence: z.string(),
  figure: z.string(),
});

const deed = z.object({
  id: z.number().int(),
  at: instant,
  deed: z.enum(['acknowledged', 'unacknowledged', 'assigned', 'unassigned', 'commented']),
  by: z.string(),
  until: instant.nullable().describe('Of an acknowledgement that ends by itself: a snooze'),
  whom: z.string().nullable().describe('To whom it was assigned'),
  said: z.string().nullable().describe('The comment: plain text with line breaks'),
});

export const GET = operation({
  id: 'getAlert',
  summary: 'One alert, with everything that became of it, and what people did about it and wrote',
  permission: 'read',
  params: alertId,
  answers: { status: 200, body: alert.extend({ steps: z.array(step), deeds: z.array(deed) }) },
  act: async ({ caller, params: { id }, now }) => {
    const found = await getAlert(caller.scope, id, { now });
    const steps = await listAlertTransitions(caller.scope, found, { now });
    const deeds = await listAlertDeeds(caller.scope, [found], { now });
    return {
      ...toldAlert(found),
      steps: steps.map(({ at, ...one }) => ({ at: iso(at), ...one })),
      deeds: deeds.map(({ at, until, alert: _, ...one }) => ({ at: iso(at), until: isoOrNull(until), ...one })),
    };
  },
});
