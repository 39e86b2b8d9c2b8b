import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import { notFound, TrailwatchError } from '#lib/errors.ts';

export type NewSearch = {
  /** A slug, or "all" for whoever sees every team. */
  team: string;
  name: string;
  /** The filter and the window as a URL's query, without its question mark. */
  query: string;
  by: { id: string; name: string };
  /** Epoch ms. */
  at: number;
};

/** More than anybody looks through. */
const mostOfTeam = 200;

/** Keeps a search for a team. @returns its id @throws TrailwatchError `conflict` for a name that is taken, or a team that keeps too many */
export async function keepSearch(client: PoolClient, { team, name, query, by, at }: NewSearch): Promise<string> {
  const id = randomUUID();
  const { rows } = await client.query<{ did: 'kept' | 'taken' | 'full' }>(
    'select keep_search($1, $2, $3, $4, $5, $6, $7, $8) as did',
    [...[id, team, name, query, by.id, by.name], ...[new Date(at), mostOfTeam]],
  );
  const did = rows[0]?.did;
  if (did === 'taken') {
    throw new TrailwatchError('conflict', `A search of this team is called “${name}” already.`, {
      mend: 'Give it another name, or delete the other one first.',
    });
  }
  if (did === 'full') {
    throw new TrailwatchError('conflict', `The team keeps ${mostOfTeam} searches, which is the most.`, {
      mend: 'Delete one first.',
    });
  }
  return id;
}

export type DroppedSearch = { team: string; name: string; query: string };

/** Deletes a search. `by`: whose alone, null for anybody's. @throws TrailwatchError `not_found` */
export async function dropSearch(client: PoolClient, id: string, by: string | null): Promise<DroppedSearch> {
  const { rows } = await client.query<DroppedSearch>('select team, name, query from drop_search($1, $2)', [id, by]);
  if (rows[0]) return rows[0];
  throw notFound('This search');
}
