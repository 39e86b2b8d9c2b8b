import { z } from 'zod';
import { snoozeEnd } from '#lib/alerts/snooze.ts';
import { askedInstant, iso } from '#lib/api/fields.ts';
import { operation } from '#lib/api/operation.ts';
import { getAlert } from '#lib/queries/alerts.ts';
import { acknowledgeAlert } from '#lib/store/acknowledgements.ts';
import { aboutAlert, alertId, doingOf } from '../../subject.ts';

export const POST = operation({
  id: 'snoozeAlert',
  summary:
    'Acknowledges an open alert until a moment, in place of an acknowledgement where there is one: from then on it is open again',
  permission: 'alerts.acknowledge',
  params: alertId,
  body: z.strictObject({ until: askedInstant.describe('At most 7 days from now') }),
  answers: { status: 204, body: z.null() },
  act: async ({ caller, params: { id }, body, now, write }) => {
    const until = snoozeEnd(Date.parse(body.until), now);
    const alert = await getAlert(caller.scope, id, { now });
    return write(async (client) => {
      await acknowledgeAlert(client, id, { ...doingOf(caller, now), until });
      return { result: null, deed: { action: 'alert.snooze', ...aboutAlert(alert), after: { until: iso(until) } } };
    });
  },
});
