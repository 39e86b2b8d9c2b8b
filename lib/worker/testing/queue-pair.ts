import { openQueues } from '#lib/store/queues.ts';

/** The queues of two workers over one database: of the one that plans, and of another. */
export async function openQueuePair(connectionString: string) {
  const planner = await openQueues(connectionString, { isWorker: true });
  const other = await openQueues(connectionString, { isWorker: true });
  const close = async (): Promise<void> => {
    for (const boss of [planner, other]) await boss.stop({ graceful: false });
  };
  return { planner, other, close };
}
