import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { seal, seedOf, unseal } from '#lib/auth/sealed.ts';
import { unseal as openSealed, seal as sealFor, sealingKeyOf } from '#lib/auth/sealed-identity.ts';
import { readSecrets } from '#lib/auth/secrets.ts';
import { keyIds } from '#lib/catalog/keys.ts';
import { pairOf } from '#lib/http/testing/certificates.ts';
import { secureDatabase } from '#lib/launch/database-roles.ts';
import { clearRunState, writeRunState } from '#lib/launch/run-state.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { dayMs } from '#lib/time.ts';

const db = await testDatabase();
const home = mkdtempSync(join(tmpdir(), 'cli key '));
const environment = { TRAILWATCH_HOME: home };
const secrets = join(home, 'secrets');
afterAll(() => rmSync(home, { recursive: true, force: true }));

const runWith = (extra: Record<string, string>, ...args: string[]) => {
  const { stdout, status, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts'), 'key', ...args], {
    env: { NODE_ENV: 'test', PATH: process.env.PATH, TRAILWATCH_HOME: home, DATABASE_URL: db.url, ...extra },
    encoding: 'utf8',
    cwd: home,
  });
  return { stdout, status, stderr };
};
const run = (...args: string[]) => runWith({}, ...args);
const facts = (extra = {}): Record<string, Record<string, unknown>> =>
  Object.fromEntries(
    (JSON.parse(runWith(extra, 'list', '--json').stdout) as { key: string }[]).map(({ key, ...fact }) => [key, fact]),
  );
const rotated = async (key: string): Promise<{ action: string; before: unknown; after: unknown }[]> =>
  (
    await db.pool.query(
      `select action, before::json, after::json from journal where subject_kind = 'key' and subject_id = $1 order by seq`,
      [key],
    )
  ).rows;

const held = (version: number) => readSecrets(environment).filter((one) => one.version === version);
/** A seed of an app, and who is behind a pseudonym. */
const saveSealed = async (): Promise<void> => {
  await db.pool.query(`insert into person (id, name, email, role) values ('p1', 'Ada', 'ada@example.com', 'member')`);
  await db.pool.query(`insert into two_factor (person_id, seed) values ('p1', $1)`, [
    seal(held(1), seedOf('p1'), Buffer.from('the seed')),
  ]);
  await db.pool.query(`insert into sealed_identity (pseudonym, sealed, sealed_at) values ('3f9a', $1, now())`, [
    sealFor(sealingKeyOf(held(1)), '3f9a', 'Ann'),
  ]);
};
const opened = async (version: number): Promise<string[]> => {
  const { rows } = await db.pool.query<{ seed: string; pseudonym: string; sealed: string }>(
    'select seed, pseudonym, sealed from two_factor, sealed_identity',
  );
  const { seed = '', pseudonym = '', sealed = '' } = rows[0] ?? {};
  return [(await unseal(held(version), seedOf('p1'), seed)).toString(), openSealed(held(version), pseudonym, sealed)];
};

/** As a launcher leaves it that is at work: this very process stands for it. */
const running = () => writeRunState(home, { pid: process.pid, databaseUrl: db.url, url: null, demo: {} });

beforeEach(async () => {
  clearRunState(home);
  rmSync(secrets, { force: true });
  readSecrets(environment);
  await db.pool.query('delete from two_factor');
  await db.pool.query('delete from person');
  await db.pool.query('delete from sealed_identity');
});

test('secrets: a new version first, what is stored encrypted anew, and the old ones forgotten once nothing is under them', async () => {
  await saveSealed();
  expect(run('rotate', 'secrets')).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/begins with version 2; 2 stored secrets were/),
  });
  expect(readSecrets(environment).map(({ version }) => version)).toEqual([2, 1]);
  expect(statSync(secrets).mode & 0o777).toBe(0o600);
  expect(await opened(2)).toEqual(['the seed', 'Ann']);
  utimesSync(secrets, new Date(), new Date('2026-01-01'));
  expect(run('forget', 'secrets')).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/forgot version 1 .* version 2 is left/),
  });
  expect(readSecrets(environment).map(({ version }) => version)).toEqual([2]);
  expect(statSync(secrets).mtime, 'its age is that of its key').toEqual(new Date('2026-01-01'));
  expect(await opened(2)).toEqual(['the seed', 'Ann']);
  expect(await rotated('secrets')).toEqual([
    { action: 'key.rotate', before: { version: 1 }, after: { encryptedAnew: 2, version: 2 } },
    { action: 'key.forget', before: { versions: [1] }, after: { encryptedAnew: 0, version: 2 } },
  ]);
});

test('secrets of a running Trailwatch: told that a start is needed, and nothing is forgotten before', async () => {
  await saveSealed();
  running();
  expect(run('rotate', 'secrets').stdout).toMatch(/begins with version 2: start Trailwatch again; the start encrypts/);
  expect(await opened(1), 'who runs reads it on').toEqual(['the seed', 'Ann']);
  utimesSync(join(home, 'run.json'), new Date(), new Date(Date.now() - dayMs));
  expect(run('forget', 'secrets')).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/runs with the secrets of before\nstart it again/),
  });
  utimesSync(join(home, 'run.json'), new Date(), new Date(Date.now() + dayMs));
  expect(run('forget', 'secrets')).toMatchObject({ status: 0 });
  expect(await opened(2)).toEqual(['the seed', 'Ann']);
});

