import { type Clock, PgBoss, type Queue } from 'pg-boss';
import { logFor } from '#lib/log.ts';
import { databaseTrouble } from './database-trouble.ts';
import { queueRights } from './queue-rights.ts';

/** One piece of work over one place, which the next plan asks for again when it fails. */
const pass = {
  policy: 'exclusive',
  heartbeatSeconds: 10,
  retryLimit: 0,
  expireInSeconds: 1800,
  retentionSeconds: 120,
  deleteAfterSeconds: 60,
  notify: true,
} as const;

/** A piece of a pass that any worker may do, for the one that waits for all of them. */
const piece = {
  policy: 'exclusive',
  heartbeatSeconds: 10,
  retryLimit: 4,
  retryDelay: 1,
  expireInSeconds: 300,
  retentionSeconds: 900,
  deleteAfterSeconds: 120,
  notify: true,
} as const;

/** The queues between web and worker. A worker that dies loses its jobs to the next one after `heartbeatSeconds`. */
const queues = {
  /** One pass of one collector over one place; its singleton key keeps two workers from doing the same. */
  collect: pass,
  /** Series of one window. */
  unit: piece,
  /** Log files of a trail: apart, so that a backlog of them keeps no series waiting. */
  logs: { ...piece, expireInSeconds: 900 },
  /** The next piece of the past of one place: apart from `collect`, so that it keeps no live pass waiting. */
  history: pass,
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

/**
 * The queue asks its timers' clock whether it is time: by one that was set back two hours it would look after nothing for as long, and what a
 * dead worker held would stay held. This one only goes on. What jobs carry is PostgreSQL's time.
 */
const steadyClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  setTimeout: (work, ms) => setTimeout(work, ms),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
  setInterval: (work, ms) => setInterval(work, ms),
  clearInterval: (timer) => clearInterval(timer as NodeJS.Timeout),
};

/** Connects to the queues. `isWorker`: makes them where they are missing, takes jobs and keeps the queues in order. */
export async function openQueues(connectionString: string, { isWorker }: { isWorker: boolean }): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString,
    schema,
    clock: steadyClock,
    application_name: isWorker ? 'worker queue' : 'web queue',
    max: isWorker ? 4 : 2,
    supervise: isWorker,
    schedule: false,
    // The schema is made with the roles, and its tables are the worker's.
    createSchema: false,
    migrate: isWorker,
    useListenNotify: isWorker,
    registerInstance: isWorker,
    // How soon a missed heartbeat is seen: looked for so often, by one worker at a time.
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
  });
  boss.on('error', sayNowAndThen());
  try {
    await boss.start();
    if (isWorker) {
      for (const [name, queue] of Object.entries(queues)) {
        await boss.createQueue(name, queue);
        // One that an older version made keeps what it was made with.
        await boss.updateQueue(name, { notify: queue.notify });
      }
      await boss.getDb().executeSql(queueRights);
    }
    return boss;
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => {});
    throw error;
  }
}
