import type { PoolClient } from 'pg';
import { TrailwatchError } from '#lib/errors.ts';
import { notify } from './notices.ts';
import type { Db } from './transaction.ts';

type Person = { id: string; name: string };

/** Who does something about an alert, when (epoch ms), and whose alerts they may touch: every team's, or those of the teams named. */
export type Doing = { teams: 'all' | readonly string[]; by: Person; at: number };

export const listed = (teams: Doing['teams']): string[] | null => (teams === 'all' ? null : [...teams]);

/** Open pages hear of what was done to these. @returns whether anything was */
export async function tellOf(client: Pick<PoolClient, 'query'>, { length }: readonly unknown[]): Promise<boolean> {
  if (length > 0) await notify(client, { noun: 'alerts' });
  return length > 0;
}

/** Notes whose an alert is, open or over; `to` null: nobody's. @throws TrailwatchError `conflict` where that is so already, or it is none of theirs */
export async function assignAlert(
  client: PoolClient,
  id: number,
  { teams, by, at, to }: Doing & { to: Person | null },
): Promise<void> {
  const { rows } = await client.query('select from assign_alert($1, $2, $3, $4, $5, $6, $7)', [
    ...[id, listed(teams), to?.id ?? null, to?.name ?? null],
    ...[by.id, by.name, new Date(at)],
  ]);
  if (await tellOf(client, rows)) return;
  const how = to === null ? 'that somebody has' : `that ${to.name} does not have`;
  throw new TrailwatchError('conflict', `There is no alert of this number ${how}.`, { mend: 'Load the page again.' });
}

/**
 * Keeps what somebody wrote of an alert, 2,000 characters at most. @returns its id
 * @throws TrailwatchError `conflict` where the same person wrote the same within ten minutes
 */
export async function commentOnAlert(
  client: PoolClient,
  id: number,
  { teams, by, at, said }: Doing & { said: string },
): Promise<number> {
  const { rows } = await client.query<{ id: number }>(
    'select comment::float8 as id from comment_on_alert($1, $2, $3, $4, $5, $6)',
    [...[id, listed(teams), said, by.id, by.name], new Date(at)],
  );
  await tellOf(client, rows);
  if (rows[0]) return rows[0].id;
  throw new TrailwatchError('conflict', 'You wrote the same about this alert just now.', { mend: 'Load the page again.' });
}

/** Tells open pages where a snooze ended after a moment and by another (epoch ms). @returns whether one did */
export async function tellEndedSnoozes({ pool }: Db, { after, by }: { after: number; by: number }): Promise<boolean> {
  const { rows } = await pool.query(
    'select from alert where resolved_at is null and snoozed_until > $1 and snoozed_until <= $2 limit 1',
    [new Date(after), new Date(by)],
  );
  return tellOf(pool, rows);
}
