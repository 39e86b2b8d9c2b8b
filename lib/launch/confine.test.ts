import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseConfig } from '../config.ts';
import { startChild } from './child.ts';
import { confinement, type Needs } from './confine.ts';
import { demoNeeds, webNeeds, workerNeeds } from './needs.ts';

const root = join(import.meta.dirname, '../..');
/** A home behind a link, in a folder with a space. */
const place = realpathSync(mkdtempSync(join(tmpdir(), 'confined home-')));
const home = join(place, 'link to home');

const files = {
  'package.json': join(root, 'package.json'),
  'its library': join(root, 'node_modules/pg/package.json'),
  'the server': join(root, 'server.ts'),
  'the demo account': join(root, 'demo/main.ts'),
  'trailwatch.yaml': join(place, 'trailwatch.yaml'),
  'TLS key': join(place, 'tls.key'),
  'OIDC secret': join(place, 'oidc'),
  'log server’s CA': join(place, 'syslog-ca.pem'),
  secrets: join(home, 'secrets'),
  'journal key': join(home, 'keys/journal.key'),
  checkpoints: join(home, 'journal/checkpoints.jsonl'),
  'database password of web': join(home, 'keys/database-web'),
  'database password of the owner': join(home, 'postgres/password'),
  'run.json': join(home, 'run.json'),
  'AWS keys': join(place, '.aws/credentials'),
  'source control': join(root, '.git'),
  'a test': join(root, 'e2e/product.ts'),
  'the account of the machine': '/etc/passwd',
  'its environment': '/proc/self/environ',
};
type File = keyof typeof files;

beforeAll(() => {
  mkdirSync(join(place, 'real home'));
  symlinkSync(join(place, 'real home'), home);
  for (const folder of ['keys', 'journal', 'postgres', '../.aws']) mkdirSync(join(home, folder), { recursive: true });
  mkdirSync(join(place, '.aws'), { recursive: true });
  for (const file of Object.values(files)) if (file.startsWith(place)) writeFileSync(file, 'secret');
});

const environment = {
  HOME: place,
  TRAILWATCH_CONFIG: files['trailwatch.yaml'],
  DATABASE_URL: 'postgresql://one:two@localhost/three',
};
const part = { root, home, environment };
const config = parseConfig(
  JSON.stringify({
    server: { url: 'https://trailwatch.example', tls: { certificate: join(place, 'tls.pem'), key: files['TLS key'] } },
    log: { syslog: { host: 'logs.example', ca: files['log server’s CA'] } },
    signIn: {
      oidc: {
        name: 'Okta',
        issuer: 'https://issuer.example',
        clientId: 'one',
        clientSecretFile: files['OIDC secret'],
        groups: [{ group: 'one', role: 'auditor' }],
      },
    },
  }),
  'trailwatch.yaml',
);

/** Runs a script under the flags of these needs and gives what it hands to `tell`. */
async function underFlags<T>(needs: Needs, script: string): Promise<T> {
  const folder = mkdtempSync(join(place, 'probe '));
  const file = join(folder, 'probe.mjs');
  writeFileSync(file, `const tell = (value) => process.send({ ready: true, detail: JSON.stringify(value) });\n${script}`);
  const preload = join(import.meta.dirname, 'end-with-parent.ts');
  const read = [...needs.read, file, preload];
  const child = startChild({ args: [file], root, env: {}, needs: { ...needs, read }, logFile: join(folder, 'log') });
  const ended = child.ended.then((how) => Promise.reject(new Error(how)));
  ended.catch(() => {});
  const said = await Promise.race([child.ready, ended]);
  await child.stop();
  return JSON.parse(said) as T;
}

