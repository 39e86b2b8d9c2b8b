import { z } from 'zod';
import { operation } from '#lib/api/operation.ts';
import type { Deed } from '#lib/api/trace.ts';
import { type AlertRecord, getAlert } from '#lib/queries/alerts.ts';
import { acknowledgeAlert, unacknowledgeAlert } from '#lib/store/acknowledgements.ts';

const params = z.object({ id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) });

const about = ({ id, rule, name, team }: AlertRecord): Pick<Deed, 'subject' | 'teams'> => ({
  subject: { kind: 'alert', id: String(id), name: `${rule} ${name}` },
  teams: [team],
});

export const POST = operation({
  id: 'acknowledgeAlert',
  summary: 'Says that somebody has seen an open alert and looks after it',
  permission: 'alerts.acknowledge',
  params,
  answers: { status: 204, body: z.null() },
  act: async ({ caller, params: { id }, now, write }) => {
    const { scope, personId, name } = caller;
    const alert = await getAlert(scope, id, { now });
    return write(async (client) => {
      await acknowledgeAlert(client, id, { teams: scope.teams, by: { id: personId, name }, at: now });
      return { result: null, deed: { action: 'alert.acknowledge', ...about(alert) } };
    });
  },
});

export const DELETE = operation({
  id: 'unacknowledgeAlert',
  summary: 'Takes back that somebody looks after an open alert',
  permission: 'alerts.acknowledge',
  params,
  answers: { status: 204, body: z.null() },
  act: async ({ caller, params: { id }, now, write }) => {
    const alert = await getAlert(caller.scope, id, { now });
    return write(async (client) => {
      await unacknowledgeAlert(client, id, { teams: caller.scope.teams });
      const before = { acknowledgedBy: alert.acknowledgedBy };
      return { result: null, deed: { action: 'alert.unacknowledge', ...about(alert), before } };
    });
  },
});
