import type { TeamScope } from '#lib/auth/scope.ts';
import { notFound } from '#lib/errors.ts';
import { withPseudonyms } from './pseudonyms.ts';
import { type WalledQuery, walled } from './walled.ts';

/** What every page asks by: `team` is a slug or "all"; `now` and `asOf` are epoch ms, `asOf` null while the page is live. */
export type Ask = { team: string; now: number; asOf: number | null };

/** Teams whose rows a read may return, for `($1::text[] is null or team = any($1))`; null is all of them. */
export function teamsOf(scope: TeamScope, team = 'all'): string[] | null {
  if (team === 'all') return scope.teams === 'all' ? null : [...scope.teams];
  if (scope.teams !== 'all' && !scope.teams.includes(team)) throw notFound(`Team ${team}`);
  return [team];
}

/** What a statement is prepared as; null: it is planned for its values. `byKey`: it finds rows by their keys, and is planned once. */
type Prepared = string | null | { byKey: string };

/**
 * Rows of one statement that the scope may see.
 * Times come back as Date, numerics as number, people under pseudonyms where trailwatch.yaml says so.
 */
export async function read<Row extends object>(
  scope: TeamScope,
  name: Prepared,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> {
  return withPseudonyms(scope, await rowsWithNames<Row>(scope, name, text, values));
}

/** The same with the names of people as they are: for what judges them and shows none. */
export async function rowsWithNames<Row extends object>(
  scope: TeamScope,
  name: Prepared,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> {
  const result = await walled<Row>(scope, { ...preparedAs(name), text, values: [...values] });
  return result.rows;
}

function preparedAs(name: Prepared): Pick<WalledQuery, 'name' | 'plan'> {
  if (name === null) return {};
  return typeof name === 'string' ? { name: `q:${name}` } : { name: `q:${name.byKey}`, plan: 'once' };
}

/** Whether the resource that these columns name is of the teams in a parameter; for reads that start from a key. */
export const ownedBy = (columns: string, teams = '$1'): string =>
  `(${teams}::text[] is null or exists (select from resource o where (o.account, o.region, o.kind, o.name) = (${columns}) and o.team = any(${teams})))`;

export const toMs = (value: Date | null): number | null => value?.getTime() ?? null;

/** Epoch ms as PostgreSQL takes it. */
export const toTime = (at: number): Date => new Date(at);

/** A LIKE pattern for this very text. */
const exactly = (text: string): string => text.replace(/[\\%_]/g, (one) => `\\${one}`);

/** A wild-card free LIKE pattern that holds the text anywhere. */
export const containing = (text: string): string => `%${exactly(text)}%`;