/** What it could open, to read (r) and to change (w). */
const opened = (needs: Needs): Promise<Record<File, string>> =>
  underFlags(
    needs,
    `import { closeSync, openSync } from 'node:fs';
     const may = (file, flag) => {
       try { closeSync(openSync(file, flag)); return true; } catch (error) {
         if (error.code === 'ERR_ACCESS_DENIED') return false;
         return error.code;
       }
     };
     const of = (file) => [may(file, 'r'), may(file, 'r+')].map((one, at) => one === true ? 'rw'[at] : one || '').join('');
     tell(Object.fromEntries(${JSON.stringify(Object.entries(files))}.map(([name, file]) => [name, of(file)])));`,
  );

const nothing = Object.fromEntries(Object.keys(files).map((name) => [name, '']));

describe('each process opens its own files and no others', () => {
  test.each<[string, () => Needs, Partial<Record<File, string>>]>([
    [
      'web',
      () => webNeeds(part, config),
      {
        'package.json': 'r',
        'its library': 'r',
        'the server': 'r',
        'trailwatch.yaml': 'r',
        'TLS key': 'r',
        'OIDC secret': 'r',
        secrets: 'r',
      },
    ],
    [
      'worker',
      () => workerNeeds(part, config),
      {
        'package.json': 'r',
        'its library': 'r',
        'trailwatch.yaml': 'r',
        'AWS keys': 'r',
        'log server’s CA': 'r',
        'journal key': 'rw',
        checkpoints: 'rw',
      },
    ],
    ['demo account', () => demoNeeds(part), { 'package.json': 'r', 'its library': 'r', 'the demo account': 'r' }],
  ])('%s', async (_, needs, its) => {
    expect(await opened(needs())).toEqual({ ...nothing, ...its });
  });
});

test('no program, thread, add-on or debugger is started', async () => {
  const said = await underFlags(
    workerNeeds(part, config),
    `import { spawn } from 'node:child_process';
     import { open } from 'node:inspector';
     import { Worker } from 'node:worker_threads';
     const refused = (start) => { try { start(); return 'started'; } catch (error) { return error.code; } };
     tell([
       refused(() => spawn('/bin/true')),
       refused(() => new Worker('', { eval: true })),
       refused(() => process.dlopen({ exports: {} }, 'x.node')),
       refused(() => open(0)),
     ]);`,
  );
  expect(said).toEqual(['ERR_ACCESS_DENIED', 'ERR_ACCESS_DENIED', 'ERR_DLOPEN_DISABLED', 'ERR_ACCESS_DENIED']);
});

test.each([
  ['server.ts', () => webNeeds(part, config)],
  ['lib/worker/run.ts', () => workerNeeds(part, config)],
])('%s finds every module that it names, and what those need', async (main, needs) => {
  const named = [...readFileSync(join(root, main), 'utf8').matchAll(/from '#lib\/([^']+)'/g)].map(([, path = '']) => path);
  const files = named.map((path) => join(root, 'lib', path));
  expect(files.length).toBeGreaterThan(5);
  const script = `await Promise.all(${JSON.stringify(files)}.map((file) => import(file)));
    tell('loaded');`;
  expect(await underFlags(needs(), script)).toBe('loaded');
});

test('no database of SQLite writes or reads around the flags', async () => {
  const file = join(place, 'written.db');
  const said = await underFlags(
    workerNeeds(part, config),
    `const write = async () => {
       const { DatabaseSync } = await import('node:sqlite');
       new DatabaseSync(':memory:').exec("attach '${file}' as x; create table x.t (a)");
       return 'written';
     };
     tell(await write().catch((error) => error.code));`,
  );
  expect(said).toBe('ERR_UNKNOWN_BUILTIN_MODULE');
  expect(existsSync(file)).toBe(false);
});

