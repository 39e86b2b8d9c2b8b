import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, expect, test } from 'vitest';
import { migrate } from '../migrate/migrate.ts';
import { secure } from '../migrate/secure.ts';
import { openQueues } from '../store/queues.ts';
import { testRoles } from '../testing/cluster.ts';
import { testDatabase } from '../testing/database.ts';
import { type RolesFor, secureDatabase } from './database-roles.ts';

const { url, pool } = await testDatabase();
const homes = [mkdtempSync(join(tmpdir(), 'one ')), mkdtempSync(join(tmpdir(), 'two '))] as const;
const name = new URL(url).pathname.slice(1);
afterAll(async () => {
  await secure(url, testRoles);
  for (const home of homes) rmSync(home, { recursive: true, force: true });
});

const roles = (home: string, by: RolesFor, environment = {}) => secureDatabase({ home, url, environment, by });
const ask = async (as: string, sql: string): Promise<unknown> => {
  const client = new Client({ connectionString: as });
  await client.connect();
  try {
    return Object.values((await client.query(sql)).rows[0] ?? {})[0];
  } finally {
    await client.end();
  }
};
const refused = /password authentication failed/;

test('each start renews the passwords; the ones before open nothing, and none is in a file', async () => {
  const first = await roles(homes[0], 'launcher');
  expect(await ask(first.web.url, 'select current_user')).toBe(`${name}_web`);
  expect(await ask(first.worker.url, 'select current_user')).toBe(`${name}_worker`);
  await expect(ask(first.web.url, 'select * from cursor'), 'behind its wall as ever').rejects.toThrow(/permission denied/);
  const second = await roles(homes[0], 'launcher');
  await expect(ask(first.web.url, 'select 1')).rejects.toThrow(refused);
  await expect(ask(first.worker.url, 'select 1')).rejects.toThrow(refused);
  expect(new URL(second.web.url).username).toBe(new URL(first.web.url).username);
  const kept = readdirSync(join(homes[0], 'keys')).map((file) => readFileSync(join(homes[0], 'keys', file), 'utf8'));
  expect(kept.join()).not.toContain(new URL(second.web.url).password);
  const { rows } = await pool.query(`select left(rolpassword, 14) as kind from pg_authid where rolname like $1`, [
    `${name}_web_%`,
  ]);
  expect(rows).toEqual([{ kind: 'SCRAM-SHA-256$' }]);
});

test('a second launcher on the same database leaves the first one’s password alone, and both share queues and walls', async () => {
  const first = await roles(homes[0], 'launcher');
  const boss = await openQueues(first.worker.url, { isWorker: true });
  const second = await roles(homes[1], 'launcher');
  const other = await openQueues(second.worker.url, { isWorker: true });
  await boss.stop({ graceful: false });
  await other.stop({ graceful: false });
  expect(await ask(first.web.url, 'select current_user')).toBe(`${name}_web`);
  expect(await ask(second.web.url, 'select current_user')).toBe(`${name}_web`);
  expect(await ask(first.worker.url, `select tableowner from pg_tables where schemaname = 'pgboss' limit 1`)).toBe(
    `${name}_worker`,
  );
});

test('a command that brings its own rights up to date disturbs no launcher', async () => {
  const running = await roles(homes[0], 'launcher');
  await roles(homes[0], 'command');
  expect(await ask(running.web.url, 'select 1')).toBe(1);
});

test('roles that the environment names are the administrator’s: their passwords stand', async () => {
  const { web, worker } = await roles(homes[1], 'administrator');
  expect(await ask(web.url, 'select session_user')).toBe(`${name}_web`);
  expect(existsSync(join(homes[1], 'keys/database-web'))).toBe(true);
  const named = { DATABASE_WEB_URL: web.url, DATABASE_WORKER_URL: worker.url };
  expect((await roles(homes[0], 'launcher', named)).web.url).toBe(web.url);
  expect(await ask(web.url, 'select session_user')).toBe(`${name}_web`);
});

test('an owner that is no superuser but may create roles renews them too', { timeout: 60_000 }, async () => {
  const owner = `owned_${crypto.randomUUID().slice(0, 8)}`;
  await pool.query(`create role ${owner} login createrole password 'own'`);
  await pool.query(`create database ${owner} owner ${owner}`);
  const owned = Object.assign(new URL(url), { username: owner, password: 'own', pathname: `/${owner}` }).href;
  await migrate(owned);
  const start = () => secureDatabase({ home: homes[0], url: owned, environment: {}, by: 'launcher' });
  const first = await start();
  const second = await start();
  await expect(ask(first.worker.url, 'select 1')).rejects.toThrow(refused);
  expect(await ask(second.web.url, 'select current_user')).toBe(`${owner}_web`);
  const boss = await openQueues(second.worker.url, { isWorker: true });
  await boss.stop({ graceful: false });
});
