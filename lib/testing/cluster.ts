import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { migrate } from '../migrate/migrate.ts';
import { secure } from '../migrate/secure.ts';
import { databaseAccount } from '../postgres/account.ts';
import { findBinaries } from '../postgres/binaries.ts';
import { openCluster } from '../postgres/cluster.ts';
import { openHome, resolveHome } from '../postgres/home.ts';
import { lockDirectory } from '../postgres/lock.ts';
import { databaseUrl, ensureDatabase, startPostgres, stopPostgres } from '../postgres/server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The server's `postgres` database, from which test databases are made. */
    postgresUrl: string;
  }
}

export const templateName = 'migrated';

export const testRoles = { web: { name: 'test_web', password: 'web' }, worker: { name: 'test_worker', password: 'worker' } };

/** A test database's URL as the web process or the worker has it: the lesser role's, behind the walls. */
export function lesserUrl(url: string, part: keyof typeof testRoles): string {
  const { name, password } = testRoles[part];
  return Object.assign(new URL(url), { username: name, password }).href;
}

/** What an earlier, killed run left behind: its lock is free. */
const sweep = (folder: string): void => {
  for (const name of readdirSync(folder)) {
    const lock = lockDirectory(join(folder, name));
    if (!lock) continue;
    lock.release();
    rmSync(join(folder, name), { recursive: true, force: true });
  }
};

/** Vitest's global set-up for database tests: one PostgreSQL of their own, and a migrated template to copy. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const account = databaseAccount();
  const home = openHome(resolveHome(join(import.meta.dirname, '../..'), { TRAILWATCH_HOME: process.env.TRAILWATCH_HOME }));
  const folder = join(home, 'test');
  mkdirSync(folder, { recursive: true });
  sweep(folder);
  const place = mkdtempSync(join(folder, 'run-'));
  chmodSync(place, 0o711);
  const lock = lockDirectory(place);
  const cluster = openCluster(join(place, 'postgres'), account, findBinaries(home, account));
  const server = await startPostgres({
    cluster,
    logFile: join(place, 'log'),
    settings: { fsync: 'off', max_connections: '200' },
  });
  const template = await ensureDatabase(cluster, server.port, templateName);
  await migrate(template);
  await secure(template, testRoles);
  project.provide('postgresUrl', databaseUrl(cluster.password, server.port, 'postgres'));
  return async () => {
    await stopPostgres(server);
    lock?.release();
    rmSync(place, { recursive: true, force: true });
  };
}

/** Makes a fresh, migrated database on the test server and gives its URL. */
export async function createTestDatabase(postgresUrl: string): Promise<string> {
  const name = `test_${crypto.randomUUID().replaceAll('-', '').slice(0, 16)}`;
  const client = new Client({ connectionString: postgresUrl });
  await client.connect();
  try {
    await client.query(`create database ${name} template ${templateName}`);
  } finally {
    await client.end();
  }
  const url = new URL(postgresUrl);
  url.pathname = `/${name}`;
  return url.href;
}
