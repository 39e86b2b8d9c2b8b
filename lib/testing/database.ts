import { afterAll, inject } from 'vitest';
import { closeDatabase, type Database, database } from '../db.ts';
import { createTestDatabase } from './cluster.ts';

/**
 * A migrated, empty PostgreSQL database for one test file (`name.db.test.ts`), closed after its last test:
 * `const { pool, prisma, url } = await testDatabase()` at the top of the file.
 */
export async function testDatabase(): Promise<Database & { url: string }> {
  const url = await createTestDatabase(inject('postgresUrl'));
  const opened = database(url);
  afterAll(() => closeDatabase(opened));
  return { ...opened, url };
}
