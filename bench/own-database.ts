import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeDatabase, type Database, database } from '#lib/db.ts';
import { openRuntime } from '#lib/launch/runtime.ts';

/** Works on a migrated database of its own, whose owner's address stands in the environment meanwhile; `home` is TRAILWATCH_HOME, gone afterwards. */
export async function inOwnDatabase<T>(work: (db: Database, home: string) => Promise<T>): Promise<T> {
  const home = mkdtempSync(join(tmpdir(), 'trailwatch bench '));
  try {
    return await inDatabaseOf(home, work);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** The same on the database of a folder, which stays. */
export async function inDatabaseOf<T>(home: string, work: (db: Database, home: string) => Promise<T>): Promise<T> {
  const runtime = await openRuntime({
    root: join(import.meta.dirname, '..'),
    environment: { ...process.env, TRAILWATCH_HOME: home, DATABASE_URL: undefined },
    needs: ['database'],
    say: console.error,
  });
  Object.assign(process.env, runtime.variables);
  const db = database();
  try {
    return await work(db, home);
  } finally {
    await closeDatabase(db);
    await runtime.close();
  }
}
