import { afterAll, inject } from 'vitest';
import { closeDatabase, type Database, database } from '../db.ts';
import { createTestDatabase, lesserUrl } from './cluster.ts';

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
    for (const each of [url, lesserUrl(url, 'web'), lesserUrl(url, 'worker')]) await closeDatabase(database(each));
  });
  return { ...opened, url, webUrl: lesserUrl(url, 'web'), workerUrl: lesserUrl(url, 'worker') };
}
