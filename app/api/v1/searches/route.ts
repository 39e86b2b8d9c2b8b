import { z } from 'zod';
import { parseView } from '#components/url/view.ts';
import { searchOf } from '#components/url/view-query.ts';
import { instant, iso, team } from '#lib/api/fields.ts';
import { operation } from '#lib/api/operation.ts';
import { filterParameters, parseAuditFilter } from '#lib/audit/filter.ts';
import { TrailwatchError } from '#lib/errors.ts';
import { listSavedSearches } from '#lib/queries/saved-searches.ts';
import { keepSearch } from '#lib/store/saved-searches.ts';
import { demandTeam } from '../demand-team.ts';

const kept = z.object({
  id: z.string(),
  team: z.string(),
  name: z.string(),
  query: z.string().describe('Filter and window, as the query of /{team}/audit'),
  madeBy: z.string(),
  madeAt: instant,
});

export const GET = operation({
  id: 'listSearches',
  summary: 'Searches of events that are kept for a team',
  permission: 'read',
  query: z.object({ team }),
  answers: { status: 200, body: z.object({ items: z.array(kept) }) },
  act: async ({ caller, query }) => ({
    items: (await listSavedSearches(caller.scope, query.team)).map(({ madeById: _, madeAt, ...one }) => ({
      ...one,
      madeAt: iso(madeAt),
    })),
  }),
});

/** What of a URL's query is a search: what it knows of filters, and the window where it says one. */
function searchIn(text: string, now: number): string {
  const search = searchOf(new URLSearchParams(text));
  const view = parseView(search, { now });
  const query = new URLSearchParams();
  if (view.range === null) {
    query.set('from', iso(view.from));
    query.set('to', iso(view.to));
  } else if (search.range !== undefined) query.set('range', view.range);
  for (const [name, values] of filterParameters(parseAuditFilter(search))) for (const value of values) query.append(name, value);
  return query.toString();
}

export const POST = operation({
  id: 'keepSearch',
  summary: 'Keeps a search of events for a team, under a name',
  permission: 'searches.keep',
  body: z.strictObject({
    team: z.string().min(1).max(63),
    name: z.string().trim().min(1).max(80),
    query: z.string().max(16_384).describe('As it stands in the URL of /{team}/audit; what is no filter or window is left out'),
  }),
  answers: { status: 201, body: z.object({ id: z.string(), query: z.string() }) },
  act: async ({ caller, body, now, write }) => {
    await demandTeam(caller, body.team);
    const query = searchIn(body.query, now);
    if (query === '') {
      throw new TrailwatchError('invalid', 'query: asks for nothing that is not shown anyway.', {
        mend: 'Filter by something, or choose a window.',
      });
    }
    return write(async (client) => {
      const { name, team: of } = body;
      const id = await keepSearch(client, { team: of, name, query, by: { id: caller.personId, name: caller.name }, at: now });
      return {
        result: { id, query },
        deed: { action: 'search.keep', subject: { kind: 'search', id, name }, teams: [of], after: { query } },
      };
    });
  },
});
