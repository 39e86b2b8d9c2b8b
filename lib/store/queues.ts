import { PgBoss, type Queue } from 'pg-boss';
import { logFor } from '#lib/log.ts';
import { databaseTrouble } from './database-trouble.ts';
import { queueRights } from './queue-rights.ts';

/** The queues between web and worker. A worker that dies loses its jobs to the next one after `heartbeatSeconds`. */
const queues = {
  /** One pass of one collector over one place; its singleton key keeps two workers from doing the same. */
  collect: {
    policy: 'exclusive',
    heartbeatSeconds: 10,
    retryLimit: 0,
    expireInSeconds: 1800,
    retentionSeconds: 120,
    deleteAfterSeconds: 60,
  },
  /** Something that a page needs from AWS at once. Who asked waits seconds, so an old job is worth nothing. */
  demand: {
    policy: 'standard',
    heartbeatSeconds: 10,
    retryLimit: 0,
    expireInSeconds: 60,
    retentionSeconds: 30,
    deleteAfterSeconds: 60,
    notify: true,
  },
} as const satisfies Record<string, Omit<Queue, 'name'>>;

const schema = 'pgboss';
const sayAgainMs = 30_000;
const log = logFor('queue');

/** Twenty takers of jobs ask twice a second each: without its database the queue would fill a disk with its log. */
function sayNowAndThen(): (error: unknown) => void {
  let saidAt = Number.NEGATIVE_INFINITY;
  return (error) => {
    if (databaseTrouble(error) && performance.now() - saidAt < sayAgainMs) return;
    saidAt = performance.now();
    log.warn({ err: error }, 'the queue has trouble with its database');
  };
}

/** Connects to the queues. `isWorker`: makes them where they are missing, takes jobs and keeps the queues in order. */
export async function openQueues(connectionString: string, { isWorker }: { isWorker: boolean }): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString,
    schema,
    application_name: isWorker ? 'worker queue' : 'web queue',
    max: isWorker ? 4 : 2,
    supervise: isWorker,
    schedule: false,
    // The schema is made with the roles, and its tables are the worker's.
    createSchema: false,
    migrate: isWorker,
    useListenNotify: isWorker,
    registerInstance: isWorker,
    monitorIntervalSeconds: 10,
  });
  boss.on('error', sayNowAndThen());
  try {
    await boss.start();
    if (isWorker) {
      for (const [name, queue] of Object.entries(queues)) await boss.createQueue(name, queue);
      await boss.getDb().executeSql(queueRights);
    }
    return boss;
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => {});
    throw error;
  }
}
