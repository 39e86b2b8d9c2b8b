import type { PoolClient } from 'pg';
import type { Place } from './cursors.ts';

/** Told to web processes after something was stored, so that open pages refresh the panels it feeds. */
export type Notice = Place & { noun: 'resources' | 'metrics' | 'audit' | 'activities' | 'workforce' | 'runs' };

/** What came of asking for what a page shows: stored points, nothing (all that has settled was stored), no money left, or failed calls. */
export type ShownOutcome = 'points' | 'nothing' | 'budget' | 'failed';
export type ShownNotice = Place & { noun: 'shown'; owners: readonly string[]; outcome: ShownOutcome };

/** An alert took a step, or people acknowledged or silenced some: pages that show alerts, and every count of them, are read again at once. */
export type AlertsNotice = { noun: 'alerts' };

const noticeChannel = 'trailwatch';

/** Inside a transaction it is told on commit, and not at all when that fails. */
export async function notify(client: Pick<PoolClient, 'query'>, notice: Notice | ShownNotice | AlertsNotice): Promise<void> {
  await client.query('select pg_notify($1, $2)', [noticeChannel, JSON.stringify(notice)]);
}
