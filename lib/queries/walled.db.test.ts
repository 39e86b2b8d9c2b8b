import { afterEach, beforeAll, expect, test } from 'vitest';
import { systemScope, teamsScope } from '#lib/auth/scope.ts';
import { database } from '#lib/db.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { walled } from './walled.ts';

const { pool, webUrl } = await testDatabase();
const before = { url: process.env.DATABASE_URL, size: process.env.DATABASE_POOL_SIZE };
const search = teamsScope(['search']);
const slugs = 'select slug from team order by slug';

beforeAll(async () => {
  await pool.query(`insert into team (slug, name, created_at) values ('search', 'Search', $1), ('fraud', 'Fraud', $1)`, [
    new Date(0),
  ]);
  process.env.DATABASE_URL = webUrl;
  // One connection: whatever a read left on it, the next one would see.
  process.env.DATABASE_POOL_SIZE = '1';
  database();
  process.env.DATABASE_POOL_SIZE = before.size;
  if (before.size === undefined) delete process.env.DATABASE_POOL_SIZE;
});

/** The connection as whoever comes next finds it: no scope, no transaction, writable. */
afterEach(async () => {
  const { rows } = await database().pool.query(
    `select coalesce(current_setting('trailwatch.teams', true), '') as teams, current_setting('transaction_read_only') as "readOnly",
       now() <> statement_timestamp() as "inTransaction", (select count(*)::int from team) as seen`,
  );
  expect(rows).toEqual([{ teams: '', readOnly: 'off', inTransaction: false, seen: 0 }]);
});

test.each([
  ['text alone', { text: slugs }],
  ['values', { text: 'select slug from team where slug <> $1 order by slug', values: ['nobody'] }],
  ['a name', { name: 'q:slugs', text: slugs }],
])('a read of %s sees its scope’s rows and no others, whichever read was before', async (_, asked) => {
  const everything = systemScope();
  expect((await walled(search, asked)).rows).toEqual([{ slug: 'search' }]);
  expect((await walled(everything, asked)).rows).toEqual([{ slug: 'fraud' }, { slug: 'search' }]);
  expect((await walled(teamsScope([]), asked)).rows).toEqual([]);
  expect((await walled(search, asked)).rows).toEqual([{ slug: 'search' }]);
});

test('what is planned once is planned for any values, and nobody after it is', async () => {
  const text = 'select slug from team where slug = $1';
  for (const value of ['search', 'fraud', 'search']) {
    await walled(search, { name: 'q:once', text, values: [value], plan: 'once' });
    await walled(search, { name: 'q:each', text, values: [value] });
  }
  const { rows } = await database().pool.query(
    `select name, generic_plans::int as shared, custom_plans::int as own from pg_prepared_statements where name in ('q:once', 'q:each') order by name`,
  );
  expect(rows).toEqual([
    { name: 'q:each', shared: 0, own: 3 },
    { name: 'q:once', shared: 3, own: 0 },
  ]);
});

test('rows come as arrays where they are asked for so', async () => {
  expect((await walled(search, { text: slugs, rowMode: 'array' })).rows).toEqual([['search']]);
});

test('reads of several scopes at once wait for the connection, and each sees its own', async () => {
  const teams = ['search', 'fraud', 'search', 'fraud'];
  const seen = await Promise.all(
    teams.map((team) => walled<{ slug: string }>(teamsScope([team]), { name: 'q:slugs', text: slugs })),
  );
  expect(seen.map(({ rows }) => rows.map(({ slug }) => slug))).toEqual(teams.map((team) => [team]));
});

test.each([
  ['a write', { text: `insert into session (id) values ('x')` }, /read-only transaction/],
  ['what PostgreSQL cannot parse', { name: 'q:torn', text: 'selec slug' }, /syntax error/],
  ['what fails at its values', { name: 'q:number', text: 'select $1::int', values: ['many'] }, /invalid input syntax/],
  ['what fails among its rows', { text: 'select 1 / (slug <> slug)::int from team' }, /division by zero/],
  ['a name with other text', { name: 'q:slugs', text: 'select 1' }, /must be unique/],
])('%s is refused, twice alike, and the connection goes on', async (_, asked, message) => {
  await expect(walled(search, asked)).rejects.toThrow(message);
  await expect(walled(search, asked)).rejects.toThrow(message);
  expect((await walled(search, { name: 'q:slugs', text: slugs })).rows).toEqual([{ slug: 'search' }]);
});

test('a scope is a value and never text of the statement', async () => {
  const hostile = teamsScope([`search', true); set role none; --`]);
  expect((await walled(hostile, { text: slugs })).rows).toEqual([]);
});
