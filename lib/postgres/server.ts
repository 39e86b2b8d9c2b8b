import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { TrailwatchError } from '../errors.ts';
import { asAccount } from './account.ts';
import { type Cluster, owner, renewPassword, takeNextPassword } from './cluster.ts';
import { dropStaleNote, stopPredecessor } from './predecessor.ts';

export type PostgresServer = { child: ChildProcess; port: number; url: string };
export type PostgresOptions = { cluster: Cluster; logFile: string; port?: number; settings?: Record<string, string> };

const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_wal_size: '512MB',
  max_connections: '100',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Details quote the row that was refused, with its addresses and its line breaks; statements the password of a role.
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
};

export const databaseUrl = (password: string, port: number, name: string): string =>
  `postgresql://${owner}:${encodeURIComponent(password)}@127.0.0.1:${port}/${name}`;

/** A loopback port that nobody listens on now. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

const opensDirectory = async (cluster: Cluster, port: number, password: string): Promise<boolean> => {
  const client = new Client({ connectionString: databaseUrl(password, port, 'postgres'), connectionTimeoutMillis: 2000 });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>('show data_directory');
    return rows[0]?.data_directory === cluster.data;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
};

const servesDirectory = async (cluster: Cluster, port: number): Promise<boolean> => {
  if (await opensDirectory(cluster, port, cluster.password)) return true;
  if (cluster.nextPassword === null || !(await opensDirectory(cluster, port, cluster.nextPassword))) return false;
  takeNextPassword(cluster);
  return true;
};

const tail = (file: string): string => readFileSync(file, 'utf8').trimEnd().split('\n').slice(-8).join('\n');

const launch = ({ cluster, logFile, settings: extra }: PostgresOptions, port: number): ChildProcess => {
  const log = openSync(logFile, 'a', 0o600);
  const options = Object.entries({ ...settings, ...extra }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // Its own process group: a Ctrl-C in the terminal must reach it last, through the launcher.
  const child = spawn(cluster.binaries.postgres, ['-D', cluster.data, '-p', String(port), ...options], {
    ...asAccount(cluster.account),
    stdio: ['ignore', log, log],
    detached: true,
    env: { LC_ALL: 'C', PATH: process.env.PATH, TZ: 'UTC' } as unknown as NodeJS.ProcessEnv,
  });
  closeSync(log);
  return child;
};

/** Ready, or gone: a server that recovers from a crash may take its time, so only the process's end is a failure. */
const answers = async (cluster: Cluster, child: ChildProcess, port: number): Promise<boolean> => {
  while (child.exitCode === null && child.signalCode === null) {
    if (await servesDirectory(cluster, port)) return true;
    await sleep(40);
  }
  return false;
};

/**
 * Starts PostgreSQL over the cluster and waits until it answers. The caller holds the directory's lock.
 * A start that meets a dying predecessor (its backends still hold shared memory) is tried again for about ten seconds.
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  if (!(await stopPredecessor(options.cluster, (port) => servesDirectory(options.cluster, port))))
    dropStaleNote(options.cluster.data);
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort());
    const child = launch(options, port);
    child.on('error', () => {});
    if (await answers(options.cluster, child, port))
      return { child, port, url: databaseUrl(options.cluster.password, port, owner) };
    const said = tail(options.logFile);
    if (attempt >= 10 || !/lock file|shared memory|Address already in use|starting up/.test(said)) {
      throw new TrailwatchError('unavailable', `PostgreSQL ended while starting. Its last lines (${options.logFile}):\n${said}`);
    }
    await sleep(attempt * 200);
  }
}

/** Asks for a fast shutdown and waits; after `patienceMs` the server is killed, from which it recovers by its log. */
export async function stopPostgres({ child }: PostgresServer, patienceMs = 20_000): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGINT');
  const late = setTimeout(() => child.kill('SIGQUIT'), patienceMs);
  await ended;
  clearTimeout(late);
}

/** Gives the owner a new password; connections that are open stay. */
export async function renewOwner(cluster: Cluster, port: number): Promise<void> {
  const client = new Client({ connectionString: databaseUrl(cluster.password, port, 'postgres') });
  await client.connect();
  try {
    await renewPassword(cluster, async (password) => {
      await client.query(`alter role ${client.escapeIdentifier(owner)} password ${client.escapeLiteral(password)}`);
    });
  } finally {
    await client.end();
  }
}

/** Makes the database when it is missing. */
export async function ensureDatabase(cluster: Cluster, port: number, name: string): Promise<string> {
  const client = new Client({ connectionString: databaseUrl(cluster.password, port, 'postgres') });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (!rowCount) await client.query(`create database ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
  return databaseUrl(cluster.password, port, name);
}
