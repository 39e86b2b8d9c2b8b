import type { PoolClient } from 'pg';
import type { TeamScope } from '#lib/auth/scope.ts';
import { database } from '#lib/db.ts';

/** What row-level security compares: every team's rows, or those of the teams named. Nothing set is nothing seen. */
export const settingOf = ({ teams }: TeamScope): string => (teams === 'all' ? '*' : teams.join(','));

/**
 * Runs reads on one connection, in one read-only transaction that carries the scope: the wall under the type's wall.
 * The scope goes with BEGIN in one trip and ends with the transaction, so that a pool in between may hand the connection on.
 */
export async function walled<T>(scope: TeamScope, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await database().pool.connect();
  const begun = client.query(`begin read only; set local trailwatch.teams = ${client.escapeLiteral(settingOf(scope))}`);
  try {
    const [result] = await Promise.all([work(client), begun]);
    return result;
  } finally {
    // After a failure this rolls back; the answer does not wait for it.
    client.query('commit').then(
      () => client.release(),
      (lost: Error) => client.release(lost),
    );
  }
}
