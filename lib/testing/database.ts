import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, inject } from 'vitest';
import { closeDatabase, type Database, database } from '../db.ts';
import { createTestDatabase, lesserUrl } from './cluster.ts';

/** Less than a hook may take, which would not say why. */
const closedWithinMs = 90_000;

/** @throws Error with the counts where something still holds a connection by then */
async function closeInTime(url: string): Promise<void> {
  const opened = database(url);
  const timer = new AbortController();
  const isLate = await Promise.race([
    closeDatabase(opened).then(() => false),
    sleep(closedWithinMs, true, { ref: false, signal: timer.signal }).catch(() => false),
  ]);
  timer.abort();
  const { totalCount, idleCount, waitingCount } = opened.pool;
  if (isLate) {
    throw new Error(
      `connections of ${new URL(url).username} do not close: ${totalCount}, ${idleCount} idle, ${waitingCount} waited for`,
    );
  }
}

/**
 * A migrated, empty PostgreSQL database for one test file (`name.db.test.ts`), closed after its last test:
 * `const { pool, prisma, url } = await testDatabase()` at the top of the file. `url` is the owner's; web and worker have
 * lesser ones. `by` says whose pool it is: collectors and stores are tested with what the worker may.
 */
export async function testDatabase(
  by: 'owner' | 'worker' = 'owner',
): Promise<Database & { url: string; webUrl: string; workerUrl: string }> {
  const url = await createTestDatabase(inject('postgresUrl'));
  const opened = database(by === 'owner' ? url : lesserUrl(url, by));
  afterAll(async () => {
    for (const each of [url, lesserUrl(url, 'web'), lesserUrl(url, 'worker')]) await closeInTime(each);
  });
  return { ...opened, url, webUrl: lesserUrl(url, 'web'), workerUrl: lesserUrl(url, 'worker') };
}
