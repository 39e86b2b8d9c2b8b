import type { TeamScope } from '#lib/auth/scope.ts';
import { read, teamsOf } from './sql.ts';

/** A search that somebody keeps. `query`: as a URL's, without its question mark; `madeAt`: epoch ms. */
export type SavedSearch = {
  id: string;
  team: string;
  name: string;
  query: string;
  madeById: string;
  madeBy: string;
  madeAt: number;
};

/** What is kept for a team, or of "all" for every team that the scope sees, by name. */
export const listSavedSearches = (scope: TeamScope, team: string): Promise<SavedSearch[]> =>
  read<SavedSearch>(
    scope,
    'saved_searches',
    `select s.id, s.team, s.name, s.query, s.made_by_id as "madeById", s.made_by as "madeBy", extract(epoch from s.made_at)::float8 * 1000 as "madeAt"
     from saved_search s where $1::text[] is null or s.team = any($1) order by lower(s.name), s.team limit 2000`,
    [teamsOf(scope, team)],
  );
