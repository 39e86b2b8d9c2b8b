import { z } from 'zod';
import { operation } from '#lib/api/operation.ts';
import { getAlert } from '#lib/queries/alerts.ts';
import { acknowledgeAlert, unacknowledgeAlert } from '#lib/store/acknowledgements.ts';
import { aboutAlert, alertId, doingOf } from '../../subject.ts';

export const POST = operation({
  id: 'acknowledgeAlert',
  summary: 'Says that somebody has seen an open alert and looks after it, in place of a snooze where there is one',
  permission: 'alerts.acknowledge',
  params: alertId,
  answers: { status: 204, body: z.null() },
  act: async ({ caller, params: { id }, now, write }) => {
    const alert = await getAlert(caller.scope, id, { now });
    return write(async (client) => {
      await acknowledgeAlert(client, id, { ...doingOf(caller, now), until: null });
      return { result: null, deed: { action: 'alert.acknowledge', ...aboutAlert(alert) } };
    });
  },
});

export const DELETE = operation({
  id: 'unacknowledgeAlert',
  summary: 'Takes back that somebody looks after an open alert, or has snoozed it',
  permission: 'alerts.acknowledge',
  params: alertId,
  answers: { status: 204, body: z.null() },
  act: async ({ caller, params: { id }, now, write }) => {
    const alert = await getAlert(caller.scope, id, { now });
    return write(async (client) => {
      await unacknowledgeAlert(client, id, doingOf(caller, now));
      const before = { acknowledgedBy: alert.acknowledgedBy };
      return { result: null, deed: { action: 'alert.unacknowledge', ...aboutAlert(alert), before } };
    });
  },
});
