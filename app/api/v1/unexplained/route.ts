import { z } from 'zod';
import { asWindow, team, windowOf } from '#lib/api/fields.ts';
import { operation } from '#lib/api/operation.ts';
import { listUnconfirmedEvents } from '#lib/queries/unconfirmed-events.ts';
import { listUnexplainedChanges } from '#lib/queries/unexplained-changes.ts';
import { toldUnexplained, unexplained } from './shape.ts';

export const GET = operation({
  id: 'listUnexplained',
  summary:
    'Changes that no event explains after an hour, and events that no change in the inventory confirms, with what could explain them',
  permission: 'read',
  query: z.object({ team, ...asWindow }),
  answers: { status: 200, body: unexplained },
  act: async ({ caller, query, now }) => {
    const ask = { team: query.team, now, ...windowOf(query, now) };
    const [changes, events] = await Promise.all([
      listUnexplainedChanges(caller.scope, ask),
      listUnconfirmedEvents(caller.scope, ask),
    ]);
    return toldUnexplained(changes, events);
  },
});
