declare const scopeBrand: unique symbol;

/** Whose data a read may see. Minted only in lib/auth; every function of lib/queries demands one. */
export type TeamScope = {
  readonly [scopeBrand]: 'team';
  readonly teams: 'all' | readonly string[];
};

const mint = (teams: TeamScope['teams']): TeamScope => ({ teams }) as TeamScope;

/** The one local operator, until sign-in exists: the server listens on loopback only. */
export const localOperatorScope = (): TeamScope => mint('all');

/** A scope of named teams only. */
export const teamsScope = (teams: readonly string[]): TeamScope => mint([...teams]);
