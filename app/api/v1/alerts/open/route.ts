import { z } from 'zod';
import { team } from '#lib/api/fields.ts';
import { operation } from '#lib/api/operation.ts';
import { countOpenAlerts } from '#lib/queries/open-alerts.ts';

export const GET = operation({
  id: 'countOpenAlerts',
  summary: 'How many alerts wait for somebody: open, acknowledged by nobody, and not silenced',
  permission: 'read',
  query: z.object({ team }),
  answers: { status: 200, body: z.object({ count: z.number().int() }) },
  act: async ({ caller, query, now }) => ({ count: await countOpenAlerts(caller.scope, { team: query.team, now }) }),
});
