import { type RoleId, roles } from '../catalog/roles.ts';

declare const scopeBrand: unique symbol;

/** Whose data a read may see. Minted only in lib/auth; every function of lib/queries demands one. */
export type TeamScope = {
  readonly [scopeBrand]: 'team';
  readonly teams: 'all' | readonly string[];
};

const mint = (teams: TeamScope['teams']): TeamScope => ({ teams }) as TeamScope;

/** What a role sees: every team, or those its person belongs to. */
export const scopeOf = (role: RoleId, teams: readonly string[]): TeamScope =>
  roles[role].sees === 'all' ? mint('all') : teamsScope(teams);

/** Of the command line, which whoever holds the database's key may run. */
export const systemScope = (): TeamScope => mint('all');

/** A scope of named teams only. */
export const teamsScope = (teams: readonly string[]): TeamScope => mint([...teams]);

/** What a token sees: of what its owner sees now, the teams it was made for; null is all of them. */
export const narrowed = (owner: TeamScope, teams: readonly string[] | null): TeamScope => {
  if (teams === null) return owner;
  const { teams: seen } = owner;
  return teamsScope(seen === 'all' ? teams : teams.filter((team) => seen.includes(team)));
};