test('secrets that a vault gives are rotated there; what is stored follows', async () => {
  await saveSealed();
  const [first] = readSecrets(environment);
  const file = join(home, 'from-the-vault');
  writeFileSync(file, `7:${'n'.repeat(43)}\n1:${first?.value}\n`, { mode: 0o400 });
  const given = { TRAILWATCH_SECRETS_FILE: file };
  expect(runWith(given, 'rotate', 'secrets').stdout).toMatch(
    /^2 stored secrets were encrypted anew under version 7\. The secrets come from/,
  );
  expect(runWith(given, 'forget', 'secrets')).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/take the old lines out there/),
  });
  const { rows } = await db.pool.query<{ seed: string; sealed: string }>('select seed, sealed from two_factor, sealed_identity');
  expect(rows).toEqual([{ seed: expect.stringMatching(/^aes-256-gcm:7:/), sealed: expect.stringMatching(/^7\./) }]);
  expect(facts(given).secrets).toMatchObject({ place: file, mode: '0400', isOverdue: false });
});

test('journal and pseudonyms are rotated beside a running Trailwatch', async () => {
  running();
  expect(run('rotate', 'journal')).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^[0-9a-f]{16} signs from now on; [0-9a-f]{16} is/),
  });
  expect(run('rotate', 'pseudonyms', '--json')).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('0 pseudonyms were changed'),
  });
  expect(await rotated('journal')).toHaveLength(1);
  expect(await rotated('pseudonyms')).toHaveLength(1);
});

const opens = async (url: string): Promise<boolean> => {
  const client = new Client({ connectionString: url });
  const isOpen = await client.connect().then(
    () => true,
    () => false,
  );
  await client.end();
  return isOpen;
};

test('database: what leaked opens nothing any more; a running Trailwatch is told to start again', async () => {
  const { web } = await secureDatabase({ home, url: db.url, environment: {}, by: 'launcher' });
  running();
  expect(run('rotate', 'database')).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/start it again: each start makes new ones/),
  });
  expect(await opens(web.url)).toBe(true);
  clearRunState(home);
  expect(run('rotate', 'database')).toMatchObject({ status: 0 });
  expect(await opens(web.url)).toBe(false);
});

test('database: the standing passwords of db roles are made anew in their files', async () => {
  const before = await secureDatabase({ home, url: db.url, environment: {}, by: 'administrator' });
  expect(run('rotate', 'database').stdout).toMatch(/^new passwords are in .*database-web and .*database-worker: carry them/);
  expect(await opens(before.web.url)).toBe(false);
  const after = Object.assign(new URL(before.web.url), { password: readFileSync(join(home, 'keys/database-web'), 'utf8') });
  expect(await opens(after.href)).toBe(true);
  expect(facts().database).toMatchObject({ place: join(home, 'keys/database-web'), mode: '0600', isOverdue: false });
  for (const part of ['web', 'worker']) rmSync(join(home, `keys/database-${part}`));
});

test('the list knows each key: where it lies, how old it is, and who may read it', async () => {
  const pair = pairOf('localhost');
  const config = join(home, 'trailwatch.yaml');
  const client = join(home, 'client-secret');
  writeFileSync(client, 'of the provider', { mode: 0o600 });
  writeFileSync(
    config,
    `server: { url: "https://localhost", tls: { certificate: ${pair.certificate}, key: ${pair.key} } }
signIn: { oidc: { issuer: "https://idp.example", clientId: x, clientSecretFile: "${client}", groups: [{ group: a, role: member }] } }
`,
  );
  chmodSync(pair.key, 0o644);
  utimesSync(secrets, new Date(), new Date(Date.now() - 366 * dayMs));
  const found = facts({ TRAILWATCH_CONFIG: config });
  expect(Object.keys(found)).toEqual(keyIds);
  expect(found).toMatchObject({
    secrets: { place: secrets, mode: '0600', cryptoperiodDays: 365, isOverdue: true, isOpen: false },
    journal: { place: join(home, 'keys/journal.key'), mode: '0600', isOverdue: false },
    pseudonyms: { place: 'table cursor', madeAt: expect.stringMatching(/^20/), mode: null },
    database: { place: null },
    'database-owner': { place: null },
    tls: { place: pair.key, madeAt: '2026-11-28T18:41:38.000Z', mode: '0644', isOpen: true },
    oidc: { place: client, mode: '0600', isOpen: false },
    aws: { place: null, cryptoperiodDays: null, isOverdue: null },
  });
  const words = runWith({ TRAILWATCH_CONFIG: config }, 'list');
  expect(words.status, 'a finding').toBe(1);
  expect(words.stdout).toMatch(/^secrets +\d{4}-\d\d-\d\d +365 +0600 +overdue +\//m);
  expect(words.stdout).toMatch(/^tls +2026-11-28 +398 +0644 +open to everybody +\//m);
  expect(words.stdout).toMatch(/^aws +not in use/m);
  expect(existsSync(secrets)).toBe(true);
  expect(words.stdout + JSON.stringify(found), 'no key itself').not.toContain(readSecrets(environment)[0]?.value);
  rmSync(config);
});

test.each([[['rotate', 'tls']], [['rotate', 'nothing']], [['rotate']], [['forget', 'journal']], [['melt']], [[]]])(
  'key %j is wrong usage',
  (args) => {
    expect(run(...args)).toMatchObject({ status: 2 });
  },
);
