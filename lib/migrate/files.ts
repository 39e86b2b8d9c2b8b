import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MigrationList, SchemasContainer } from '@prisma/schema-engine-wasm/schema_engine_bg';

const root = join(import.meta.dirname, '../..');
export const migrationsFolder = join(root, 'prisma/migrations');

const scriptOf = (folder: string, name: string): string => readFileSync(join(folder, name, 'migration.sql'), 'utf8');

const migrationNames = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'migration.sql')))
    .map((entry) => entry.name)
    .sort();

/** Their names and scripts, in order. */
export const migrationScripts = (): { name: string; sql: string }[] =>
  migrationNames(migrationsFolder).map((name) => ({ name, sql: scriptOf(migrationsFolder, name) }));

/** prisma/migrations as the schema engine takes it. */
export function readMigrations(folder = migrationsFolder): MigrationList {
  return {
    baseDir: folder,
    lockfile: { path: 'migration_lock.toml', content: readFileSync(join(folder, 'migration_lock.toml'), 'utf8') },
    shadowDbInitScript: '',
    migrationDirectories: migrationNames(folder).map((path) => ({
      path,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok', value: scriptOf(folder, path) },
      },
    })),
  };
}

export function readSchema(): SchemasContainer {
  const path = join(root, 'prisma/schema.prisma');
  return { files: [{ path, content: readFileSync(path, 'utf8') }] };
}
