import { scopeOf, type TeamScope } from '../auth/scope.ts';

/** What an operator sees: every team's rows, and those of no team. */
export const everyScope = (): TeamScope => scopeOf('operator', []);
