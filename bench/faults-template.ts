import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '#lib/migrate/migrate.ts';
import { secure } from '#lib/migrate/secure.ts';
import { databaseAccount } from '#lib/postgres/account.ts';
import { type Binaries, findBinaries } from '#lib/postgres/binaries.ts';
import { type Cluster, openCluster } from '#lib/postgres/cluster.ts';
import { openHome, resolveHome } from '#lib/postgres/home.ts';
import { ensureDatabase, startPostgres, stopPostgres } from '#lib/postgres/server.ts';
import { testRoles } from '#lib/testing/cluster.ts';

export const databaseName = 'faults';
/** A killed process loses nothing that it gave to the system; the simulation switches no machine off. */
export const settings = { fsync: 'off', max_connections: '60', shared_buffers: '32MB', max_wal_size: '128MB' };

const root = join(import.meta.dirname, '..');
const binaries = (): Binaries => findBinaries(openHome(resolveHome(root, process.env)), databaseAccount());

/** A stopped PostgreSQL with a migrated database, for every seed to begin with a copy of. @returns its folder */
export async function makeTemplate(): Promise<string> {
  const folder = openHome(mkdtempSync(join(tmpdir(), 'trailwatch faults ')));
  const cluster = openCluster(join(folder, 'postgres'), databaseAccount(), binaries());
  const server = await startPostgres({ cluster, logFile: join(folder, 'log'), settings });
  const url = await ensureDatabase(cluster, server.port, databaseName);
  await migrate(url);
  await secure(url, testRoles);
  await stopPostgres(server);
  return folder;
}

/** A PostgreSQL of its own for one seed, not started yet. */
export function copyTemplate(template: string): { home: string; cluster: Cluster } {
  const home = openHome(mkdtempSync(join(tmpdir(), 'trailwatch faults ')));
  const { status, stderr } = spawnSync('cp', ['-a', join(template, 'postgres'), home], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the template could not be copied: ${stderr}`);
  return { home, cluster: openCluster(join(home, 'postgres'), databaseAccount(), binaries()) };
}

export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true });