test('no signal reaches another process: SIGUSR1 would open a debugger in the launcher, which nothing confines', async () => {
  const heard = new Promise((resolve) => process.once('SIGUSR1', () => resolve('heard')));
  const said = await underFlags(
    workerNeeds(part, config),
    `import { kill } from 'node:process';
     const refused = (send) => { try { send(); return 'sent'; } catch (error) { return error.code; } };
     tell([
       refused(() => process.kill(process.ppid, 'SIGUSR1')),
       refused(() => kill(process.ppid, 'SIGUSR1')),
       refused(() => process._kill(process.ppid, 10)),
       refused(() => process._debugProcess(process.ppid)),
       refused(() => { Reflect.deleteProperty(process, 'kill'); process.kill(process.ppid, 'SIGUSR1'); }),
       refused(() => process.binding('process_methods')),
     ]);`,
  );
  expect(said).toEqual(Array.from({ length: 6 }, () => 'ERR_ACCESS_DENIED'));
  expect(await Promise.race([heard, sleep(200, 'nothing')])).toBe('nothing');
});

test('a confined worker makes its key, and keeps it', async () => {
  const fresh = mkdtempSync(join(place, 'fresh '));
  for (const folder of ['keys', 'journal']) mkdirSync(join(fresh, folder));
  const script = `import { journalKey } from ${JSON.stringify(join(root, 'lib/store/journal-key.ts'))};
    tell(journalKey(${JSON.stringify(fresh)}).asymmetricKeyType);`;
  const needs = workerNeeds({ root, home: fresh, environment }, config);
  expect(await underFlags(needs, script)).toBe('ed25519');
  const key = readFileSync(join(fresh, 'keys/journal.key'), 'utf8');
  expect(statSync(join(fresh, 'keys/journal.key')).mode & 0o777).toBe(0o600);
  expect(await underFlags(needs, script)).toBe('ed25519');
  expect(readFileSync(join(fresh, 'keys/journal.key'), 'utf8')).toBe(key);
});

test('the first web process of a home makes its secrets', async () => {
  const fresh = mkdtempSync(join(place, 'fresh '));
  const script = `import { readSecrets } from ${JSON.stringify(join(root, 'lib/auth/secrets.ts'))};
    tell(readSecrets({ TRAILWATCH_HOME: ${JSON.stringify(fresh)} }).length);`;
  const needs = () => webNeeds({ root, home: fresh, environment }, config);
  expect(await underFlags(needs(), script)).toBe(1);
  expect(statSync(join(fresh, 'secrets')).mode & 0o777).toBe(0o600);
  expect(needs().write).toEqual([]);
});

test('secrets that are given elsewhere take the place of the home’s', () => {
  const given = { ...environment, TRAILWATCH_SECRETS_FILE: '/run/one', TRAILWATCH_OIDC_SECRET_FILE: '/run/two' };
  const { read, write } = webNeeds({ root, home, environment: given }, config);
  expect(read).toEqual(expect.arrayContaining(['/run/one', '/run/two']));
  expect([...read, ...write]).not.toContain(join(home, 'secrets'));
});

test('the driver’s files are those that the URL names, and a file of passwords where it has none', () => {
  const of = (DATABASE_URL: string) => workerNeeds({ root, home, environment: { ...environment, DATABASE_URL } }, config).read;
  expect(of('postgresql://one:two@db/three?sslmode=verify-full&sslrootcert=/etc/ca.pem&sslkey=/etc/own.key')).toEqual(
    expect.arrayContaining(['/etc/ca.pem', '/etc/own.key']),
  );
  expect(of('postgresql://one@db/three')).toContain(join(place, '.pgpass'));
  expect(of('postgresql://one:two@db/three')).not.toContain(join(place, '.pgpass'));
});

test('a file is named as it is asked for and as it lies', () => {
  expect(confinement(root, { read: [join(home, 'secrets')], write: [] })).toEqual([
    '--permission',
    '--no-experimental-sqlite',
    `--allow-fs-read=${join(home, 'secrets')}`,
    `--allow-fs-read=${join(place, 'real home/secrets')}`,
  ]);
});

test('a path that Node would read as a pattern is refused', () => {
  expect(() => confinement(root, { read: ['/srv/a*b/secrets'], write: [] })).toThrow('takes * in a path');
});
