import type { SchemaFilter } from '@prisma/schema-engine-wasm/schema_engine_bg';
import { Client } from 'pg';
import { TrailwatchError } from '../errors.ts';
import { withEngine } from './engine.ts';
import { readMigrations, readSchema } from './files.ts';

/** What the migrations make by hand, and Prisma's schema does not hold. */
const filters: SchemaFilter = { externalTables: ['public.reply'], externalEnums: [] };

/** Held alone by whoever migrates or restores, shared by a backup. */
export const migrationLock = 7_245_001;

const underLock = async <T>(url: string, work: () => Promise<T>): Promise<T> => {
  const client = new Client({ connectionString: url, application_name: 'trailwatch migrate' });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    return await work();
  } finally {
    await client.end();
  }
};

/** The names already applied, or null when a look at them is not enough and the engine must judge. */
const appliedNames = async (url: string): Promise<Set<string> | null> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string; settled: boolean }>(
      `select migration_name as name, finished_at is not null as settled from _prisma_migrations where rolled_back_at is null`,
    );
    return rows.every((row) => row.settled) ? new Set(rows.map((row) => row.name)) : null;
  } catch {
    return null;
  } finally {
    await client.end();
  }
};

/**
 * Applies prisma/migrations to the database, one process at a time, and writes `_prisma_migrations` as Prisma's own CLI does.
 * Each script runs as one transaction, so one that was cut off left nothing and is tried again.
 * @returns the names newly applied
 * @throws TrailwatchError `conflict` when the database holds migrations that this version does not know
 */
export async function migrate(url: string): Promise<string[]> {
  const migrationsList = readMigrations();
  const known = migrationsList.migrationDirectories.map((directory) => directory.path);
  const applied = await appliedNames(url);
  const unknown = [...(applied ?? [])].filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new TrailwatchError('conflict', `the database holds migrations of a newer Trailwatch: ${unknown.join(', ')}`, {
      mend: 'start the version that wrote it, or a later one',
    });
  }
  if (applied && known.every((name) => applied.has(name))) return [];
  return underLock(url, () =>
    withEngine(url, async (engine) => {
      const history = await engine.diagnoseMigrationHistory({ migrationsList, optInToShadowDatabase: false, filters });
      for (const migrationName of history.failedMigrationNames) await engine.markMigrationRolledBack({ migrationName });
      return (await engine.applyMigrations({ migrationsList, filters })).appliedMigrationNames;
    }),
  );
}

/** The SQL that leads from the migrations to prisma/schema.prisma; empty when they agree. Uses a scratch database. */
export async function pendingSql(url: string): Promise<string> {
  const { stdout } = await withEngine(url, (engine) =>
    engine.diff({
      from: { tag: 'migrations', ...readMigrations() },
      to: { tag: 'schemaDatamodel', ...readSchema() },
      script: true,
      exitCode: null,
      filters,
    }),
  );
  const sql = (stdout ?? '').trim();
  return sql === '-- This is an empty migration.' ? '' : sql;
}
