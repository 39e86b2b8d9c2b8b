import { Client } from 'pg';
import { describe, expect, test } from 'vitest';
import { testDatabase } from '../testing/database.ts';
import { migrate } from './migrate.ts';
import { tables, views } from './rights.ts';
import { secure } from './secure.ts';

const { pool, url, webUrl, workerUrl } = await testDatabase();

async function as(who: string, text: string, teams?: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: who });
  await client.connect();
  try {
    await client.query('begin');
    if (teams !== undefined) await client.query(`select set_config('trailwatch.teams', $1, true)`, [teams]);
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

const names = async (kinds: string): Promise<string[]> => {
  const { rows } = await pool.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = any($1) and not relispartition order by 1`,
    [kinds.split('')],
  );
  return rows.map(({ name }) => name);
};

describe('every table', () => {
  test('has its rights and its wall, or a reason to have none, in lib/migrate/rights', async () => {
    expect(await names('rp')).toEqual(Object.keys(tables).toSorted());
    expect(await names('vm')).toEqual(Object.keys(views).toSorted());
    for (const { wall } of Object.values(tables)) expect(Object.values(wall)[0]?.length).toBeGreaterThan(10);
  });

  test.each(Object.entries(tables))('%s stands in the catalogue as it stands there', async (name, { wall, web }) => {
    const { rows } = await pool.query<{ secured: boolean; policies: string[] }>(
      `select relrowsecurity as secured, (select coalesce(array_agg(polname::text order by polname), '{}') from pg_policy where polrelid = c.oid) as policies
       from pg_class c where oid = $1::regclass`,
      [name],
    );
    expect(rows).toEqual([
      {
        secured: 'rows' in wall,
        policies: 'rows' in wall ? [...(web.includes('insert') ? ['adds'] : []), 'collects', 'wall'] : [],
      },
    ]);
  });

  const options = { reader: ['security_invoker=true'], own: ['security_barrier=true'], 'own, flat': null };
  test.each(Object.entries(views))('the view %s runs with the rights it says', async (name, { wall }) => {
    const { rows } = await pool.query<{ options: string[] | null }>(
      'select reloptions as options from pg_class where oid = $1::regclass',
      [name],
    );
    expect(rows[0]?.options ?? null).toEqual(options[wall]);
  });
});

describe('the lesser roles', () => {
  test.each([
    ['web', webUrl],
    ['worker', workerUrl],
  ])('%s owns nothing of the data and cannot pass a policy', async (_, who) => {
    const [role] = await as(
      who,
      `select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication as mighty,
         (select count(*)::int from pg_class where relowner = r.oid and relnamespace = 'public'::regnamespace) as owned,
         (select count(*)::int from pg_proc where proowner = r.oid) as functions, has_schema_privilege('public', 'create') as creates
       from pg_roles r where rolname = current_user`,
    );
    expect(role).toEqual({ mighty: false, owned: 0, functions: 0, creates: false });
  });

  test.each([
    `insert into resource select * from resource`,
    `update run set status = 'ok'`,
    `update resource set team = 'x'`,
    `insert into team_assignment select * from team_assignment`,
    `delete from team_assignment`,
    `select settle_team('', '', '', '', '', '')`,
    `delete from event`,
    `truncate audit_block`,
    `drop policy wall on resource`,
    `alter table resource disable row level security`,
    `set role test_worker`,
    `set session_replication_role = replica`,
    `select body from quarantine`,
    `select reason from quarantine`,
    `select subject from run_failure`,
    `select message from run_failure`,
    `select value from cursor`,
    `select * from _prisma_migrations`,
    `select ensure_sample_days(now(), now())`,
    `select drop_sample_days(now())`,
    `update journal set hash = ''`,
    `delete from journal`,
    `truncate journal`,
    `create table mine (x int)`,
    `create function mine() returns int language sql as 'select 1'`,
    `copy resource to program 'id'`,
    `select pg_read_file('/etc/passwd')`,
  ])('web may not: %s', async (text) => {
    await expect(as(webUrl, text, '*')).rejects.toMatchObject({ code: '42501' });
  });

  test.each([
    `select assign_team('', '', '', '', '', '', now(), '')`,
    `select release_team('', '', '', '', '', '')`,
    `delete from team_assignment`,
    `select from person`,
  ])('worker may not: %s', async (text) => {
    await expect(as(workerUrl, text)).rejects.toMatchObject({ code: '42501' });
  });

  test('a partition is no way round its table', async () => {
    await pool.query(`select ensure_sample_days('2026-11-20T00:00:00Z', '2026-11-20T00:00:00Z')`);
    await expect(as(webUrl, 'select * from sample_day_20261120', '*')).rejects.toMatchObject({ code: '42501' });
  });
});

describe('rows', () => {
  test('are seen by scope: none without one, also after a transaction that had one', async () => {
    const insert = (name: string, team: string) =>
      pool.query(
        `insert into resource (account, region, kind, name, arn, team, team_reason, description, hash, first_seen_at, last_seen_at)
         values ('1', 'r', 'endpoint', $1, $1, $2, 'x', '{}', 'x', now(), now())`,
        [name, team],
      );
    for (const [name, team] of [
      ['a', 'search'],
      ['b', 'fraud'],
      ['c', 'unowned'],
      ['d', '*'],
    ] as const)
      await insert(name, team);
    const seen = async (teams?: string) =>
      (await as(webUrl, 'select name from resource order by 1', teams)).map(({ name }) => name);
    expect(await seen()).toEqual([]);
    expect(await seen('')).toEqual([]);
    expect(await seen('*')).toEqual(['a', 'b', 'c', 'd']);
    expect(await seen('search')).toEqual(['a']);
    expect(await seen('search,fraud')).toEqual(['a', 'b']);
    expect(await seen('nobody')).toEqual([]);
    const client = new Client({ connectionString: webUrl });
    await client.connect();
    await client.query(`begin; select set_config('trailwatch.teams', '*', true); commit`);
    expect((await client.query('select name from resource')).rows).toEqual([]);
    await client.end();
  });

  test('are all the worker’s', async () => {
    expect(await as(workerUrl, 'select name from resource')).toHaveLength(4);
  });
});

test('a role that could pass the walls is refused by name', async () => {
  const roles = { web: { name: 'test_mighty', password: null }, worker: { name: 'test_worker', password: null } };
  await pool.query('create role test_mighty login bypassrls');
  await expect(secure(url, roles)).rejects.toThrow('test_mighty could pass every wall');
  await pool.query('drop role test_mighty');
});

test('an owner who may make no roles is told what to do', async () => {
  await pool.query(`create role test_weak login password 'weak'`);
  const weak = Object.assign(new URL(url), { username: 'test_weak', password: 'weak' }).href;
  const roles = { web: { name: 'test_new_web', password: 'x' }, worker: { name: 'test_worker', password: null } };
  await expect(secure(weak, roles)).rejects.toMatchObject({ code: 'denied', mend: expect.stringContaining('db roles') });
  await pool.query('drop role test_weak');
});

test('an owner that is no superuser but may create roles migrates, and makes walls that hold', { timeout: 60_000 }, async () => {
  const name = `owned_${crypto.randomUUID().slice(0, 8)}`;
  await pool.query(`create role ${name} login createrole password 'own'`);
  await pool.query(`create database ${name} owner ${name}`);
  const owned = Object.assign(new URL(url), { username: name, password: 'own', pathname: `/${name}` }).href;
  const roles = { web: { name: `${name}_web`, password: 'w' }, worker: { name: `${name}_worker`, password: 'w' } };
  await migrate(owned);
  for (const _ of ['first', 'again']) await secure(owned, roles);
  const web = Object.assign(new URL(owned), { username: roles.web.name, password: 'w' }).href;
  const worker = Object.assign(new URL(owned), { username: roles.worker.name, password: 'w' }).href;
  await as(
    owned,
    `insert into team (slug, name, created_at) values ('search', 'Search', now()), ('fraud', 'Fraud', now()); commit`,
  );
  expect(await as(web, 'select slug from team', 'search')).toEqual([{ slug: 'search' }]);
  expect(await as(worker, 'select count(*)::int as n from team')).toEqual([{ n: 2 }]);
  await as(worker, `create table pgboss.mine (id int); commit`);
  await expect(as(web, 'select * from endpoint_part', 'search')).resolves.toEqual([]);
});
