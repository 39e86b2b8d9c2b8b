import { chmodSync, chownSync, copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { closeDatabase, database } from '../db.ts';
import { fixture } from '../http/testing/certificates.ts';
import { secureDatabase } from '../launch/database-roles.ts';
import { migrate, pendingSql } from '../migrate/migrate.ts';
import { openQueues } from '../store/queues.ts';
import { databaseAccount } from './account.ts';
import { findBinaries } from './binaries.ts';
import { openCluster } from './cluster.ts';
import { openHome } from './home.ts';
import { ensureDatabase, startPostgres, stopPostgres } from './server.ts';

/** A PostgreSQL that speaks TLS with a certificate for 127.0.0.1, and listens to another name too. */
const home = openHome(mkdtempSync(join(tmpdir(), 'tls-')));
const account = databaseAccount();
const cluster = openCluster(join(home, 'postgres'), account, findBinaries(home, account));
const keyFile = join(cluster.data, 'server.key');
const certificate = join(cluster.data, 'server.pem');
copyFileSync(fixture('localhost.key'), keyFile);
copyFileSync(fixture('localhost.pem'), certificate);
chmodSync(keyFile, 0o600);
for (const file of [keyFile, certificate]) if (account) chownSync(file, account.uid, account.gid);
const logFile = join(home, 'log');
const server = await startPostgres({
  cluster,
  logFile,
  settings: {
    ...{ ssl: 'on', ssl_cert_file: certificate, ssl_key_file: keyFile, log_connections: 'on', log_disconnections: 'on' },
    ...{ listen_addresses: '127.0.0.1,127.0.0.2', fsync: 'off' },
  },
});
afterAll(async () => {
  await stopPostgres(server);
  rmSync(home, { recursive: true, force: true });
});

const plain = await ensureDatabase(cluster, server.port, 'tls');
const verified = (authority: string, host = '127.0.0.1'): string => {
  const url = Object.assign(new URL(plain), { hostname: host });
  url.search = new URLSearchParams({ sslmode: 'verify-full', sslrootcert: fixture(authority) }).toString();
  return url.href;
};
const authorized = (): string[] =>
  readFileSync(logFile, 'utf8')
    .split('\n')
    .filter((line) => line.includes('connection authorized'));

test('migrations, roles, pool, Prisma and queues all speak TLS when the URL says so', { timeout: 90_000 }, async () => {
  const before = authorized().length;
  const url = verified('localhost.pem');
  await migrate(url);
  expect(await pendingSql(url)).toBe('');
  const { web, worker } = await secureDatabase({ home, url, environment: {}, by: 'launcher' });
  const opened = [url, web.url, worker.url].map((each) => database(each));
  for (const { pool, prisma } of opened) {
    await pool.query('select 1');
    await prisma.$queryRaw`select 1`;
  }
  const boss = await openQueues(worker.url, { isWorker: true });
  await boss.stop({ graceful: false });
  for (const each of opened) await closeDatabase(each);
  const lines = authorized().slice(before);
  expect(lines.length).toBeGreaterThan(8);
  expect(lines.filter((line) => !line.includes('SSL enabled (protocol=TLSv1.3'))).toEqual([]);
});

test.each([
  ['an authority that did not sign it', verified('renewed.pem'), /certificate/],
  ['a name that it is not for', verified('localhost.pem', '127.0.0.2'), /IP: 127\.0\.0\.2 is not in the cert's list/],
])('a database with %s is not spoken to', async (_, url, expected) => {
  await expect(migrate(url)).rejects.toThrow(expected);
  const { pool } = database(url);
  await expect(pool.query('select 1')).rejects.toThrow(expected);
  await closeDatabase(database(url));
});
