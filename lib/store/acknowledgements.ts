import type { PoolClient } from 'pg';
import { TrailwatchError } from '#lib/errors.ts';
import { notify } from './notices.ts';

/** Whose alerts may be touched: every team's, or those of the teams named. */
type Teams = 'all' | readonly string[];

const listed = (teams: Teams): string[] | null => (teams === 'all' ? null : [...teams]);

/** One that is over, not the asker's, or already as asked for is not found: which of them it is, its page shows. */
const noSuch = (what: string): TrailwatchError =>
  new TrailwatchError('conflict', `There is no open alert of this number ${what}.`, { mend: 'Load the page again.' });

/** Notes who looks after an open alert. `at`: epoch ms. @throws TrailwatchError `conflict` where nobody can */
export async function acknowledgeAlert(
  client: PoolClient,
  id: number,
  { teams, by, at }: { teams: Teams; by: { id: string; name: string }; at: number },
): Promise<void> {
  const { rowCount } = await client.query('select from acknowledge_alert($1, $2, $3, $4, $5)', [
    ...[id, listed(teams), by.id, by.name],
    new Date(at),
  ]);
  if (rowCount === 0) throw noSuch('that nobody has acknowledged');
  await notify(client, { noun: 'alerts' });
}

/** Takes that back. @throws TrailwatchError `conflict` where there is nothing to take back */
export async function unacknowledgeAlert(client: PoolClient, id: number, { teams }: { teams: Teams }): Promise<void> {
  const { rowCount } = await client.query('select from unacknowledge_alert($1, $2)', [id, listed(teams)]);
  if (rowCount === 0) throw noSuch('that somebody has acknowledged');
  await notify(client, { noun: 'alerts' });
}
