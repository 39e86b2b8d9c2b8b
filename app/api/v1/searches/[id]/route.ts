import { z } from 'zod';
import { operation } from '#lib/api/operation.ts';
import { notFound } from '#lib/errors.ts';
import { dropSearch } from '#lib/store/saved-searches.ts';

export const DELETE = operation({
  id: 'dropSearch',
  summary: 'Deletes a kept search: one’s own, or with teams.manage anybody’s',
  permission: 'searches.keep',
  params: z.object({ id: z.uuid() }),
  answers: { status: 204, body: z.null() },
  act: ({ caller, params: { id }, write }) =>
    write(async (client) => {
      const { team, name, query } = await dropSearch(client, id, caller.may('teams.manage') ? null : caller.personId);
      const { teams } = caller.scope;
      if (teams !== 'all' && !teams.includes(team)) throw notFound('This search');
      return {
        result: null,
        deed: { action: 'search.drop', subject: { kind: 'search', id, name }, teams: [team], before: { query } },
      };
    }),
});
