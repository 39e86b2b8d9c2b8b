import type { TeamScope } from '#lib/auth/scope.ts';
import { database } from '#lib/db.ts';
import { notFound } from '#lib/errors.ts';

/** What every page asks by: `team` is a slug or "all"; `now` and `asOf` are epoch ms, `asOf` null while the page is live. */
export type Ask = { team: string; now: number; asOf: number | null };

/** Teams whose rows a read may return, for `($1::text[] is null or team = any($1))`; null is all of them. */
export function teamsOf(scope: TeamScope, team = 'all'): string[] | null {
  if (team === 'all') return scope.teams === 'all' ? null : [...scope.teams];
  if (scope.teams !== 'all' && !scope.teams.includes(team)) throw notFound(`Team ${team}`);
  return [team];
}

/** Rows of one named, prepared statement. Times come back as Date, numerics as number. */
export async function read<Row extends object>(name: string, text: string, values: readonly unknown[]): Promise<Row[]> {
  const result = await database().pool.query<Row>({ name: `q:${name}`, text, values: [...values] });
  return result.rows;
}

export const toMs = (value: Date | null): number | null => value?.getTime() ?? null;

/** Epoch ms as PostgreSQL takes it. */
export const toTime = (at: number): Date => new Date(at);

/** A wild-card free LIKE pattern that holds the text anywhere. */
export const containing = (text: string): string => `%${text.replace(/[\\%_]/g, (one) => `\\${one}`)}%`;
