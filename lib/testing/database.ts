import { afterAll, inject } from 'vitest';
import { closeDatabase, type Database, database } from '../db.ts';
import { createTestDatabase, lesserUrl } from './cluster.ts';

/**
 * A migrated, empty PostgreSQL database for one test file (`name.db.test.ts`), closed after its last test:
 * `const { pool, prisma, url } = await testDatabase()` at the top of the file. `url` is the owner's; web and worker have lesser ones.
 */
export async function testDatabase(): Promise<Database & { url: string; webUrl: string; workerUrl: string }> {
  const url = await createTestDatabase(inject('postgresUrl'));
  const opened = database(url);
  afterAll(async () => {
    for (const one of [opened, database(lesserUrl(url, 'web')), database(lesserUrl(url, 'worker'))]) await closeDatabase(one);
  });
  return { ...opened, url, webUrl: lesserUrl(url, 'web'), workerUrl: lesserUrl(url, 'worker') };
}
