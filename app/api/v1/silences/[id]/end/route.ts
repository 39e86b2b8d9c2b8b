import { z } from 'zod';
import { iso } from '#lib/api/fields.ts';
import { operation } from '#lib/api/operation.ts';
import { TrailwatchError } from '#lib/errors.ts';
import { getSilence } from '#lib/queries/silences.ts';
import { endSilence } from '#lib/store/silences.ts';

export const POST = operation({
  id: 'endSilence',
  summary: 'Ends a silence before its time: whoever was to be told of what still fires is told then',
  permission: 'alerts.acknowledge',
  params: z.object({ id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) }),
  answers: { status: 204, body: z.null() },
  act: async ({ caller, params: { id }, now, write }) => {
    const { scope, personId, name } = caller;
    const { team, endsAt } = await getSilence(scope, id, { now });
    if (team === 'all' && scope.teams !== 'all') {
      throw new TrailwatchError('denied', 'What is silenced for all teams is ended by those who see all.', {
        mend: 'Ask an operator.',
      });
    }
    return write(async (client) => {
      await endSilence(client, id, { teams: scope.teams, by: { id: personId, name }, at: now });
      const subject = { kind: 'silence', id: String(id) };
      return { result: null, deed: { action: 'silence.end', subject, teams: [team], before: { endsAt: iso(endsAt) } } };
    });
  },
});
