import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import { embeddedPostgres } from '../launch/embedded.ts';
import { asAccount, databaseAccount } from './account.ts';
import { findBinaries } from './binaries.ts';
import { openCluster } from './cluster.ts';
import { openHome } from './home.ts';
import { lockDirectory } from './lock.ts';
import { ensureDatabase, startPostgres, stopPostgres } from './server.ts';

/** A path with a space and a quote in it, which the database's account may pass. */
const home = openHome(mkdtempSync(join(tmpdir(), "trailwatch o'home ")));
chmodSync(home, 0o711);
afterAll(() => rmSync(home, { recursive: true, force: true }));

const account = databaseAccount();
const open = () => openCluster(join(home, 'postgres'), account, findBinaries(home, account));
const logFile = join(home, 'log');

const ask = async (url: string, sql: string): Promise<unknown> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return Object.values((await client.query(sql)).rows[0] ?? {})[0];
  } finally {
    await client.end();
  }
};

describe('embedded PostgreSQL', () => {
  test('keeps its data over a stop, and listens on loopback with a password', async () => {
    const cluster = open();
    const first = await startPostgres({ cluster, logFile });
    const url = await ensureDatabase(cluster, first.port, 'kept');
    await ask(url, 'create table t as select 7 as n');
    const stranger = new URL(url);
    stranger.password = 'wrong';
    await expect(ask(stranger.href, 'select 1')).rejects.toThrow('password authentication failed');
    expect(await ask(url, 'show listen_addresses')).toBe('127.0.0.1');
    await ask(url, 'create table addresses (a text primary key)');
    await ask(url, `insert into addresses values ('ada@example.com')`);
    await expect(ask(url, `insert into addresses values ('ada@example.com')`)).rejects.toThrow('duplicate key');
    expect(readFileSync(logFile, 'utf8')).not.toContain('ada@example.com');
    await stopPostgres(first);
    const second = await startPostgres({ cluster: open(), logFile });
    expect(await ask(await ensureDatabase(cluster, second.port, 'kept'), 'select n from t')).toBe(7);
    await stopPostgres(second);
  });

  test('a server that outlived its launcher is found by its directory, and replaced', async () => {
    const cluster = open();
    const orphan = await startPostgres({ cluster, logFile });
    const next = await startPostgres({ cluster, logFile });
    expect(orphan.child.exitCode).toBe(0);
    expect(await ask(await ensureDatabase(cluster, next.port, 'kept'), 'select n from t')).toBe(7);
    await stopPostgres(next);
  });

  test('a killed server starts again with what was committed, on the same port', async () => {
    const embedded = embeddedPostgres(home);
    const running = await embedded.start();
    const url = embedded.url();
    await ask(url, 'create table if not exists lives as select 1 as n');
    const pid = Number(readFileSync(join(home, 'postgres/data/postmaster.pid'), 'utf8').split('\n')[0]);
    process.kill(pid, 'SIGKILL');
    expect(await running.ended).toContain('SIGKILL');
    const again = await embedded.start();
    expect(embedded.url()).toBe(url);
    expect(await ask(url, 'select n from lives')).toBe(1);
    await again.stop();
  });

  test('each start gives the owner a new password, a restart after a crash does not, and one that was cut off is found', async () => {
    const file = join(home, 'postgres/password');
    const before = readFileSync(file, 'utf8');
    const embedded = embeddedPostgres(home);
    const running = await embedded.start();
    const url = embedded.url();
    expect(readFileSync(file, 'utf8')).not.toBe(before);
    await expect(ask(Object.assign(new URL(url), { password: before }).href, 'select 1')).rejects.toThrow(
      /password authentication/,
    );
    await ask(url, `alter role trailwatch password 'cut-off-before-its-file-had-its-name'`);
    writeFileSync(`${file}.next`, 'cut-off-before-its-file-had-its-name');
    await running.stop();
    const after = embeddedPostgres(home);
    const again = await after.start();
    expect(await ask(after.url(), 'select 1')).toBe(1);
    await again.stop();
    writeFileSync(`${file}.next`, 'never-told-to-the-server');
    const last = embeddedPostgres(home);
    const third = await last.start();
    expect(await ask(last.url(), 'select 1')).toBe(1);
    await third.stop();
  });

  test('a stale note of a process id that is somebody else by now neither stops the start nor is stopped', async () => {
    const cluster = open();
    const bystander = spawn('sleep', ['60'], asAccount(account));
    writeFileSync(join(cluster.data, 'postmaster.pid'), `${bystander.pid}\n${cluster.data}\n0\n1\n\n127.0.0.1\n0 0\nready\n`);
    const server = await startPostgres({ cluster, logFile });
    expect(bystander.exitCode).toBeNull();
    bystander.kill();
    await stopPostgres(server);
  });

  test.each([
    [
      '17\n',
      /written by PostgreSQL 17; this Trailwatch brings PostgreSQL 18$/,
      /^with the release .* db backup FILE.* db restore FILE/,
    ],
    ['9.6\n', /written by PostgreSQL 9\.6; this/, /^with the release/],
    ['19\n', /written by PostgreSQL 19; this Trailwatch brings PostgreSQL 18$/, /^start the newer release/],
    ['1\u00008', /PG_VERSION holds no version: .* is damaged/, /restore a backup/],
    ['', /PG_VERSION holds no version/, /restore a backup/],
    [null, /PG_VERSION is missing/, /restore a backup/],
  ])('data whose PG_VERSION is %j are refused with the way out, and stay', (text, words, way) => {
    const { data } = open();
    const file = join(data, 'PG_VERSION');
    const version = readFileSync(file, 'utf8');
    const before = readdirSync(data);
    if (text === null) rmSync(file);
    else writeFileSync(file, text);
    const refused = expect.objectContaining({
      code: 'conflict',
      message: expect.stringMatching(words),
      mend: expect.stringMatching(way),
    });
    expect(() => embeddedPostgres(home)).toThrow(refused);
    writeFileSync(file, version);
    expect(readdirSync(data)).toEqual(before);
  });
});

describe('the lock of a home', () => {
  test('is held once, and free again when released', () => {
    const lock = lockDirectory(home);
    expect(lock).not.toBeNull();
    lock?.release();
    const next = lockDirectory(home);
    expect(next).not.toBeNull();
    next?.release();
  });
});
