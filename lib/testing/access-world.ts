import type { Database } from '../db.ts';
import { minuteMs } from '../time.ts';
import { place } from './seed-fleet.ts';
import { markOf, seedWorld, type World, worldKinds } from './seed-teams.ts';

/** Whose things are asked for: the asker's own team's, another's, and nobody's. */
export const owners = { own: 'alpha', other: 'beta', nobody: 'unowned' } as const;
export type Owner = keyof typeof owners;

export type AccessWorld = {
  run: number;
  key: (owner: Owner, kind?: (typeof worldKinds)[number]) => { kind: string; account: string; region: string; name: string };
  eventId: (owner: Owner) => string;
  seriesId: (owner: Owner) => number;
  alertId: (owner: Owner) => number;
};

/** Of each kind one resource for each owner, with metrics and versions, and an event that names it. */
export async function seedAccess(database: Pick<Database, 'pool'>, now: number): Promise<AccessWorld> {
  const all = Object.values(owners);
  const world: World = {
    owners: worldKinds.flatMap((kind) => all.map((team) => ({ kind, team }))),
    events: all.map((_, index) => ({ names: [index], by: null })),
  };
  const run = await seedWorld(database, world, now - minuteMs);
  const placeOf = (owner: Owner) => all.indexOf(owners[owner]);
  const key: AccessWorld['key'] = (owner, kind = 'endpoint') => {
    const index = worldKinds.indexOf(kind) * all.length + placeOf(owner);
    return { ...place, kind, name: `${markOf(owners[owner])}-${kind}-${index}` };
  };
  const { rows } = await database.pool.query<{ id: number; name: string }>('select id, name from series');
  const { rows: alerts } = await database.pool.query<{ id: number; name: string }>('select id::float8 as id, name from alert');
  return {
    run,
    key,
    eventId: (owner) => `event-${placeOf(owner)}-${markOf(owners[owner])}`,
    seriesId: (owner) => rows.find(({ name }) => name === key(owner).name)?.id ?? -1,
    alertId: (owner) => alerts.find(({ name }) => name === key(owner).name)?.id ?? -1,
  };
}
