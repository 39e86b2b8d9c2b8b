import fc from 'fast-check';
import { place } from './seed-fleet.ts';
import { markOf, type World, worldKinds } from './seed-teams.ts';

/** The teams of a random world; what is nobody's is `unowned`, events of nobody carry the mark of `nobody`. */
export const teams = ['alpha', 'beta', 'gamma'] as const;
export type TeamName = (typeof teams)[number];

const anyTeam = fc.constantFrom(...teams, 'unowned');

/** Each team has an endpoint; who has the rest, and which events name what, is chance. */
export const worlds: fc.Arbitrary<World> = fc.record({
  owners: fc
    .tuple(...worldKinds.flatMap((kind) => Array.from({ length: 3 }, () => anyTeam.map((team) => ({ kind, team })))))
    .map((owners) => [...teams.map((team) => ({ kind: 'endpoint' as const, team })), ...owners]),
  events: fc.array(
    fc.record({ names: fc.array(fc.nat({ max: 20 }), { maxLength: 3 }), by: fc.option(fc.constantFrom(...teams)) }),
    { minLength: 8, maxLength: 12 },
  ),
});

export type WorldKey = { account: string; region: string; kind: (typeof worldKinds)[number]; name: string; team: string };

/** The keys of everything there is, also of other teams': an attacker can guess. */
export const keysIn = (world: World): WorldKey[] =>
  world.owners.map(({ kind, team }, index) => ({ ...place, kind, name: `${markOf(team)}-${kind}-${index}`, team }));

/** The marks that nothing may hold which a member of this team is answered. */
export const foreignTo = (team: string): string[] => [...teams, 'unowned', 'nobody'].filter((one) => one !== team).map(markOf);
