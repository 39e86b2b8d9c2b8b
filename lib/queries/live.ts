import type { PoolClient } from 'pg';
import { database } from '#lib/db.ts';
import { logFor } from '#lib/log.ts';
import { shared } from '#lib/process.ts';

/** Where the worker says that something new was stored; lib/store/notices tells it. */
const channel = 'trailwatch';
const firstWaitMs = 500;
const longestWaitMs = 30_000;

type Listener = (payload: string) => void;
type Hub = { listeners: Set<Listener>; isJoining: boolean; client: PoolClient | null; waitMs: number; hasMissed: boolean };

const makeHub = (): Hub => ({ listeners: new Set(), isJoining: false, client: null, waitMs: firstWaitMs, hasMissed: false });
const log = logFor('live');

/** Leaves one connection of the pool listening for as long as someone wants to know; a lost one is joined again with backoff. */
async function join(hub: Hub): Promise<void> {
  if (hub.isJoining || hub.client || hub.listeners.size === 0) return;
  hub.isJoining = true;
  try {
    const client = await database().pool.connect();
    hub.client = client;
    client.on('notification', ({ payload = '' }) => {
      for (const listener of hub.listeners) listener(payload);
    });
    client.once('error', (error) => joinAgain(hub, error));
    await client.query(`listen ${channel}`);
    hub.waitMs = firstWaitMs;
    if (hub.hasMissed) for (const listener of hub.listeners) listener('');
    hub.hasMissed = false;
  } catch (error) {
    joinAgain(hub, error);
  }
  hub.isJoining = false;
  if (hub.listeners.size === 0) rest(hub);
}

/** Gives the connection up. It is closed, not reused: it may still be listening, or broken. */
function rest(hub: Hub): void {
  const { client } = hub;
  hub.client = null;
  client?.removeAllListeners('notification');
  client?.release(true);
}

function joinAgain(hub: Hub, error: unknown): void {
  log.warn({ err: error, waitMs: hub.waitMs }, 'not told of new data; joining again');
  rest(hub);
  hub.hasMissed = true;
  setTimeout(() => join(hub), hub.waitMs).unref();
  hub.waitMs = Math.min(longestWaitMs, hub.waitMs * 2);
}

/**
 * Calls `listener` with each notice (JSON: account, region, noun) that the worker sends, with `ended <id>` for each session that ends, and
 * with '' after a time in which some may have been sent that nobody heard. Returns what ends that. Holds no data of any team.
 */
export function watchNotices(listener: Listener): () => void {
  const hub = shared('live hub', makeHub);
  hub.listeners.add(listener);
  void join(hub);
  return () => {
    hub.listeners.delete(listener);
    if (hub.listeners.size === 0) rest(hub);
  };
}
