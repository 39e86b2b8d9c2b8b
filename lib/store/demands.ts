import { randomBytes } from 'node:crypto';
import type { PgBoss } from 'pg-boss';
import type { Database } from '#lib/db.ts';
import { shared } from '#lib/process.ts';
import { openQueues } from './queues.ts';
import { takeReply } from './replies.ts';

/** The last lines of one log group, and its first error; see lib/catalog/log-places for the group of a resource. */
export type LogDemand = {
  type: 'logs';
  account: string;
  region: string;
  group: string;
  /** Only streams whose name starts so, or the one of that name: a group holds the logs of all jobs. */
  streamPrefix?: string;
  stream?: string;
  /** Epoch ms. */
  from: number;
  to: number;
};

/** What a page shows of one place: the points that CloudWatch has by now, stored like any others. `owners`: "endpoint/vision-7". */
export type ShownDemand = { type: 'shown'; account: string; region: string; owners: readonly string[] };

/** A signature under an evidence pack, with the key that workers alone hold. */
export type SignDemand = { type: 'sign' /** Of its manifest, in hexadecimal digits. */; manifestSha256: string };

/** A demand on the queue. The reply waits under 128 random bits: the queue's own ids are UUIDs, which are told apart and not secret. */
export type AskedDemand = ((LogDemand | SignDemand) & { replyId: string }) | ShownDemand;

const patienceMs = 12_000;
const pollMs = 100;

async function webQueue(url: string): Promise<PgBoss> {
  const holder = shared<{ boss: Promise<PgBoss> | null }>(`queues ${url}`, () => ({ boss: null }));
  // A database that was away at the first question may be there at the next.
  holder.boss ??= openQueues(url, { isWorker: false }).catch((error) => {
    holder.boss = null;
    throw error;
  });
  return holder.boss;
}

/** Asks a worker for the points of what a page shows, and does not wait: the notice of what is new tells of them. */
export async function demandShown(url: string, wanted: Omit<ShownDemand, 'type'>): Promise<void> {
  const boss = await webQueue(url);
  await boss.send('demand', { type: 'shown', ...wanted } satisfies ShownDemand);
}

/**
 * Asks a worker for something that only AWS can tell, or only its key can sign, and waits for it.
 * @returns the worker's reply, or null when no worker answered in time
 */
export async function demand(db: Database, url: string, wanted: LogDemand | SignDemand): Promise<unknown> {
  const boss = await webQueue(url);
  const asked: AskedDemand = { ...wanted, replyId: randomBytes(16).toString('base64url') };
  const id = await boss.send('demand', asked);
  if (!id) return null;
  const until = performance.now() + patienceMs;
  while (performance.now() < until) {
    const reply = await takeReply(db, asked.replyId);
    if (reply !== null) return reply;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  await boss.cancel('demand', id);
  return null;
}
