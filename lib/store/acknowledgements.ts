import type { PoolClient } from 'pg';
import { TrailwatchError } from '#lib/errors.ts';
import { type Doing, listed, tellOf } from './alert-deeds.ts';

/** One that is over, not the asker's, or already as asked for is not found: which of them it is, its page shows. */
const noSuch = (what: string): TrailwatchError =>
  new TrailwatchError('conflict', `There is no open alert of this number ${what}.`, { mend: 'Load the page again.' });

/**
 * Notes who looks after an open alert; `until` (epoch ms): as long as that, null: until it is taken back. It takes the place of another end.
 * @throws TrailwatchError `conflict` where nobody can
 */
export async function acknowledgeAlert(
  client: PoolClient,
  id: number,
  { teams, by, at, until }: Doing & { until: number | null },
): Promise<void> {
  const { rows } = await client.query('select from acknowledge_alert($1, $2, $3, $4, $5, $6)', [
    ...[id, listed(teams), by.id, by.name],
    ...[new Date(at), until === null ? null : new Date(until)],
  ]);
  if (!(await tellOf(client, rows)))
    throw noSuch(until === null ? 'that nobody has acknowledged' : 'that is not snoozed until then');
}

/** Takes that back. @throws TrailwatchError `conflict` where there is nothing to take back */
export async function unacknowledgeAlert(client: PoolClient, id: number, { teams, by, at }: Doing): Promise<void> {
  const { rows } = await client.query('select from unacknowledge_alert($1, $2, $3, $4, $5)', [
    ...[id, listed(teams), by.id, by.name],
    new Date(at),
  ]);
  if (!(await tellOf(client, rows))) throw noSuch('that somebody has acknowledged');
}
