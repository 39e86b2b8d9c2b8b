import type { PoolClient } from 'pg';
import type { Place } from './cursors.ts';

/** Told to web processes after something was stored, so that open pages refresh the panels it feeds. */
export type Notice = Place & { noun: 'resources' | 'metrics' | 'audit' | 'activities' | 'workforce' | 'runs' };

const noticeChannel = 'trailwatch';

/** Inside a transaction it is told on commit, and not at all when that fails. */
export async function notify(client: Pick<PoolClient, 'query'>, notice: Notice): Promise<void> {
  await client.query('select pg_notify($1, $2)', [noticeChannel, JSON.stringify(notice)]);
}
