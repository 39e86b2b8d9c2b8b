import { z } from 'zod';
import { text } from '#lib/api/fields.ts';
import { operation } from '#lib/api/operation.ts';
import { isDemoOpen } from '#lib/auth/demo-people.ts';
import { TrailwatchError } from '#lib/errors.ts';
import { getAlert } from '#lib/queries/alerts.ts';
import { listAssignees } from '#lib/queries/assignees.ts';
import { assignAlert } from '#lib/store/alert-deeds.ts';
import { aboutAlert, alertId, doingOf } from '../../subject.ts';

export const PUT = operation({
  id: 'assignAlert',
  summary: 'Says whose an alert is, open or over: somebody who sees its team and may acknowledge alerts',
  permission: 'alerts.acknowledge',
  params: alertId,
  body: z.strictObject({ person: text.describe('The id of a person') }),
  answers: { status: 204, body: z.null() },
  act: async ({ caller, params: { id }, body, now, write }) => {
    const alert = await getAlert(caller.scope, id, { now });
    const to = (await listAssignees(caller.scope, alert.team, { isDemo: isDemoOpen(process.env) })).find(
      (one) => one.id === body.person,
    );
    if (!to) {
      throw new TrailwatchError('invalid', 'person: is nobody who sees this team and may acknowledge its alerts.', {
        mend: 'Choose somebody else.',
      });
    }
    return write(async (client) => {
      await assignAlert(client, id, { ...doingOf(caller, now), to });
      const change = { before: { assignee: alert.assignee }, after: { assignee: to } };
      return { result: null, deed: { action: 'alert.assign', ...aboutAlert(alert), ...change } };
    });
  },
});

export const DELETE = operation({
  id: 'unassignAlert',
  summary: 'Says that an alert is nobody’s',
  permission: 'alerts.acknowledge',
  params: alertId,
  answers: { status: 204, body: z.null() },
  act: async ({ caller, params: { id }, now, write }) => {
    const alert = await getAlert(caller.scope, id, { now });
    return write(async (client) => {
      await assignAlert(client, id, { ...doingOf(caller, now), to: null });
      const before = { assignee: alert.assignee };
      return { result: null, deed: { action: 'alert.unassign', ...aboutAlert(alert), before } };
    });
  },
});
