import { z } from 'zod';
import { instant, iso } from '#lib/api/fields.ts';
import { operation } from '#lib/api/operation.ts';
import { getAlert, listAlertTransitions } from '#lib/queries/alerts.ts';
import { alert, toldAlert } from '../shape.ts';

const step = z.object({
  at: instant,
  step: z.enum(['fired', 'calm', 'again', 'resolved', 'gone']),
  sentence: z.string(),
  figure: z.string(),
});

export const GET = operation({
  id: 'getAlert',
  summary: 'One alert, with everything that became of it',
  permission: 'read',
  params: z.object({ id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) }),
  answers: { status: 200, body: alert.extend({ steps: z.array(step) }) },
  act: async ({ caller, params: { id }, now }) => {
    const found = await getAlert(caller.scope, id, { now });
    const steps = await listAlertTransitions(caller.scope, found, { now });
    return { ...toldAlert(found), steps: steps.map(({ at, ...one }) => ({ at: iso(at), ...one })) };
  },
});
