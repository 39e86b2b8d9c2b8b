import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { logFor } from '#lib/log.ts';

const lockName = `hashtext('trailwatch worker')`;
const firstWaitMs = 500;
const longestWaitMs = 15_000;
const log = logFor('worker');

type Presence = { isAlone: boolean; client: Client; lost: Promise<void> };

/** One connection that holds the workers' lock for as long as it lives. */
async function join(connectionString: string): Promise<Presence> {
  const client = new Client({ connectionString, application_name: 'worker presence', keepAlive: true });
  const lost = new Promise<void>((resolve) => client.once('end', resolve));
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ alone: boolean }>(`select pg_try_advisory_lock(${lockName}) as alone`);
    const isAlone = rows[0]?.alone === true;
    await client.query(`select pg_advisory_lock_shared(${lockName})`);
    if (isAlone) await client.query(`select pg_advisory_unlock(${lockName})`);
    return { isAlone, client, lost };
  } catch (error) {
    client.end().catch(() => {});
    throw error;
  }
}

/** Lost with its connection, the lock is taken again: another worker must not take this one's runs for a dead one's. */
async function joinAgain(connectionString: string, signal: AbortSignal): Promise<Presence | null> {
  for (let waitMs = firstWaitMs; !signal.aborted; waitMs = Math.min(longestWaitMs, waitMs * 2)) {
    await sleep(waitMs, undefined, { signal, ref: false }).catch(() => {});
    try {
      if (!signal.aborted) return await join(connectionString);
    } catch (error) {
      log.debug({ err: error, waitMs }, 'not shown as at work yet');
    }
  }
  return null;
}

/**
 * Shows for as long as this process lives that a worker is at work, through a lock that PostgreSQL lets go when the process dies.
 * @returns whether no other worker was: what stands as running was then left by a dead one
 */
export async function joinWorkers(connectionString: string): Promise<{ isAlone: boolean; leave(): Promise<void> }> {
  const leaving = new AbortController();
  let presence: Presence | null = await join(connectionString);
  const { isAlone } = presence;
  const keep = async (): Promise<void> => {
    while (presence && !leaving.signal.aborted) {
      await presence.lost;
      presence = await joinAgain(connectionString, leaving.signal);
      if (leaving.signal.aborted) await presence?.client.end();
    }
  };
  void keep();
  return {
    isAlone,
    async leave() {
      leaving.abort();
      await presence?.client.end();
    },
  };
}
